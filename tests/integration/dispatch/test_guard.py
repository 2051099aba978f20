"""An issue that goes wrong pauses itself, says why, and holds nothing against people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pytest_django import Settings

from mailer.dispatch import doubt, guard, recovery, sending, verbs
from mailer.dispatch.errors import StateError
from mailer.dispatch.progress import progress
from mailer.models import Delivery, Issue
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from subscribers.models import Subscriber
from tests.integration.delivery.relay import CUT, NastyRelay

Make = Callable[..., Issue]
Relay = Callable[..., AbstractContextManager[NastyRelay]]

UNKNOWN = "550 5.1.1 no such user"


def counts(issue: Issue) -> dict[str, int]:
    """What stands in the ledger, without the empty states."""
    found = progress(issue)
    assert found.adds_up
    return {state: count for state, count in found.counts.items() if count}


def number(who: str) -> int:
    """The number of a recipient of the test list; -1 before there is one."""
    return int(who.partition("@")[0].rpartition("-")[2] or -1) if who else -1


def send(issue: Issue, relay: Relay, script: Callable[[str, str], str | None]) -> Issue:
    """Send what may be sent; the issue as it is then."""
    with relay(script):
        sending.send_some(issue.pk)
    issue.refresh_from_db()
    return issue


def refused(share: int) -> Callable[[str, str], str | None]:
    """Every so-manyth address is unknown."""

    def script(step: str, who: str) -> str | None:
        gone = step == "RCPT" and number(who) >= 0 and number(who) % share == 0
        return UNKNOWN if gone else None

    return script


def test_too_many_refusals_pause_an_issue(
    ready: Make, relay: Relay, settings: Settings, approver: User
) -> None:
    """M54: above 5 %, but not before enough are answered; and once it was looked at, not again."""
    settings.GUARD_AFTER = 20
    settings.SMTP_CONNECTIONS = 1
    issue = send(ready(60, batch=10), relay, refused(10))
    assert issue.state == "paused"
    assert issue.words.startswith("Delivery to 2 of 20 recipients failed for good, more than 5 %")
    assert counts(issue) == {"accepted": 18, "failed": 2, "queued": 40}
    assert AuditEntry.objects.filter(verb="paused itself", user=None).exists()
    verbs.resume(issue.pk, by=approver)
    issue = send(issue, relay, lambda _step, _who: None)
    assert issue.state == "sent"
    assert counts(issue) == {"accepted": 58, "failed": 2}


def test_early_refusals_weigh_once_there_is_enough_to_judge_by(
    ready: Make, relay: Relay, settings: Settings
) -> None:
    """M54: the reconciler looks at what no batch with refusals of its own looks at again."""
    settings.GUARD_AFTER = 20

    def script(step: str, who: str) -> str | None:
        return UNKNOWN if step == "RCPT" and number(who) in {0, 1} else None

    issue = send(ready(20, batch=10), relay, script)
    Issue.objects.filter(pk=issue.pk).update(state="sending")
    assert recovery.gone_wrong() == 1
    issue.refresh_from_db()
    assert issue.words.startswith("Delivery to 2 of 20 recipients failed for good")
    assert recovery.gone_wrong() == 0


def test_few_refusals_do_not(ready: Make, relay: Relay, settings: Settings) -> None:
    """M54: 5 % and no more is what an old list has."""
    settings.GUARD_AFTER = 20
    issue = send(ready(60, batch=60), relay, refused(20))
    assert (issue.state, issue.words) == ("sent", "")
    assert counts(issue) == {"accepted": 57, "failed": 3}


def test_a_small_list_is_not_judged_by_shares(ready: Make, relay: Relay) -> None:
    """M54: one of three is a third and says nothing."""
    issue = send(ready(3), relay, refused(3))
    assert issue.state == "sent"
    assert counts(issue) == {"accepted": 2, "failed": 1}


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.26 Unauthenticated email is not accepted due to DMARC policy",
        "550 5.7.515 Access denied, sending domain does not meet the level",
        "554 IP=192.0.2.1 - NOWL, a problem occurred",
        "550 5.7.1 Client host blocked using Spamhaus",
    ],
)
def test_replies_that_blame_us_pause_and_are_held_against_nobody(
    ready: Make, relay: Relay, reply: str, approver: User
) -> None:
    """M54, M57: the person is tried again, once somebody mended it and let the issue go on."""
    issue = ready(6, batch=2)

    def script(step: str, who: str) -> str | None:
        return reply if step == "RCPT" and number(who) == 1 else None

    issue = send(issue, relay, script)
    assert issue.state == "paused"
    assert "refuse us, not the people" in issue.words
    assert reply in issue.words
    assert counts(issue) == {"accepted": 1, "deferred": 1, "queued": 4}
    verbs.resume(issue.pk, by=approver)
    issue = send(issue, relay, lambda _step, _who: None)
    assert issue.state == "sent"
    assert counts(issue) == {"accepted": 5, "deferred": 1}


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("MAIL", "530 5.7.0 Authentication required"),
        ("RCPT", "554 5.7.1 <x@example.org>: Relay access denied"),
        ("MAIL", "553 5.7.1 Sender address rejected: not owned by user"),
        ("BODY", "550 5.4.5 Daily user sending quota exceeded"),
    ],
)
def test_what_our_own_relay_refuses_costs_nobody_anything(
    ready: Make, relay: Relay, step: str, reply: str
) -> None:
    """M54: a wrong SMTP_URL, sender or quota pauses an issue after its first batch."""
    issue = send(ready(6, batch=2), relay, lambda at, _who: reply if at == step else None)
    assert issue.state == "paused"
    assert reply.rpartition(":")[2] in issue.words
    assert counts(issue) == {"deferred": 2, "queued": 4}


def test_what_the_relay_cannot_take_waits_until_it_can(
    ready: Make, relay: Relay, approver: User
) -> None:
    """M12, M54: a message above SIZE is nobody's fault; the issue pauses and says so."""
    issue = ready(4, batch=2)
    with relay(lambda _step, _who: None, offers=("PIPELINING", "SIZE 2000")) as server:
        sending.send_some(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, server.begun) == ("paused", [])
    assert "does not take this mail: “The relay takes at most 2000 octets.”" in issue.words
    assert counts(issue) == {"deferred": 2, "queued": 2}
    verbs.resume(issue.pk, by=approver)
    Delivery.objects.filter(state="deferred").update(next_try_at=issue.occurrence)
    recovery.due_retries()
    issue = send(issue, relay, lambda _step, _who: None)
    assert (issue.state, counts(issue)) == ("sent", {"accepted": 4})


def test_what_cannot_be_written_weighs_too(ready: Make, relay: Relay, settings: Settings) -> None:
    """M54: failures that no relay had a word on."""
    settings.GUARD_AFTER = 3
    issue = ready(3)
    Subscriber.objects.filter(pk=Delivery.objects.values("subscriber_id")[:1]).update(address="x")
    issue = send(issue, relay, lambda _step, _who: None)
    assert Delivery.objects.get(state="failed").words.startswith("not written: ")
    assert issue.words.startswith("Delivery to 1 of 3 recipients failed for good")


def test_one_blocked_account_pauses_nothing(ready: Make, relay: Relay) -> None:
    """M57: 5.2.1 speaks of the person, whatever its words are."""
    reply = "550 5.2.1 The account is blocked"
    issue = send(ready(3), relay, lambda s, who: reply if (s, number(who)) == ("RCPT", 1) else None)
    assert issue.state == "sent"
    assert counts(issue) == {"accepted": 2, "failed": 1}


def test_a_refusal_for_pace_is_tried_again(ready: Make, relay: Relay) -> None:
    """M45: the 550 of a provider that found us too fast is none for the person, nor for us."""
    issue = ready(2)

    def script(step: str, who: str) -> str | None:
        return "550 5.7.1 rate limit exceeded" if step == "BODY" and number(who) == 1 else None

    issue = send(issue, relay, script)
    assert issue.state == "sent"
    assert counts(issue) == {"accepted": 1, "deferred": 1}


def test_complaints_pause_too(ready: Make, relay: Relay, settings: Settings) -> None:
    """M54: 0.3 %; complaints come later, from elsewhere, while an issue is still being sent."""
    settings.GUARD_AFTER = 20
    issue = send(ready(30, batch=30), relay, lambda _step, _who: None)
    Issue.objects.filter(pk=issue.pk).update(state="sending")
    assert guard.complained(issue.pk)
    issue.refresh_from_db()
    assert issue.state == "paused"
    assert issue.words.startswith("1 of 30 recipients complained, more than 0.3 %")


def test_doubt_is_held_and_sent_again_by_order(
    ready: Make, relay: Relay, approver: User, editor: User
) -> None:
    """M42, M10: held at first; by order of staff it goes out again with the same Message-ID."""
    issue = ready(3)

    def script(step: str, who: str) -> str | None:
        return CUT if step == "BODY" and number(who) == 1 else None

    with relay(script) as server:
        sending.send_some(issue.pk)
        first = dict(server.accepted)["citizens-1@example.org"]
    assert counts(issue) == {"accepted": 2, "uncertain": 1}
    with pytest.raises(NotAllowedError):
        doubt.resend(issue.pk, by=editor)
    assert doubt.resend(issue.pk, by=approver) == 1
    assert doubt.resend(issue.pk, by=approver) == 0
    assert counts(issue) == {"accepted": 2, "queued": 1}
    with relay(lambda _step, _who: None) as server:
        sending.send_some(issue.pk)
        [(_, second)] = server.accepted
    assert counts(issue) == {"accepted": 3}
    ids = [[x for x in m.split(b"\r\n") if x.startswith(b"Message-ID")] for m in (first, second)]
    assert ids[0] == ids[1]
    Issue.objects.filter(pk=issue.pk).update(valid_until=issue.occurrence)
    with pytest.raises(StateError, match="valid until"):
        doubt.resend(issue.pk, by=approver)


def test_by_policy_doubt_is_sent_again_by_itself(ready: Make, relay: Relay, approver: User) -> None:
    """M42: 'resend' prefers a mail twice to none."""
    issue = ready(3)
    doubt.choose(issue.pk, "resend", by=approver)
    with pytest.raises(StateError, match="none of"):
        doubt.choose(issue.pk, "perhaps", by=approver)

    def script(step: str, who: str) -> str | None:
        return CUT if step == "BODY" and number(who) == 1 else None

    issue = send(issue, relay, script)
    assert counts(issue) == {"accepted": 2, "deferred": 1}
    assert "between the end of the message" in Delivery.objects.get(state="deferred").words
