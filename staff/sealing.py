"""Seals the audit trail, and checks that nothing of it was changed, added or removed (S32).

Like the evidence of consent it is sealed in batches by a worker, so that no act waits for a chain.
Entries that were kept long enough are removed (P17, P36); their seals stay and still verify.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from staff.chain import Fault, Verdict, judge, leaf, moment, pack, seal_digest
from staff.models import AuditEntry, AuditSeal
from staff.retention import months

BATCH = 1_000
_LOCK = 0x5242_0102


def seal() -> int:
    """Seal what waits; returns how many entries were sealed."""
    total = 0
    while sealed := _seal_batch():
        total += sealed
        if sealed < BATCH:
            break
    return total


@transaction.atomic
def _seal_batch() -> int:
    """One seal, unless nothing waits or another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        [free] = cursor.fetchone()
    entries = list(AuditEntry.objects.filter(seal=None).order_by("pk")[:BATCH]) if free else []
    if not entries:
        return 0
    newest = AuditSeal.objects.order_by("-pk").values_list("digest", flat=True).first()
    at, leaves = timezone.now(), [leaf(line(entry)) for entry in entries]
    made = AuditSeal.objects.create(
        at=at,
        since=min(entry.at for entry in entries),
        events=len(entries),
        leaves=pack(zip((entry.pk for entry in entries), leaves, strict=True)),
        digest=seal_digest(bytes(newest or b""), leaves, at=at),
    )
    AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries], seal=None).update(seal=made)
    return len(entries)


def line(entry: AuditEntry) -> str:
    """All that an entry says, as JSON with sorted keys and no blanks."""
    said = [
        *(entry.pk, moment(entry.at), entry.user_id, entry.office_id),
        *(entry.verb, entry.kind, entry.object_id, entry.details),
    ]
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verify(noted: str = "", *, now: datetime | None = None) -> Verdict:
    """Look at the whole trail; an entry may be gone only if its seal holds some that were due."""
    verdict = Verdict(noted={noted.lower()} if noted else set())
    due = months(now or timezone.now(), settings.AUDIT_MONTHS)
    before = b""
    for stored in AuditSeal.objects.order_by("pk").iterator(chunk_size=100):
        entries = AuditEntry.objects.filter(seal=stored.pk).order_by("pk")
        lines = [(entry.pk, line(entry)) for entry in entries]
        verdict.events += len(lines)
        before, gone = judge(verdict, stored, before=before, lines=lines)
        if stored.since < due:
            verdict.removed += len(gone)
        else:
            for missing in gone:
                verdict.add(Fault.MISSING, event=missing, seal=stored.pk)
    sealed = AuditEntry.objects.filter(seal_id__isnull=False)
    for entry in sealed.exclude(seal_id__in=AuditSeal.objects.values("pk")):
        verdict.add(Fault.SEAL_MISSING, event=entry.pk, seal=entry.seal_id or 0)
    verdict.unsealed = AuditEntry.objects.filter(seal=None).count()
    verdict.events += verdict.unsealed
    if verdict.noted:
        verdict.add(Fault.NOTED)
    return verdict
