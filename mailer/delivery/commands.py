"""MAIL and RCPT of one envelope, as the extensions of a relay ask for them."""

from __future__ import annotations

import re
from typing import Final

from mailer.delivery.opening import Offers
from mailer.delivery.seam import Envelope, Outcome, Verdict, Wire

# What most addresses consist of; looked for by its absence, which takes half as long as a pattern.
_PLAIN: Final = bytes(set(range(0x21, 0x7F)) - set(b'"<>'))
_ADDRESS: Final = re.compile(r'[^\x00-\x20<>"\x7f]+|"[^\x00-\x1f<>"\x7f\\]*"@[^\x00-\x20<>"\x7f]+')
_XTEXT: Final = re.compile(r"[^!-*,-<>-~]")
TOO_LARGE: Final = "5.3.4"
_TOO_LARGE_CODE: Final = 552


class ObjectionError(Exception):
    """Why a relay cannot take a message, before a word is said of it; status and words."""

    @property
    def outcome(self) -> Outcome:
        """This relay's no, without a code; what of it is final is for `dispatch.settling`."""
        status, words = self.args
        return Outcome(Verdict.NEVER, status=status, words=words)


def commands(envelope: Envelope, offers: Offers) -> bytes:
    """Both lines; raises ObjectionError for a message that this relay cannot take."""
    key, sender, recipient, message, envid, eight_bit = envelope
    mail = rcpt = ""
    if offers.size:
        size = octets(message)
        if size > offers.size:
            raise ObjectionError(TOO_LARGE, f"The relay takes at most {offers.size} octets.")
        mail = f" SIZE={size}"
    if offers.dsn:
        mail += f" RET=HDRS ENVID={_xtext(f'{envid}.{key}')}" if envid else ""
        rcpt = " NOTIFY=FAILURE,DELAY"
    plain = sender and recipient and not f"{sender}{recipient}".encode().translate(None, _PLAIN)
    if not plain and _needs_utf8(envelope, offers):
        mail += " SMTPUTF8"
    if eight_bit:
        if not offers.eight_bit:
            raise ObjectionError("5.6.1", "The relay takes no 8-bit messages.")
        mail += " BODY=8BITMIME"
    return f"MAIL FROM:<{sender}>{mail}\r\nRCPT TO:<{recipient}>{rcpt}\r\n".encode()


def is_too_large(said: Outcome) -> bool:
    """Whether this refusal of MAIL speaks of its SIZE (RFC 1870, 6.2)."""
    return (said.status or said.code) in {TOO_LARGE, _TOO_LARGE_CODE}


def octets(message: Wire) -> int:
    """Its size as SIZE means it (RFC 1870, 6)."""
    return sum(map(len, message))


def _needs_utf8(envelope: Envelope, offers: Offers) -> bool:
    """Whether addresses need SMTPUTF8 (RFC 6531); raises ObjectionError for what is none."""
    addresses = (envelope.sender, envelope.recipient)
    if not all(map(_ADDRESS.fullmatch, addresses)):
        raise ObjectionError("5.1.3", "The address cannot be written in SMTP.")
    if "".join(addresses).isascii():
        return False
    if not offers.utf8:
        raise ObjectionError("5.6.7", "The relay takes no addresses with such characters.")
    return True


def _xtext(value: str) -> str:
    """RFC 3461, 4."""
    return _XTEXT.sub(lambda match: f"+{ord(match[0]):02X}", value)
