"""What is hashed of a consent event for its seal, without its payload.

A leaf holds the payload's salted digest instead of the payload, so that erasing one leaves every
seal whole (invariant 13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

ID_BYTES = 8
LEAF_BYTES = 32
ENTRY = ID_BYTES + LEAF_BYTES


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


def leaf(line: str) -> bytes:
    """SHA-256 over an event's line."""
    return hashlib.sha256(line.encode()).digest()


def line(event: Sealed) -> str:
    """One line of text: numbers in decimal, empty for none, UTC, the digest in hex."""
    numbers = (event.id, event.subscriber, event.subscription, event.list, event.wording)
    parts = ["" if number is None else str(number) for number in numbers]
    return "|".join((*parts, event.step, moment(event.at), bytes(event.digest).hex()))


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC, with microseconds, as in 2026-11-25T09:42:54.000001Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def pack(pairs: Iterable[tuple[int, bytes]]) -> bytes:
    """Ids and leaves as a seal stores them."""
    return b"".join(number.to_bytes(ID_BYTES, "big") + one for number, one in pairs)


def unpack(stored: bytes) -> Iterator[tuple[int, bytes]]:
    """What `pack` packed; a last entry that is cut short is left out."""
    for start in range(0, len(stored) - ENTRY + 1, ENTRY):
        entry = stored[start : start + ENTRY]
        yield int.from_bytes(entry[:ID_BYTES], "big"), entry[ID_BYTES:]


def seal_digest(before: bytes, leaves: Iterable[bytes], *, at: datetime) -> bytes:
    """SHA-256 over the digest of the seal before, the moment of this one, and its leaves."""
    total = hashlib.sha256(before + moment(at).encode())
    for one in leaves:
        total.update(one)
    return total.digest()
