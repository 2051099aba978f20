"""Reconcilers: each finds one kind of unfinished work, mends it and says what it found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mailer import locks
from mailer.dispatch import sql
from mailer.dispatch.claiming import Claimed, record, unpack
from mailer.dispatch.nudges import nudge_expansion, nudge_sending
from mailer.dispatch.sending import after_cancel, finish
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.verbs import settle_cancelled
from mailer.models import Batch, Delivery, DeliveryState, Issue, IssueState
from mailer.models.issues import UncertainPolicy
from mailer.models.ledger import BatchState

log = logging.getLogger(__name__)

# An issue with work left is nudged again when nobody was nudged for so long.
QUIET = timedelta(seconds=15)
# Batches of deferred deliveries that one look makes at most.
ROUNDS = 100
DOUBT = "The worker died while this message was on the wire; nobody knows whether it arrived."


def reconcile() -> dict[str, int]:
    """Run every reconciler once; how many cases each found. One that fails stops no other."""
    found: dict[str, int] = {}
    for repair in REPAIRS:
        try:
            with transaction.atomic():
                locks.take(locks.Lock.RECONCILE)
                found[repair.__name__] = repair()
        except Exception:
            log.exception("reconcile: %s failed", repair.__name__)
    for name, count in found.items():
        if count:
            log.info("reconcile: %s %s", name, count)
    return found


def dead_leases() -> int:
    """Batches whose worker is gone: answers are recorded, one message may be in doubt."""
    dead = Batch.objects.select_for_update(skip_locked=True).filter(
        state=BatchState.CLAIMED, lease_until__lt=timezone.now()
    )
    for batch in dead:
        recover(batch)
    return len(dead)


def recover(batch: Batch) -> None:
    """Record what the journal of a dead worker knows, and give the rest of its batch back."""
    issue = Issue.objects.get(pk=batch.issue_id)
    attempts = dict(
        Delivery.objects.filter(
            issue_id=issue.pk, month=issue.month, batch=batch.number
        ).values_list("subscriber_id", "attempts")
    )
    answers = dict(unpack(entry) for entry in batch.answers)
    known = {key: settled(outcome, attempts.get(key, 0)) for key, outcome in answers.items()}
    if batch.started is not None and batch.started not in known:
        known.update(_in_doubt(issue, batch.started))
    record(_claimed(batch, issue), known)
    after_cancel(issue.pk)


def lost_expansions() -> int:
    """Issues that are to be sent but have no audience yet."""
    waiting = Issue.objects.filter(state=IssueState.SENDING, expanded_at__isnull=True)
    for issue in waiting:
        nudge_expansion(issue.pk)
    return len(waiting)


def lost_nudges() -> int:
    """Issues with batches that wait while nobody was told."""
    open_issues = Issue.objects.filter(
        pk__in=Batch.objects.filter(state=BatchState.WAITING).values("issue_id"),
        state__in=(IssueState.SENDING, IssueState.SENT),
    ).order_by("priority", F("nudged_at").asc(nulls_first=True))
    quiet = [
        issue
        for issue in open_issues
        if issue.nudged_at is None or issue.nudged_at < timezone.now() - QUIET
    ]
    for issue in quiet:
        nudge_sending(issue.pk)
    return len(quiet)


def due_retries() -> int:
    """Deferred deliveries whose time has come become a batch; late ones expire."""
    issues: set[int] = set()
    for _ in range(ROUNDS):
        [(moved, again)] = sql.rows("retry", {"limit": settings.BATCH_SIZE})
        issues |= set(again)
        if moved < settings.BATCH_SIZE:
            break
    for issue_id in issues:
        nudge_sending(issue_id)
    return len(issues)


def too_late() -> int:
    """Issues whose time is over while batches still wait: a mail of last week serves nobody."""
    waiting = Batch.objects.filter(state=BatchState.WAITING).values("issue_id")
    over = Issue.objects.filter(
        state__in=(IssueState.SENDING, IssueState.SENT),
        valid_until__lte=timezone.now(),
        pk__in=waiting,
    )
    for issue in over:
        settle_cancelled(issue, DeliveryState.EXPIRED)
    return len(over)


def unfinished() -> int:
    """Issues that are done but do not say so."""
    return len(finish())


def half_cancelled() -> int:
    """Cancelled issues that still have batches."""
    open_batches = Batch.objects.filter(state=BatchState.WAITING).values("issue_id")
    issues = Issue.objects.filter(state=IssueState.CANCELLED, pk__in=open_batches)
    for issue in issues:
        settle_cancelled(issue)
    return len(issues)


REPAIRS: tuple[Callable[[], int], ...] = (
    dead_leases,
    lost_expansions,
    due_retries,
    too_late,
    lost_nudges,
    unfinished,
    half_cancelled,
)


def _in_doubt(issue: Issue, key: int) -> dict[int, Settled]:
    """By the issue's policy: held as uncertain, or sent again under the same Message-ID."""
    if issue.uncertain_policy == UncertainPolicy.RESEND:
        return {}
    return {key: Settled(DeliveryState.UNCERTAIN, 1, words=DOUBT)}


def _claimed(batch: Batch, issue: Issue) -> Claimed:
    assert batch.claim is not None  # noqa: S101
    return Claimed(
        id=batch.pk,
        issue_id=issue.pk,
        month=issue.month,
        number=batch.number,
        first=batch.first_id,
        last=batch.last_id,
        claim=batch.claim,
    )
