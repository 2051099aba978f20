"""Recomputes every digest, leaf and seal of the evidence, and names what does not verify.

Events are read seal by seal: memory stays flat, and nothing of the whole table is sorted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from staff.chain import Fault, Verdict, judge
from subscribers.evidence import digest
from subscribers.leaves import LINE
from subscribers.models import Seal

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


class _Event(NamedTuple):
    id: int
    payload: str | None
    salt: bytes
    digest: bytes
    line: str


def verify(noted: str = "") -> Verdict:
    """Look at everything in one snapshot; `noted` is the digest of a seal as noted outside."""
    verdict = Verdict(noted={noted.lower()} if noted else set())
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:  # the outermost transaction: one snapshot for both
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _walk(verdict)
    if verdict.noted:
        verdict.add(Fault.NOTED)
    return verdict


def _walk(verdict: Verdict) -> None:
    """All seals in their order, then events of seals that are gone, then those without one."""
    before = b""
    numbers = list(Seal.objects.order_by("pk").values_list("pk", flat=True))
    for seal in (Seal.objects.get(pk=number) for number in numbers):
        lines = _lines(verdict, _OF_SEAL, number=seal.pk)
        before, gone = judge(verdict, seal, before=before, lines=lines)
        for missing in gone:
            verdict.add(Fault.MISSING, event=missing, seal=seal.pk)
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


def _lines(verdict: Verdict, statement: str, *, number: int) -> Iterator[tuple[int, str]]:
    """The lines of a seal's events, each of which is checked by itself on the way."""
    for event in _events(statement, number):
        _own(verdict, event, seal=number)
        yield event.id, event.line


def _own(verdict: Verdict, event: _Event, *, seal: int = 0) -> None:
    """Check an event by itself: its payload against its digest."""
    verdict.events += 1
    if event.payload is None:
        verdict.erased += 1
    elif digest(event.salt, json.loads(event.payload)) != event.digest:
        verdict.add(Fault.PAYLOAD, event=event.id, seal=seal)


def _events(statement: str, number: int) -> Iterator[_Event]:
    return map(_Event._make, _rows(statement, number))


def _rows(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
