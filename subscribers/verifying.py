"""Recomputes every digest, leaf and seal of the evidence, and names what does not verify.

Events stream in the order of their seals by a cursor of the server: memory stays flat, and a
million of them take seconds.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from subscribers.evidence import digest
from subscribers.leaves import COLUMNS, Sealed, leaf, seal_digest, unpack
from subscribers.models import Seal

MOST_FINDINGS = 1000
_STEP = 5000
_SEALS = 10
_EVENTS = (
    f"SELECT seal_id, payload::text, salt, {COLUMNS} "  # noqa: S608
    "FROM subscribers_consentevent "
    "ORDER BY seal_id NULLS LAST, id"
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
    seal: int | None
    payload: str | None
    salt: bytes
    sealed: Sealed


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
    """Merge seals and events, both in the order of the seals' numbers."""
    seals = Seal.objects.order_by("pk").iterator(chunk_size=_SEALS)
    waiting = next(seals, None)
    before = b""
    for number, group in groupby(_events(), key=lambda event: event.seal):
        if number is None:
            for event in group:
                verdict.unsealed += 1
                _own(verdict, event)
            continue
        while waiting is not None and waiting.pk < number:
            before = _seal(verdict, waiting, before=before, events=iter(()), known=known)
            waiting = next(seals, None)
        if waiting is None or waiting.pk > number:
            verdict.add(Fault.SEAL_MISSING, seal=number)
            for event in group:
                _own(verdict, event)
            continue
        before = _seal(verdict, waiting, before=before, events=group, known=known)
        waiting = next(seals, None)
    while waiting is not None:
        before = _seal(verdict, waiting, before=before, events=iter(()), known=known)
        waiting = next(seals, None)


def _seal(
    verdict: Verdict,
    seal: Seal,
    *,
    before: bytes,
    events: Iterator[_Event],
    known: set[str],
) -> bytes:
    """Check one seal and its events; returns its digest, as stored, for the one after it."""
    leaves = dict(unpack(bytes(seal.leaves)))
    stored = bytes(seal.digest)
    verdict.seals += 1
    verdict.newest, verdict.newest_at = stored.hex(), seal.at.isoformat()
    known.discard(stored.hex())
    if seal.events != len(leaves) or stored != seal_digest(before, leaves.values(), at=seal.at):
        verdict.add(Fault.SEAL, seal=seal.pk)
    for event in events:
        expected = leaves.pop(event.sealed.id, None)
        if expected is None:
            verdict.add(Fault.FOREIGN, event=event.sealed.id, seal=seal.pk)
        _own(verdict, event, expected=expected)
    for missing in leaves:
        verdict.add(Fault.MISSING, event=missing, seal=seal.pk)
    return stored


def _own(verdict: Verdict, event: _Event, *, expected: bytes | None = None) -> None:
    """Check an event by itself, and against the leaf that its seal holds."""
    number, seal = event.sealed.id, event.seal or 0
    verdict.events += 1
    if event.payload is None:
        verdict.erased += 1
    elif not _payload_holds(event):
        verdict.add(Fault.PAYLOAD, event=number, seal=seal)
    if expected is not None and leaf(event.sealed) != expected:
        verdict.add(Fault.METADATA, event=number, seal=seal)


def _payload_holds(event: _Event) -> bool:
    payload: dict[str, Any] = json.loads(event.payload or "null")
    return hmac.compare_digest(digest(event.salt, payload), event.sealed.digest)


def _events() -> Iterator[_Event]:
    """All events by a named cursor, sealed ones first in the order of their seals."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EVENTS)
        while rows := cursor.fetchmany(_STEP):
            for seal, payload, salt, *rest in rows:
                yield _Event(seal, payload, bytes(salt), Sealed._make(rest))
