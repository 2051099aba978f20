"""Seals the evidence in batches, so that nobody who signs up waits for a chain (invariant 13).

A worker takes the events that have no seal yet, in the order of their ids; an event that commits
late falls into the next seal. The newest seal's digest, noted elsewhere, fixes all before it.
"""

from __future__ import annotations

import logging

from django.db import connection, transaction
from django.utils import timezone

from staff.chain import leaf, pack, seal_digest
from subscribers.leaves import LINE
from subscribers.locks import Namespace, try_take
from subscribers.models import Seal

log = logging.getLogger(__name__)
BATCH = 10_000
_UNSEALED = (
    f"SELECT id, {LINE} FROM subscribers_consentevent "  # noqa: S608
    "WHERE seal_id IS NULL ORDER BY id LIMIT %s"
)
_MARK = "UPDATE subscribers_consentevent SET seal_id = %s WHERE id = ANY(%s) AND seal_id IS NULL"


def seal(most: int = 100) -> int:
    """Seal what waits, in up to so many batches; returns how many events were sealed."""
    total = 0
    for _ in range(most):
        sealed = _seal_batch()
        total += sealed
        if sealed < BATCH:
            break
    return total


@transaction.atomic
def _seal_batch() -> int:
    """One seal, unless nothing waits or another worker is at it."""
    if not try_take(Namespace.SEAL, 0):
        return 0
    events = _unsealed()
    if not events:
        return 0
    newest = Seal.objects.order_by("-pk").values_list("digest", flat=True).first()
    at = timezone.now()
    leaves = [leaf(line) for _, line in events]
    made = Seal.objects.create(
        at=at,
        events=len(events),
        leaves=pack(zip((number for number, _ in events), leaves, strict=True)),
        digest=seal_digest(bytes(newest or b""), leaves, at=at),
    )
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [made.pk, [number for number, _ in events]])
    log.info("seal %s: %s events, digest %s", made.pk, len(events), bytes(made.digest).hex())
    return len(events)


def _unsealed() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [BATCH])
        found: list[tuple[int, str]] = cursor.fetchall()
    return found
