"""The reconciler of the outbox: finds what a worker left behind, and says what it found."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from mailer import repairs
from mailer.delivery import journal
from mailer.dispatch import outlet
from mailer.dispatch.recovery import DOUBT, NO_JOURNAL
from mailer.dispatch.settling import Settled, settled
from mailer.models import DeliveryState, Notice
from mailer.models.notices import WAITING
from mailer.notices import outbox
from mailer.notices.claiming import record


def reconcile() -> dict[str, int]:
    """Run every reconciler once; how many cases each found."""
    return repairs.run(REPAIRS)


def dead_notices() -> int:
    """Mails whose worker is gone: what its journal knows is recorded, the rest given back.

    What was begun and not answered stays in doubt and is shown; it is never sent again by itself.
    """
    claimed = Notice.objects.filter(state=DeliveryState.SENDING).exclude(claim=None)
    claims: dict[UUID, list[Notice]] = defaultdict(list)
    for row in claimed.order_by("pk"):
        assert row.claim is not None  # noqa: S101
        claims[row.claim].append(row)
    journals = {found.claim: found for found in journal.found(outlet.journals())} if claims else {}
    dead = [token for token in claims if _is_dead(claims[token], journals.get(token))]
    for token in dead:
        found = journals.get(token)
        record(token, claims[token], done=_known(claims[token], found.notes if found else None))
    return len(dead)


def due_notices() -> int:
    """Mails that are due while nobody was told, because the queue was lost or a relay was down."""
    due = Notice.objects.filter(state__in=WAITING, next_try_at__lte=timezone.now()).count()
    if due:
        outbox.nudge()
    return due


REPAIRS: tuple[repairs.Repair, ...] = (dead_notices, due_notices)


def _is_dead(rows: list[Notice], found: journal.Found | None) -> bool:
    now = timezone.now()
    over = any(row.lease_until is not None and row.lease_until < now for row in rows)
    return over or (found is not None and not found.alive)


def _known(rows: list[Notice], notes: journal.Notes | None) -> dict[int, Settled]:
    if notes is None:
        doubt = Settled(DeliveryState.UNCERTAIN, 1, words=NO_JOURNAL)
        return {row.pk: doubt for row in rows}
    attempts = {row.pk: row.attempts for row in rows}
    answers = {key: settled(found, attempts[key]) for key, found in notes.answers.items()}
    doubt = Settled(DeliveryState.UNCERTAIN, 1, words=DOUBT)
    return {**dict.fromkeys(notes.begun, doubt), **answers}
