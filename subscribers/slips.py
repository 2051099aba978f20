"""Short-lived links, sent to one mailbox: signed with the ring of token keys, each for one purpose.

Unlike `tokens`, whose links stand in every mail and work for years, a slip opens what a mail that
was passed on must not open; what it may still do, its row or its age decides.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner


class Slip(StrEnum):
    """What a slip is good for; one for this is worth nothing for that (S9)."""

    CONFIRM = "confirm"
    OBJECT = "object"
    DATA = "data"


DATA_SECONDS = 24 * 3600
"""How long the link to one's own data opens them."""


def make(slip: Slip, number: int, *, box: bytes = b"") -> str:
    """A slip about a row (a wish for CONFIRM and OBJECT, a subscriber for DATA).

    `box` is the address key of the mailbox that it is sent to, where it shall open nothing any more
    once that is somebody's former one (DATA).
    """
    return _signer(slip).sign(f"{number}-{_mark(box)}")


def read(slip: Slip, token: str, *, seconds: int | None = None) -> int | None:
    """The row that a genuine slip is about; None if it is none, or older than `seconds`."""
    value = _value(slip, token, seconds=seconds)
    return int(value.partition("-")[0]) if value else None


def is_for(box: bytes, slip: Slip, *, token: str) -> bool:
    """Whether a genuine slip was sent to this mailbox."""
    return _value(slip, token).partition("-")[2] == _mark(box)


def _value(slip: Slip, token: str, *, seconds: int | None = None) -> str:
    """What was signed, '' if nothing was."""
    try:
        return _signer(slip).unsign(token, max_age=seconds)
    except BadSignature:
        return ""


def _mark(box: bytes) -> str:
    """Enough of a hash of the mailbox's key to tell it from another."""
    return hashlib.sha256(box).hexdigest()[:16] if box else ""


def _signer(slip: Slip) -> TimestampSigner:
    first, *others = _secrets()
    return TimestampSigner(key=first, fallback_keys=others, salt=f"rundbrief.slip.{slip}")


def _secrets() -> list[str | bytes]:
    return [key.secret for key in settings.TOKEN_KEYS]
