"""What is hashed of a consent event for its seal, without its payload.

A leaf holds the payload's salted digest instead of the payload, so that erasing one leaves every
seal whole (invariant 13).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from staff.chain import moment


class Sealed(NamedTuple):
    """The part of an event that a leaf is made of."""

    id: int
    subscriber: int
    subscription: int | None
    list: int | None
    wording: int | None
    step: str
    at: datetime
    digest: bytes


# The same line as `line` makes, for many events: reading columns one by one takes longer than all
# the rest.
LINE = (
    "concat_ws('|', id, subscriber_id, coalesce(subscription_id::text, ''), "
    "coalesce(list_id::text, ''), coalesce(wording_id::text, ''), step, "
    """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), encode(digest, 'hex'))"""
)


def line(event: Sealed) -> str:
    """One line of text: numbers in decimal, empty for none, UTC, the digest in hex."""
    numbers = (event.id, event.subscriber, event.subscription, event.list, event.wording)
    parts = ["" if number is None else str(number) for number in numbers]
    return "|".join((*parts, event.step, moment(event.at), bytes(event.digest).hex()))
