"""Recomputes every digest, leaf and seal of the evidence, and names what does not verify.

Events are read seal by seal: memory stays flat, and nothing of the whole table is sorted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection, transaction

from subscribers.evidence import digest
from subscribers.leaves import LINE, leaf, seal_digest, unpack
from subscribers.models import Seal

MOST_FINDINGS = 1000
_STEP = 10_000
_EVENTS = (
    f"SELECT id, payload::text, salt, digest, {LINE} "  # noqa: S608
    "FROM subscribers_consentevent WHERE {} ORDER BY id"
)
_OF_SEAL = _EVENTS.format("seal_id = %s")
_UNSEALED = _EVENTS.format("seal_id IS NULL AND id > %s") + f" LIMIT {_STEP}"
_LOST = (
    "SELECT DISTINCT seal_id FROM subscribers_consentevent e WHERE seal_id IS NOT NULL "
    "AND NOT EXISTS (SELECT FROM subscribers_seal s WHERE s.id = e.seal_id) ORDER BY seal_id"
)


class Fault(StrEnum):
    """What can be wrong with the evidence."""

    PAYLOAD = "payload changed"
    METADATA = "metadata changed"
    MISSING = "event missing"
    FOREIGN = "event added to a seal"
    SEAL = "seal changed"
    SEAL_MISSING = "seal missing"
    NOTED = "noted digest unknown"


class Finding(NamedTuple):
    """One thing that does not verify: event and seal by number, 0 for none."""

    fault: Fault
    event: int
    seal: int


@dataclass
class Verdict:
    """What was looked at and found; `newest` is the digest to note outside, in hex."""

    events: int = 0
    seals: int = 0
    erased: int = 0
    unsealed: int = 0
    newest: str = ""
    newest_at: str = ""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether all of it verifies."""
        return not self.findings

    def add(self, fault: Fault, *, event: int = 0, seal: int = 0) -> None:
        """Write down a finding; of very many only the number."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(fault, event, seal))
        else:
            self.more += 1


class _Event(NamedTuple):
    id: int
    payload: str | None
    salt: bytes
    digest: bytes
    line: str


def verify(noted: str = "") -> Verdict:
    """Look at everything in one snapshot; `noted` is the digest of a seal as noted outside."""
    verdict = Verdict()
    known = {noted.lower()} if noted else set()
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # the outermost transaction: one snapshot for both
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _walk(verdict, known)
    if known:
        verdict.add(Fault.NOTED)
    return verdict


def _walk(verdict: Verdict, known: set[str]) -> None:
    """All seals in their order, then events of seals that are gone, then those without one."""
    before = b""
    numbers = list(Seal.objects.order_by("pk").values_list("pk", flat=True))
    for seal in (Seal.objects.get(pk=number) for number in numbers):
        before = _seal(verdict, seal, before=before, known=known)
    for lost in _rows(_LOST):
        verdict.add(Fault.SEAL_MISSING, seal=lost[0])
        for event in _events(_OF_SEAL, lost[0]):
            _own(verdict, event, seal=lost[0])
    last = 0
    while events := list(_events(_UNSEALED, last)):
        for event in events:
            verdict.unsealed += 1
            _own(verdict, event)
        last = events[-1].id


def _seal(verdict: Verdict, seal: Seal, *, before: bytes, known: set[str]) -> bytes:
    """Check one seal and its events; returns its digest, as stored, for the one after it."""
    leaves = dict(unpack(bytes(seal.leaves)))
    stored = bytes(seal.digest)
    verdict.seals += 1
    verdict.newest, verdict.newest_at = stored.hex(), seal.at.isoformat()
    known.discard(stored.hex())
    if seal.events != len(leaves) or stored != seal_digest(before, leaves.values(), at=seal.at):
        verdict.add(Fault.SEAL, seal=seal.pk)
    for event in _events(_OF_SEAL, seal.pk):
        expected = leaves.pop(event.id, None)
        if expected is None:
            verdict.add(Fault.FOREIGN, event=event.id, seal=seal.pk)
        _own(verdict, event, seal=seal.pk, expected=expected)
    for missing in leaves:
        verdict.add(Fault.MISSING, event=missing, seal=seal.pk)
    return stored


def _own(verdict: Verdict, event: _Event, *, seal: int = 0, expected: bytes | None = None) -> None:
    """Check an event by itself, and against the leaf that its seal holds."""
    verdict.events += 1
    if event.payload is None:
        verdict.erased += 1
    elif digest(event.salt, json.loads(event.payload)) != event.digest:
        verdict.add(Fault.PAYLOAD, event=event.id, seal=seal)
    if expected is not None and leaf(event.line) != expected:
        verdict.add(Fault.METADATA, event=event.id, seal=seal)


def _events(statement: str, number: int) -> Iterator[_Event]:
    return map(_Event._make, _rows(statement, number))


def _rows(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
