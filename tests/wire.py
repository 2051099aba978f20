"""Messages for relays, made of any octets; the product's own are written as they go."""

from __future__ import annotations

from mailer.delivery.seam import Wire


def wire(message: bytes) -> Wire:
    """Any message, with dots stuffed (RFC 5321, 4.5.2) and its last line ended.

    Raises ValueError for a bare CR or LF, which relays read differently (SMTP smuggling).
    """
    if message.count(b"\r\n") != message.count(b"\n") or message.count(b"\r") != message.count(
        b"\n"
    ):
        raise ValueError("the message holds a CR or LF that is no line end")
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    stuffed = ended.replace(b"\r\n.", b"\r\n..")
    return Wire((b"." + stuffed if stuffed.startswith(b".") else stuffed,))
