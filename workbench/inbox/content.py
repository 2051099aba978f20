"""What of a stored message is shown: its parts, its headers as they were sent, its attachments.

Messages may be hostile or broken; nothing here raises for one.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from workbench.inbox.store import Mail

LIMIT = 1_000_000
"""Characters of a text or source that a page shows at most."""

_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BASE = '<base target="_blank">'


@dataclass(frozen=True)
class Content:
    """The parts of a mail; None where it has none."""

    html: str | None
    text: str | None
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]


def content(mail: Mail) -> Content:
    """Take a mail apart."""
    message = mail.message
    return Content(
        html=_part(message, "html"),
        text=_part(message, "plain"),
        headers=_headers(mail.content),
        attachments=tuple(_attachments(message)),
    )


def framed(html: str) -> str:
    """The HTML part with its links opening outside the frame: inside, most pages refuse to."""
    opened, count = _HEAD.subn(lambda match: match[0] + _BASE, html, count=1)
    return opened if count else _BASE + html


def source(mail: Mail) -> str:
    """The message as it was handed over."""
    return mail.content.decode("utf-8", "replace")


def _part(message: EmailMessage, kind: str) -> str | None:
    try:
        part = message.get_body((kind,))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return None if part is None else _decoded(part)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        return raw.decode("utf-8", "replace")


def _headers(raw: bytes) -> tuple[tuple[str, str], ...]:
    parsed = message_from_bytes(raw, policy=policy.compat32)
    return tuple((_readable(name), _readable(value)) for name, value in parsed.raw_items())


def _readable(value: object) -> str:
    """Bytes beyond ASCII come as surrogates, which no page could encode."""
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _attachments(message: EmailMessage) -> list[str]:
    try:
        return [_readable(part.get_filename() or "?") for part in message.iter_attachments()]
    except (ValueError, LookupError, TypeError, AttributeError):
        return []
