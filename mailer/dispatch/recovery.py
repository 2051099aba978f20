"""Reconcilers: each finds one kind of unfinished work, mends it and says what it found.

What is overdue is so by the database's clock alone: those of the machines may differ, and change.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from mailer import locks, repairs
from mailer.delivery import journal
from mailer.dispatch import guard, looking, outlet, sql
from mailer.dispatch.claiming import Claimed
from mailer.dispatch.nudges import nudge_expansion, nudge_look, nudge_sending
from mailer.dispatch.sending import finish, give_back
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.stopping import settle_cancelled
from mailer.models import Batch, Delivery, DeliveryState, Issue, IssueState, Notice
from mailer.models.issues import UncertainPolicy
from mailer.models.ledger import BatchState

# An issue with work left is nudged again when nobody was nudged for so long.
QUIET = timedelta(seconds=15)
# A look outside takes a worker that is free; after so long nobody was told of it.
UNSEEN = timedelta(minutes=2)
# So long before its time a scheduled issue is looked at again, so that it goes out on time.
EARLY = timedelta(minutes=10)
# No nudge is meant for later than this: whatever says so was written before the clock was put back.
AHEAD = timedelta(seconds=60)
# Whoever works on a batch renews the lease within so many seconds (`sending.FRESH`, and a pause).
RENEWED = 3.0
# Batches of deferred deliveries that one look makes at most.
ROUNDS = 100
DOUBT = "The worker died while this message was on the wire; nobody knows whether it arrived."
NO_JOURNAL = "The worker died and its journal is lost; this message may have been sent or not."


def reconcile() -> dict[str, int]:
    """Run every reconciler once, one worker at a time; how many cases each found."""
    return repairs.run(REPAIRS, within=_alone)


@contextmanager
def _alone() -> Iterator[None]:
    with transaction.atomic():
        locks.take(locks.Lock.RECONCILE)
        yield


def dead_claims() -> int:
    """Batches whose worker is gone: what its journal knows is recorded, the rest given back.

    A journal tells at once that its writer died. Without one (another machine, a lost disk) only
    the end of the lease does. All of the batch is in doubt then, as after a crash of the machine.
    """
    silent = _silent()
    journals = {found.claim: found for found in journal.found(outlet.journals())}
    claimed = Batch.objects.select_for_update(skip_locked=True).filter(state=BatchState.CLAIMED)
    left = {claim for claim, found in journals.items() if not found.alive}
    dead = [
        batch
        for batch in claimed
        if batch.claim in left or (batch.claim, batch.lease_until) in silent
    ]
    for batch in dead:
        found = journals.get(_claim_of(batch))
        recover(batch, found.notes if found else None)
    return len(dead)


def left_journals() -> int:
    """Journals that nobody writes and no claim refers to any more."""
    dead = [found for found in journal.found(outlet.journals()) if not found.alive]
    claims = {
        claim
        for rows in (Batch.objects, Notice.objects)
        for claim in rows.exclude(claim=None).values_list("claim", flat=True)
    }
    over = [found for found in dead if found.claim not in claims]
    for found in over:
        found.path.unlink(missing_ok=True)
    return len(over)


def recover(batch: Batch, notes: journal.Notes | None) -> None:
    """Record what is known of a dead worker's batch, and give the rest of it back."""
    issue = Issue.objects.get(pk=batch.issue_id)
    attempts = dict(
        Delivery.objects.filter(
            issue_id=issue.pk, month=issue.month, batch=batch.number, state=DeliveryState.QUEUED
        ).values_list("subscriber_id", "attempts")
    )
    answers = notes.answers if notes else {}
    resend = issue.uncertain_policy == UncertainPolicy.RESEND
    known = {
        key: settled(outcome, attempts.get(key, 0), resend=resend)
        for key, outcome in answers.items()
    }
    doubtful, words = (notes.begun, DOUBT) if notes else (attempts, NO_JOURNAL)
    give_back(_claimed(batch, issue), {**_in_doubt(issue, doubtful, words=words), **known})


def _silent() -> set[tuple[UUID | None, datetime | None]]:
    """Claims whose lease is over and is not renewed while we look: when the clock is put forward
    all leases are over at once, but those of who lives only for a moment.
    """
    over = Batch.objects.filter(state=BatchState.CLAIMED, lease_until__lt=Now())
    found = set(over.values_list("claim", "lease_until"))
    if not found:
        return found
    time.sleep(RENEWED)
    return found & set(over.all().values_list("claim", "lease_until"))


def lost_expansions() -> int:
    """Issues that are to be sent but have no audience yet."""
    waiting = Issue.objects.filter(state=IssueState.SENDING, expanded_at__isnull=True)
    for issue in waiting:
        nudge_expansion(issue.pk)
    return len(waiting)


def lost_nudges() -> int:
    """Issues with batches that wait while nobody was told."""
    told = Q(nudged_at__gt=Now() - QUIET, nudged_at__lt=Now() + AHEAD)
    quiet = (
        Issue.objects.filter(
            pk__in=Batch.objects.filter(state=BatchState.WAITING).values("issue_id"),
            state__in=(IssueState.SENDING, IssueState.SENT),
        )
        .exclude(Q(waits_until__gt=Now()) | told)
        .order_by("priority", F("nudged_at").asc(nulls_first=True))
    )
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
        valid_until__lte=Now(),
        pk__in=waiting,
    )
    for issue in over:
        settle_cancelled(issue, DeliveryState.EXPIRED)
    return len(over)


def gone_wrong() -> int:
    """Issues whose refusals came before there were enough answers to judge by."""
    return sum(map(guard.watch, Issue.objects.filter(state=IssueState.SENDING)))


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


def lost_looks() -> int:
    """Issues for which nobody looked who was asked to; asked once more, not again and again."""
    if not settings.CHECK_OUTSIDE:
        return 0
    lost = Issue.objects.filter(looking.WAITING, looking.ASKED, look_asked_at__lt=Now() - UNSEEN)
    ids = list(lost.values_list("pk", flat=True))
    Issue.objects.filter(pk__in=ids).update(looked_at=F("look_asked_at"))
    for pk in ids:
        nudge_look(pk)
    return len(ids)


def due_looks() -> int:
    """Scheduled issues that go out soon; what was seen when they were approved may be old."""
    soon = (Now() + looking.PATIENCE, Now() + EARLY)
    issues = Issue.objects.filter(state=IssueState.SCHEDULED, send_at__range=soon)
    return sum(map(looking.freshen, issues))


REPAIRS: tuple[repairs.Repair, ...] = (
    dead_claims,
    left_journals,
    lost_expansions,
    due_retries,
    too_late,
    lost_nudges,
    gone_wrong,
    unfinished,
    half_cancelled,
    lost_looks,
    due_looks,
)


def _in_doubt(issue: Issue, keys: Collection[int], *, words: str) -> dict[int, Settled]:
    """By the issue's policy: held as uncertain, or sent again under the same Message-ID."""
    if issue.uncertain_policy == UncertainPolicy.RESEND:
        return {}
    return {key: Settled(DeliveryState.UNCERTAIN, 1, words=words) for key in keys}


def _claim_of(batch: Batch) -> UUID:
    assert batch.claim is not None  # noqa: S101
    return batch.claim


def _claimed(batch: Batch, issue: Issue) -> Claimed:
    return Claimed(
        id=batch.pk,
        issue_id=issue.pk,
        month=issue.month,
        number=batch.number,
        first=batch.first_id,
        last=batch.last_id,
        claim=_claim_of(batch),
    )
