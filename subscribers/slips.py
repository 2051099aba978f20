"""Short-lived links, sent to one mailbox: signed with the ring of token keys, each for one purpose.

Unlike `tokens`, whose links stand in every mail and work for years, a slip opens what a mail that
was passed on must not open; what it may still do, its row or its age decides.
"""

from __future__ import annotations

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


def make(slip: Slip, number: int) -> str:
    """A slip about a row (a wish for CONFIRM and OBJECT, a subscriber for DATA)."""
    return _signer(slip).sign(str(number))


def read(slip: Slip, token: str, *, seconds: int | None = None) -> int | None:
    """The row that a genuine slip is about; None if it is none, or older than `seconds`."""
    try:
        number = _signer(slip).unsign(token, max_age=seconds)
    except BadSignature:
        return None
    return int(number)


def _signer(slip: Slip) -> TimestampSigner:
    first, *others = _secrets()
    return TimestampSigner(key=first, fallback_keys=others, salt=f"rundbrief.slip.{slip}")


def _secrets() -> list[str | bytes]:
    return [key.secret for key in settings.TOKEN_KEYS]
