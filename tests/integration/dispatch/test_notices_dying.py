"""Single mails when relays refuse, hang up or are down, and when workers die with some in hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from mailer.delivery.journal import Journal
from mailer.delivery.replies import outcome
from mailer.dispatch import outlet
from mailer.dispatch import recovery as campaigns
from mailer.models import Issue, Notice, NoticeKind
from mailer.notices import claiming, recovery, sending
from staff.models import Office
from subscribers.models import Subscriber, Wish
from subscribers.signals import person_asked, person_erased
from tests.integration.delivery.relay import CUT, NastyRelay
from tests.integration.dispatch.conftest import Make
from tests.integration.dispatch.post import ANNA, call_for, member, send, sign_up, states
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
Use = Callable[..., AbstractContextManager[NastyRelay]]
MINUTE = timedelta(seconds=60)


def dying(count: int) -> tuple[Journal, list[Notice]]:
    """A worker that claimed the mails of so many sign-ups; its journal, and what it has in hand."""
    for number in range(count):
        sign_up(f"p{number}@example.org")
    journal, token = Journal(outlet.journals()), uuid4()
    journal.begin(token)
    return journal, claiming.claim(token, lease=MINUTE)


def test_a_dead_worker_leaves_one_in_doubt_and_nobody_twice(office: Office, inbox: Inbox) -> None:
    """Invariant 6, M42: its journal is recorded, the rest goes out, the doubt stays."""
    journal, rows = dying(5)
    journal.started(rows[0].pk)
    journal.answered(rows[0].pk, outcome(250, b"2.0.0 queued"))
    journal.started(rows[1].pk)
    assert recovery.reconcile()["dead_notices"] == 0
    assert send(inbox) == []
    journal.leave()
    campaigns.reconcile()
    assert journal.path.exists(), "it is still needed"
    assert recovery.reconcile()["dead_notices"] == 1
    assert states() == {"accepted": 1, "uncertain": 1, "queued": 3}
    proof = Wish.objects.get(pk=rows[0].wish_id).mail
    assert proof["message_id"].startswith("<0.")
    assert len(send(inbox)) == 3
    assert states() == {"accepted": 4, "uncertain": 1}
    assert recovery.reconcile() == {"dead_notices": 0, "due_notices": 0}
    assert Notice.objects.get(state="uncertain").words == campaigns.DOUBT
    campaigns.reconcile()
    assert not journal.path.exists()


def test_a_lost_journal_leaves_the_handful_in_doubt(office: Office, inbox: Inbox) -> None:
    """Invariant 6: what another machine had in hand is in doubt once its lease is over."""
    journal, rows = dying(3)
    journal.close()
    assert recovery.reconcile()["dead_notices"] == 0
    Notice.objects.update(lease_until=timezone.now() - MINUTE)
    assert recovery.reconcile()["dead_notices"] == 1
    assert states() == {"uncertain": 3}
    claiming.record(uuid4(), rows, done={})
    assert states() == {"uncertain": 3}


def test_a_lost_claim_sends_nothing_more(office: Office, relay: Use) -> None:
    """Invariant 6: whoever lost the claim begins no further mail and records nothing."""
    for number in range(4):
        sign_up(f"p{number}@example.org")

    def script(step: str, _who: str) -> str | None:
        if step == "BODY" and Notice.objects.filter(state="sending").update(claim=uuid4()):
            return "wait 1.6"
        return None

    with relay(script) as server:
        sending.send_some()
        assert len(server.accepted) < 4
    assert states() == {"sending": 4}


def test_refused_and_deferred_and_cut_off(office: Office, relay: Use) -> None:
    """M41, M42, M43: never, later, and in doubt; no words keep an address; a retry is the same."""
    for name in ("never", "later", "cut"):
        sign_up(f"{name}@example.org")
    answers = {
        "never@example.org": ("RCPT", "550 5.1.1 <never@example.org>: no such user"),
        "later@example.org": ("RCPT", "451 4.7.1 greylisted"),
        "cut@example.org": ("BODY", CUT),
    }
    again = False

    def script(step: str, who: str) -> str | None:
        where, what = answers.get(who, ("", ""))
        return None if again or step != where else what

    with relay(script) as server:
        sending.send_some()
        assert states() == {"failed": 1, "deferred": 1, "uncertain": 1}
        assert "never" not in Notice.objects.get(state="failed").words
        later = Notice.objects.get(state="deferred")
        assert later.next_try_at is not None
        assert later.next_try_at - timezone.now() > timedelta(minutes=29)
        again = True
        sending.send_some()
        assert len(server.accepted) == 1, "the one in doubt, which the relay had taken"
        Notice.objects.filter(pk=later.pk).update(next_try_at=timezone.now())
        sending.send_some()
    assert states() == {"failed": 1, "accepted": 1, "uncertain": 1}
    assert Notice.objects.get(pk=later.pk).attempts == 2


def test_a_relay_that_is_down_costs_nothing(
    office: Office, inbox: Inbox, settings: Settings
) -> None:
    """Invariant 1: nobody counts as tried, and it goes out when the relay is back."""
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    outlet.forget()
    sign_up()
    assert sending.send_some() is False
    assert states() == {"queued": 1}
    assert Notice.objects.get().attempts == 0
    settings.SMTP_URL = inbox.smtp_url
    outlet.forget()
    assert len(send(inbox)) == 1


def test_two_workers_share_the_outbox(office: Office, inbox: Inbox) -> None:
    """Habit 3: claimed with SKIP LOCKED, each mail once."""
    for number in range(20):
        sign_up(f"p{number}@example.org")
    threads = [threading.Thread(target=_work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert states() == {"accepted": 20}
    assert len(inbox.messages()) == 20


def _work() -> None:
    from django.db import connection

    sending.send_some()
    outlet.forget()
    connection.close()


def test_a_person_can_see_and_erase_what_mailing_knows(ready: Make, relay: Use) -> None:
    """Art. 15, Art. 17, P10: deliveries and single mails are told; words that may name them go."""
    issue = ready(1)
    person = Subscriber.objects.get()
    refusal = f"550 5.1.1 <{person.address}>: unknown"
    with relay(lambda step, _who: refusal if step == "RCPT" else None):
        from mailer.dispatch import sending as bulk

        bulk.send_some(issue.pk)
    call_for(NoticeKind.LINK, person)
    [(_, told)] = person_asked.send(Subscriber, subscriber_id=person.pk)
    [delivery], [notice] = told["deliveries"], told["notices"]
    assert (delivery["issue"], delivery["list"], delivery["state"]) == (
        Issue.objects.get().name,
        "citizens",
        "failed",
    )
    assert (notice["kind"], notice["state"]) == ("link", "queued")
    assert ANNA not in str(told)
    other = member("other@example.org")
    [(_, nothing)] = person_asked.send(Subscriber, subscriber_id=other.pk)
    assert nothing == {"deliveries": [], "notices": []}
    person_erased.send(Subscriber, subscriber_id=person.pk, address=person.address)
    assert states() == {"cancelled": 1}
    assert str(person.address) not in str(campaigns.Delivery.objects.values_list("words"))
    assert campaigns.Delivery.objects.get().state == "failed"


def test_journals_forget_what_was_recorded(office: Office, relay: Use) -> None:
    """P10: the words of a refusal do not stay in the file of the worker that heard them."""
    sign_up()
    with relay(lambda step, _who: f"550 5.1.1 <{ANNA}>" if step == "RCPT" else None):
        sending.send_some()
        assert ANNA.encode() not in outlet.journal().path.read_bytes()
