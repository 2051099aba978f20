"""Workers that die with a batch in hand: the journal tells what became of whom."""

from __future__ import annotations

from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from mailer.delivery.journal import Journal
from mailer.delivery.replies import outcome
from mailer.dispatch import claiming, outlet, recovery, sending, verbs
from mailer.dispatch.nudges import nudge_one_sender
from mailer.models import Batch, Delivery, Issue
from mailer.models.issues import UncertainPolicy
from staff.models import User
from tests.integration.dispatch.conftest import Make
from tests.integration.dispatch.test_sending import MINUTE, counts
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


def dying(issue: Issue) -> tuple[Journal, list[int]]:
    """A worker that claimed a batch; its journal, and whom it was going to write to."""
    journal = Journal(outlet.journals())
    token = uuid4()
    journal.begin(token)
    batch = claiming.claim(issue.pk, issue.month, lease=MINUTE, token=token)
    assert batch is not None
    return journal, [row.subscriber_id for row in claiming.read(batch)]


@pytest.mark.parametrize("policy", list(UncertainPolicy))
def test_a_dead_worker_leaves_one_in_doubt(policy: str, ready: Make, inbox: Inbox) -> None:
    """Invariant 6, M42: its journal is recorded; one may be in doubt; the rest goes out."""
    issue = ready(6)
    Issue.objects.update(uncertain_policy=policy)
    journal, people = dying(issue)
    for key in people[:2]:
        journal.started(key)
        journal.answered(key, outcome(250, b"2.0.0 queued"))
    journal.started(people[2])
    assert counts(issue) == {"sending": 6}
    assert recovery.reconcile()["dead_claims"] == 0
    journal.leave()
    assert recovery.reconcile()["dead_claims"] == 1
    doubt = {"uncertain": 1} if policy == UncertainPolicy.HOLD else {}
    assert counts(issue) == {"accepted": 2, "queued": 4 - len(doubt), **doubt}
    sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 6 - len(doubt), **doubt}
    assert len(inbox.messages()) == 4 - len(doubt)
    assert not journal.path.exists()


def test_a_worker_that_hangs_loses_its_claim_with_the_lease(ready: Make, inbox: Inbox) -> None:
    """A process that lives and does nothing: what its journal knows counts all the same."""
    issue = ready(3)
    journal, people = dying(issue)
    journal.started(people[0])
    journal.answered(people[0], outcome(250, b"2.0.0 queued"))
    Batch.objects.update(lease_until=timezone.now() - MINUTE)
    assert recovery.reconcile()["dead_claims"] == 1
    assert counts(issue) == {"accepted": 1, "queued": 2}
    journal.close()


def test_a_clock_put_forward_takes_nothing_from_the_living(
    ready: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 6: all leases seem to be over; who renews one within seconds keeps the batch."""
    issue = ready(3)
    batch = claiming.claim(issue.pk, issue.month, lease=-MINUTE)
    assert batch is not None
    monkeypatch.setattr(
        recovery, "time", Mock(sleep=lambda _seconds: claiming.renew(batch, lease=MINUTE))
    )
    assert recovery.reconcile()["dead_claims"] == 0
    assert counts(issue) == {"sending": 3}


def test_a_clock_put_back_holds_up_no_nudge(ready: Make) -> None:
    """Invariant 1: what was nudged in an hour from now was so before the clock changed."""
    issue = ready(3)
    nudge_one_sender(issue.pk, after=10)
    assert recovery.lost_nudges() == 0
    Issue.objects.update(nudged_at=timezone.now() + 60 * MINUTE)
    assert recovery.lost_nudges() == 1
    assert recovery.lost_nudges() == 0


@pytest.mark.parametrize("loss", ["deleted", "of another boot"])
def test_a_lost_journal_leaves_one_flush_in_doubt(
    loss: str, ready: Make, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 6: doubt grows to what was not recorded, is counted, and nobody is lost."""
    issue = ready(6, batch=4)
    journal, people = dying(issue)
    journal.answered(people[0], outcome(250, b"2.0.0 queued"))
    if loss == "deleted":
        journal.close()
    else:
        journal.leave()
        monkeypatch.setattr("mailer.delivery.journal.boot", lambda: b"another boot ...")
    early = 0 if loss == "deleted" else 1
    assert recovery.reconcile()["dead_claims"] == early
    Batch.objects.filter(state="claimed").update(lease_until=timezone.now() - MINUTE)
    assert recovery.reconcile()["dead_claims"] == 1 - early
    assert counts(issue) == {"uncertain": 4, "queued": 2}
    assert Delivery.objects.filter(state="uncertain")[0].words == recovery.NO_JOURNAL


def test_what_comes_back_of_a_cancelled_issue_is_settled(ready: Make, approver: User) -> None:
    """No state that nothing leaves: deferred in a dead worker's journal, cancelled meanwhile."""
    issue = ready(3)
    journal, people = dying(issue)
    journal.answered(people[0], outcome(451, b"4.3.0 later"))
    journal.started(people[1])
    verbs.cancel(issue.pk, by=approver)
    journal.leave()
    recovery.reconcile()
    assert counts(issue) == {"cancelled": 2, "uncertain": 1}


def test_whatever_goes_wrong_leaves_the_journal_to_the_reconciler(
    ready: Make, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is gone when a batch is to be recorded: nobody is lost, nobody gets two."""
    issue = ready(5)
    with monkeypatch.context() as broken:
        broken.setattr(sending, "record", Mock(side_effect=OperationalError("gone")))
        with pytest.raises(OperationalError):
            sending.send_some(issue.pk)
    assert recovery.reconcile()["dead_claims"] == 1
    assert counts(issue) == {"accepted": 5}
    assert len(inbox.messages()) == 5
