"""A batch in hand: claimed with a lease, read with the consent of this moment, given back.

Whoever lost the claim (a lease that ran out) can neither send nor record any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from mailer.delivery.providers import EVERYBODY
from mailer.dispatch import sql
from mailer.dispatch.settling import Settled, columns, tally


class ClaimLostError(RuntimeError):
    """Another worker has this batch now; nothing more may be sent from it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is ours until the lease runs out."""

    id: int
    issue_id: int
    month: date
    number: int
    first: int
    last: int
    claim: uuid.UUID


class Recorded(NamedTuple):
    """What was learned when a batch was given back: whether its issue was cancelled meanwhile, so
    that those who are left are to be settled, too; and whether everybody's message was accepted.
    """

    cancelled: bool
    smooth: bool


class Row(NamedTuple):
    """One person of a batch; `address` is None for those who may not be mailed any more."""

    subscriber_id: int
    list_id: int
    edition_id: int
    attempts: int
    address: str | None
    given_name: str
    family_name: str
    honorific: str
    form_of_address: str
    frequency: str
    text_only: bool


def claim(
    issue_id: int,
    month: date,
    *,
    lease: timedelta,
    token: uuid.UUID | None = None,
    groups: int = EVERYBODY,
) -> Claimed | None:
    """The next waiting batch of an issue that is being sent, or None.

    `token` names the claim; its journal must have begun before. `groups` are the provider groups
    whose turn it is; batches without any of them stay.
    """
    token = token or uuid.uuid4()
    values = {"issue": issue_id, "claim": token, "lease": lease, "groups": groups}
    found = sql.rows("claim", values)
    if not found:
        return None
    batch_id, number, first, last = found[0]
    return Claimed(batch_id, issue_id, month, number, first, last, token)


def renew(batch: Claimed, *, lease: timedelta) -> bool:
    """Lengthen the lease; whether the issue is still being sent. Raises ClaimLostError."""
    found = sql.rows("renew", {"id": batch.id, "claim": batch.claim, "lease": lease})
    if not found:
        raise ClaimLostError(f"batch {batch.issue_id}/{batch.number}")
    return bool(found[0][0])


def read(batch: Claimed) -> list[Row]:
    """Who is still to be sent to, as the read door sees them now."""
    values = {
        "issue": batch.issue_id,
        "month": batch.month,
        "first": batch.first,
        "last": batch.last,
        "batch": batch.number,
    }
    return list(map(Row._make, sql.rows("read", values)))


def record(batch: Claimed, settled: Mapping[int, Settled], *, left: int = -1) -> Recorded:
    """Write the outcomes and give the batch back, in one statement; raises ClaimLostError.

    `left` are the provider groups of those who are left in it, -1 for nobody knows.
    """
    counts = tally(settled.values())
    values = {"id": batch.id, "claim": batch.claim, "issue": batch.issue_id, "month": batch.month}
    found = sql.rows("record", {**values, "groups": left, **counts, **columns(settled)})
    if not found:
        raise ClaimLostError(f"batch {batch.issue_id}/{batch.number}")
    return Recorded(cancelled=found[0][0], smooth=counts["sent"] == len(settled))
