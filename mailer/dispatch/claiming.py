"""A batch in hand: claimed with a lease, read with the consent of this moment, given back.

Whoever lost the claim (a lease that ran out) can neither send nor record any more.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from mailer.delivery.seam import Outcome, Verdict
from mailer.dispatch import sql
from mailer.dispatch.settling import Settled, write


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


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a batch; `address` is None for those who may not be mailed any more."""

    subscriber_id: int
    list_id: int
    edition_id: int
    attempts: int
    address: str | None
    given_name: str | None
    family_name: str | None
    honorific: str | None
    form_of_address: str | None
    language: str | None
    frequency: str | None


def claim(issue_id: int, month: date, *, lease: timedelta) -> Claimed | None:
    """The next waiting batch of an issue that is being sent, or None."""
    token = uuid.uuid4()
    found = sql.rows("claim", {"issue": issue_id, "claim": token, "lease": lease})
    if not found:
        return None
    batch_id, number, first, last = found[0]
    return Claimed(batch_id, issue_id, month, number, first, last, token)


def read(batch: Claimed) -> list[Row]:
    """Who is still to be sent to, as the read door sees them now."""
    values = {
        "issue": batch.issue_id,
        "month": batch.month,
        "first": batch.first,
        "last": batch.last,
        "batch": batch.number,
    }
    return [Row(*row) for row in sql.rows("read", values)]


class BatchJournal:
    """The journal of one batch, in its row: one commit before each body (`seam.Journal`)."""

    def __init__(self, batch: Claimed, lease: timedelta) -> None:
        self.batch = batch
        self.lease = lease
        self.answers: dict[int, Outcome] = {}
        self._unwritten: list[list[object]] = []

    def started(self, key: int) -> None:
        """Note who is on the wire and all answers so far; raises ClaimLostError."""
        answers, self._unwritten = json.dumps(self._unwritten), []
        values = {
            "id": self.batch.id,
            "claim": self.batch.claim,
            "started": key,
            "answers": answers,
            "lease": self.lease,
        }
        if sql.change("journal", values) != 1:
            raise ClaimLostError(f"batch {self.batch.issue_id}/{self.batch.number}")

    def answered(self, key: int, outcome: Outcome) -> None:
        """Keep the answer; it is written with the next start, or when the batch is recorded."""
        self.answers[key] = outcome
        self._unwritten.append(pack(key, outcome))


def pack(key: int, outcome: Outcome) -> list[object]:
    """An answer as JSON for the journal."""
    return [key, outcome.verdict.value, outcome.code, outcome.status, outcome.words]


def unpack(entry: list[object]) -> tuple[int, Outcome]:
    """What `pack` wrote."""
    key, verdict, code, status, words = entry
    return int(str(key)), Outcome(
        Verdict(str(verdict)), code=int(str(code)), status=str(status), words=str(words)
    )


def record(batch: Claimed, settled: Mapping[int, Settled]) -> None:
    """Write the outcomes and give the batch back, in one transaction; raises ClaimLostError."""
    values = {"id": batch.id, "claim": batch.claim, "month": batch.month}
    with transaction.atomic():
        write(batch.issue_id, batch.month, settled=settled)
        if sql.change("release", values) != 1:
            raise ClaimLostError(f"batch {batch.issue_id}/{batch.number}")
