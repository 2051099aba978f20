"""Sending under bad conditions: relays that fail, people who leave, workers that die or meet."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from mailer.dispatch import (
    drain,
    expansion,
    identity,
    outlet,
    recovery,
    sending,
    sql,
    verbs,
)
from mailer.dispatch.progress import progress
from mailer.models import Batch, Delivery, Issue
from staff.models import User
from subscribers import consent
from subscribers.models import EndedReason, List, Subscriber
from subscribers.models.suppression import Suppression, SuppressionReason
from tests.integration.delivery.relay import CUT, NastyRelay
from tests.integration.dispatch.conftest import Make
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
Use = Callable[..., AbstractContextManager[NastyRelay]]
MINUTE = timedelta(seconds=60)


def counts(issue: Issue) -> dict[str, int]:
    """The states that there are; every recipient is accounted for (invariant 3)."""
    found = progress(Issue.objects.get(pk=issue.pk))
    assert found.adds_up
    return {state: count for state, count in found.counts.items() if count}


def person(number: int) -> Subscriber:
    return Subscriber.objects.get(address=f"citizens-{number}@example.org")


def leave(number: int) -> None:
    """One of the citizens leaves."""
    pk = List.objects.get(slug="citizens").pk
    consent.end(person(number).pk, pk, reason=EndedReason.UNSUBSCRIBED, source="test")


def later(**more: object) -> None:
    """The pause of everything deferred is over."""
    past = timezone.now() - MINUTE
    Delivery.objects.filter(state="deferred").update(next_try_at=past, **more)


@contextmanager
def thread(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Work in a thread with a database connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            outlet.forget()
            connection.close()

    started = threading.Thread(target=run)
    started.start()
    yield started
    started.join()


def test_relay_down_loses_nothing_and_counts_no_attempt(
    ready: Make, relay: Use, settings: Settings
) -> None:
    """Connection refused: the batch goes back, and goes out when the relay is there again."""
    issue = ready(3)
    settings.SMTP_URL = "smtp://127.0.0.1:1?tls=none"
    outlet.forget()
    assert sending.send_some(issue.pk) is None
    assert counts(issue) == {"queued": 3}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    with relay(lambda _step, _who: None) as server:
        sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 3}
    assert len(server.accepted) == 3


def test_deferred_is_retried_with_the_same_message_id(ready: Make, relay: Use) -> None:
    """M10, M40, M43: 30 minutes first; the issue is 'sent' and tries on; only that one again."""
    issue = ready(3)
    busy = ["451 4.7.1 greylisted"]

    def script(step: str, who: str) -> str | None:
        return busy.pop() if step == "BODY" and who.startswith("citizens-1") and busy else None

    with relay(script, offers=("PIPELINING", "DSN")) as server:
        sending.send_some(issue.pk)
        assert counts(issue) == {"accepted": 2, "deferred": 1}
        issue.refresh_from_db()
        assert issue.state == "sent"
        row = Delivery.objects.get(state="deferred")
        assert (row.attempts, row.code, row.status) == (1, 451, "4.7.1")
        assert row.next_try_at is not None
        assert timedelta(minutes=29) < row.next_try_at - timezone.now() <= timedelta(minutes=30)
        recovery.due_retries()
        assert counts(issue) == {"accepted": 2, "deferred": 1}
        later()
        assert recovery.due_retries() == 1
        assert counts(issue) == {"accepted": 2, "queued": 1}
        sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 3}
    assert Counter(to for to, _ in server.accepted).most_common(1)[0][1] == 1
    envids = Counter(line.split()[-1].decode() for line in server.lines if b" ENVID=" in line)
    people = Delivery.objects.values_list("subscriber_id", flat=True)
    assert envids.keys() == {f"ENVID={issue.pk}.{key}" for key in people}
    assert envids.total() == 4


def test_message_ids_are_stable_and_distinct() -> None:
    """M10: the same at each attempt; another one for each delivery, also of a new installation."""
    now = timezone.now()
    first = identity.Names(1, now).message_id(2)
    assert first == identity.Names(1, now).message_id(2)
    others = [
        identity.Names(issue, begun).message_id(person)
        for issue, begun, person in [(1, now, 3), (2, now, 2), (1, now - timedelta(days=1), 2)]
    ]
    assert len({first, *others}) == 4


def test_what_would_come_too_late_expires(ready: Make, relay: Use) -> None:
    """M43: deferred and waiting deliveries end with the issue's time."""
    issue = ready(3)
    with relay(lambda step, _who: "451 4.3.0 busy" if step == "RCPT" else None):
        sending.send_some(issue.pk)
    later()
    Issue.objects.update(valid_until=timezone.now() - MINUTE)
    recovery.due_retries()
    assert counts(issue) == {"expired": 3}
    other = ready(3)
    Issue.objects.update(valid_until=timezone.now() - MINUTE)
    recovery.reconcile()
    other.refresh_from_db()
    assert (counts(other), other.state) == ({"expired": 3}, "sent")


def test_whoever_left_or_was_blocked_after_expansion_gets_nothing(
    ready: Make, inbox: Inbox
) -> None:
    """Invariant 5: consent and suppression are looked at when a batch is claimed."""
    issue = ready(4)
    leave(0)
    Suppression.objects.create(
        address_key=bytes(person(1).address_key), reason=SuppressionReason.COMPLAINED, source="t"
    )
    sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 2, "withdrawn": 1, "suppressed": 1}
    assert {m.entry.rcpt_to[0][:10] for m in inbox.messages()} == {"citizens-2", "citizens-3"}


def test_nobody_is_written_to_two_seconds_after_leaving(ready: Make, relay: Use) -> None:
    """M53, invariant 5: in the middle of one slow batch."""
    issue = ready(14)

    def script(step: str, _who: str) -> str | None:
        time.sleep(0.3 if step == "BODY" else 0)
        return None

    with relay(script) as server, thread(lambda: sending.send_some(issue.pk)):
        while len(server.accepted) < 2:
            time.sleep(0.02)
        first = {to for to, _ in server.begun}
        for number in range(14):
            if f"citizens-{number}@example.org" not in first:
                leave(number)
        left_at = time.monotonic()
    late = [to for to, begun in server.begun if begun > left_at + 2]
    assert late == []
    found = counts(issue)
    assert found["withdrawn"] >= 4
    assert found["accepted"] == len(server.accepted)


@pytest.mark.parametrize("act", ["pause", "cancel", "drain"])
def test_sending_stops_in_the_middle_of_a_batch(
    act: str, ready: Make, relay: Use, approver: User
) -> None:
    """Invariant 7: what was begun is recorded, the rest waits (or is cancelled), none is lost."""
    issue = ready(14)
    flag = type("Flag", (), {"value": 0})()
    drain.watch(flag)

    def script(step: str, _who: str) -> str | None:
        time.sleep(0.25 if step == "BODY" else 0)
        return None

    with relay(script) as server, thread(lambda: sending.send_some(issue.pk)):
        while len(server.accepted) < 2:
            time.sleep(0.02)
        if act == "drain":
            flag.value = 1
        else:
            getattr(verbs, act)(issue.pk, by=approver)
            counts(issue)
    flag.value = 0
    found = counts(issue)
    assert 2 <= found["accepted"] < 14
    assert found["accepted"] == len(server.accepted)
    assert set(found) == {"accepted", "cancelled" if act == "cancel" else "queued"}
    with relay(lambda _step, _who: None) as second:
        if act == "pause":
            sending.send_some(issue.pk)
            assert second.accepted == []
            verbs.resume(issue.pk, by=approver)
        sending.send_some(issue.pk)
    sent = [to for to, _ in server.accepted + second.accepted]
    assert len(sent) == len(set(sent)) == (found["accepted"] if act == "cancel" else 14)


def test_two_workers_never_send_twice(ready: Make, relay: Use) -> None:
    """Invariant 3: batches belong to one claim at a time."""
    issue = ready(40, batch=5)
    with (
        relay(lambda _step, _who: None) as server,
        thread(lambda: sending.send_some(issue.pk)),
        thread(lambda: sending.send_some(issue.pk)),
        thread(lambda: sending.send_some(issue.pk)),
    ):
        pass
    assert counts(issue) == {"accepted": 40}
    assert len({to for to, _ in server.accepted}) == len(server.accepted) == 40


def test_a_lost_lease_sends_nothing_more(
    ready: Make, relay: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 6: another worker took the batch over while the first one was stuck."""
    monkeypatch.setattr(sending, "FRESH", 0.0)
    issue = ready(4)
    stolen: list[int] = []

    def script(step: str, _who: str) -> str | None:
        if step == "BODY" and not stolen:
            stolen.append(1)
            Batch.objects.update(lease_until=timezone.now() - MINUTE)
            recovery.reconcile()
            connection.close()
        return None

    with relay(script, offers=()) as server:
        assert sending.send_some(issue.pk) is None
        assert len(server.accepted) == 1
        assert counts(issue) == {"uncertain": 1, "queued": 3}
        sending.send_some(issue.pk)
    assert counts(issue) == {"uncertain": 1, "accepted": 3}
    assert len({to for to, _ in server.accepted}) == 4


def test_a_message_that_cannot_be_written_fails_alone(ready: Make, inbox: Inbox) -> None:
    """M13: one address of another age holds up nobody, and the ledger says why."""
    issue = ready(3)
    Subscriber.objects.filter(pk=person(1).pk).update(address="no address at all")
    sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 2, "failed": 1}
    assert Delivery.objects.get(state="failed").words.startswith("not written: ")
    assert len(inbox.messages()) == 2


def test_whoever_breaks_every_session_holds_up_nobody(ready: Make, relay: Use) -> None:
    """The relay hangs up on one recipient, always: that one is put off, the others get theirs."""
    issue = ready(5)

    def script(step: str, who: str) -> str | None:
        return CUT if step == "RCPT" and who.startswith("citizens-0") else None

    with relay(script):
        for _ in range(3):
            sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 4, "deferred": 1}


def test_lost_expansions_and_half_cancelled_issues_are_found(
    ready: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever died between two steps leaves them to the reconciler, once."""
    issue, asked = ready(2), list[int]()
    monkeypatch.setattr(recovery, "nudge_expansion", asked.append)
    assert (recovery.lost_expansions(), recovery.half_cancelled()) == (0, 0)
    Issue.objects.filter(pk=issue.pk).update(expanded_at=None)
    assert (recovery.lost_expansions(), asked) == (1, [issue.pk])
    Issue.objects.filter(pk=issue.pk).update(expanded_at=issue.expanded_at, state="cancelled")
    assert (recovery.half_cancelled(), recovery.half_cancelled()) == (1, 0)
    assert counts(issue) == {"cancelled": 2}


def test_expanding_twice_does_nothing_and_newcomers_get_nothing(
    ready: Make, inbox: Inbox, people: Callable[..., None]
) -> None:
    """Invariant 3: the audience is frozen once, under a unique key."""
    issue = ready(3)
    people("citizens", 2, start=50)
    assert expansion.expand(issue.pk) is False
    sending.send_some(issue.pk)
    assert counts(issue) == {"accepted": 3}
    assert issue.audience_count == 3
    with pytest.raises(Exception, match="duplicate key"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mailer_delivery SELECT * FROM mailer_delivery ORDER BY 2 LIMIT 1"
        )
    assert sql.rows("sums", {"issue": issue.pk, "month": issue.month}) == [("accepted", 3)]


def test_the_wire(ready: Make, inbox: Inbox, settings: Settings) -> None:
    """M2, M10, M15, M18, M20, M22, M24, M39: what the relay got, with return paths of our own."""
    settings.BOUNCE_DOMAIN = "bounce.example.org"
    issue = ready(2)
    sending.send_some(issue.pk)
    mails = inbox.messages()
    senders = {mail.entry.mail_from for mail in mails}
    assert len(senders) == 2
    for mail in mails:
        got = mail.message
        assert mail.entry.mail_from.endswith("@bounce.example.org")
        assert len(mail.entry.mail_from.partition("@")[0]) <= 64
        unsubscribe = str(got["List-Unsubscribe"]).strip()
        assert unsubscribe.startswith("<http")
        assert mail.entry.rcpt_to[0] not in unsubscribe
        assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "<citizens.stadt.example.org>" in str(got["List-Id"])
        assert got["Precedence"] == "bulk"
        assert got["Feedback-ID"] == f"{issue.pk}:citizens:citizens:city"
        assert got["Auto-Submitted"] in (None, "auto-generated")
        for name in ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "List-Id"):
            assert len(got.get_all(name, [])) == 1, name
        assert got["Bcc"] is None
        assert b"\n" not in mail.content.replace(b"\r\n", b"")


def test_text_only_is_what_they_get_who_asked_for_it(ready: Make, inbox: Inbox) -> None:
    """M8: the wish counts when the letter is written, also for an audience frozen before it."""
    issue = ready(3)
    Subscriber.objects.filter(pk=person(1).pk).update(text_only=True)
    sending.send_some(issue.pk)
    kinds = {m.entry.rcpt_to[0][:10]: m.message.get_content_type() for m in inbox.messages()}
    assert kinds.pop("citizens-1") == "text/plain"
    assert set(kinds.values()) == {"multipart/alternative"}
    assert counts(issue) == {"accepted": 3}


@pytest.mark.parametrize(("offers", "state"), [(("SMTPUTF8",), "accepted"), ((), "failed")])
def test_an_address_beyond_ascii_goes_where_the_relay_takes_it(
    ready: Make, relay: Use, offers: tuple[str, ...], state: str
) -> None:
    """M13, RFC 6531: only where EHLO offers it; elsewhere 5.6.7, and the others go on."""
    issue = ready(2)
    Subscriber.objects.filter(pk=person(1).pk).update(address="käthe@example.org")
    with relay(lambda _step, _who: None, offers=("PIPELINING", "8BITMIME", *offers)) as server:
        sending.send_some(issue.pk)
    delivery = Delivery.objects.get(
        subscriber_id=Subscriber.objects.get(address__startswith="kä").pk
    )
    assert (delivery.state, delivery.status) == (state, "2.0.0" if offers else "5.6.7")
    assert counts(issue) == ({"accepted": 2} if offers else {"accepted": 1, "failed": 1})
    said = b"".join(line for line in server.lines if b"SMTPUTF8" in line)
    assert ("käthe".encode() in b"".join(server.lines)) == bool(offers) == bool(said)
