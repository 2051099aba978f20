"""Pace, hours and warming up, on a real Redis and a real relay."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from mailer.delivery import names
from mailer.delivery.providers import bit
from mailer.dispatch import (
    domains,
    forecast,
    nudges,
    outlet,
    pacing,
    recovery,
    sending,
    verbs,
    warmup,
)
from mailer.dispatch.errors import StateError
from mailer.dispatch.pacing import Ask, take
from mailer.dispatch.progress import progress
from mailer.models import Batch, Campaign, Issue, MailDomain, WarmUpDay
from staff.models import User
from subscribers.consent import enrol
from subscribers.models import List, Sender
from tests.integration.delivery.nameserver import nameserver
from tests.integration.delivery.relay import NastyRelay
from workbench.inbox import Inbox

Make = Callable[..., Issue]
Relay = Callable[..., AbstractContextManager[NastyRelay]]


def accepted(issue: Issue) -> int:
    """How many were taken; everybody else waits."""
    counts = progress(issue).counts
    assert counts["accepted"] + counts["queued"] == progress(issue).audience
    return counts["accepted"]


def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is gone."""
    gone = Redis.from_url("redis://127.0.0.1:1")
    monkeypatch.setattr(pacing, "_script", lambda name: gone.register_script(f"return '{name}'"))


def test_workers_share_a_bucket(settings: Settings) -> None:
    """M45: two that ask get together what one would get; others' buckets are theirs."""
    first, second = (take("pace:t", [Ask("gmail", 90, 600)])[0] for _ in range(2))
    assert (first.messages, first.wait) == (90, 0.0)
    assert second.messages in {10, 11}
    assert 4 < second.wait <= 5.1
    assert take("pace:t", [Ask("gmx", 90, 0)])[0] == (90, 0.0)
    assert take("pace:u", [Ask("gmail", 90, 600)])[0].messages == 90


def test_a_provider_that_asks_for_patience_gets_it(settings: Settings) -> None:
    """M41, M45: half of what went, one step for one burst of replies; then faster again."""
    db = Redis.from_url(settings.REDIS_URL)
    take("pace:t", [Ask("gmail", 4000, 0)])
    for _ in range(3):
        pacing.slow("pace:t", ["gmail"])
    assert pacing.present("t") == {"gmail": 2000}
    assert take("pace:t", [Ask("gmail", 4000, 0)])[0].messages < 400
    seconds, _ = db.time()  # type: ignore[misc]
    db.hset("pace:t", "gmail:since", seconds - 61)
    take("pace:t", [Ask("gmail", 1, 0)])
    assert pacing.present("t") == {"gmail": 3000}
    db.hset("pace:t", mapping={"gmail:limit": 59000, "gmail:since": seconds - 61})
    assert take("pace:t", [Ask("gmail", 5000, 0)])[0] == (5000, 0.0)
    assert pacing.present("t") == {}


def test_without_redis_it_is_slower_and_never_unlimited(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process keeps to its share of the pace, and to some pace where none was set."""
    settings.SENDING_PROCESSES = 6
    closed(monkeypatch)
    assert take("pace:t", [Ask("gmail", 5000, 600)])[0].messages == 16
    assert take("pace:t", [Ask("gmx", 5000, 0)])[0].messages == 100
    pacing.slow("pace:t", ["gmx"])
    assert pacing.own().limit("pace:t gmx") == 1800
    assert take("pace:t", [Ask("gmx", 5000, 0)])[0].messages <= 1


def test_what_a_provider_asked_for_outlives_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """M45: each process remembers it, whether Redis dies or comes back empty."""
    take("pace:t", [Ask("gmail", 5000, 0)])
    pacing.slow("pace:t", ["gmail"])
    take("pace:t", [Ask("gmail", 1, 0)])
    pacing._redis().flushdb()
    assert pacing.present("t") == {}
    assert take("pace:t", [Ask("gmail", 5000, 0)])[0].messages in {416, 417}
    assert pacing.present("t") == {"gmail": 2500}
    pacing.slow("pace:u", ["gmail"])
    closed(monkeypatch)
    assert take("pace:u", [Ask("gmail", 5000, 0)])[0].messages == 1
    assert take("pace:u", [Ask("gmail", 5000, 0)])[0].messages == 0
    pacing.slow("pace:t", ["gmail"])
    assert pacing.own().limit("pace:t gmail") in {1250, 2500}


def test_the_slow_hold_up_nobody_else(
    ready: Make, relay: Relay, settings: Settings, people: Callable[..., None]
) -> None:
    """M45: addresses at a paced provider wait; the others of the same batches go at once."""
    settings.PACE = "gmail=60"
    for number in range(30):
        enrol(f"p{number}@gmail.com", List.objects.get(slug="citizens").pk, basis="consent",
              source="test", proof="test")  # fmt: skip
    issue = ready(20, batch=10)
    with relay(lambda _step, _to: None) as server:
        pause = sending.send_some(issue.pk)
    got = [to for to, _ in server.accepted]
    assert sum(to.endswith("@gmail.com") for to in got) in {10, 11}
    assert sum(to.endswith("@example.org") for to in got) == 20
    assert pause is not None
    assert 0 < pause <= 10
    waiting = Batch.objects.filter(state="waiting")
    assert set(waiting.values_list("groups", flat=True)) == {bit("gmail")}
    issue.refresh_from_db()
    assert issue.state == "sending"


def test_a_reply_slows_down_its_provider(ready: Make, relay: Relay) -> None:
    """M41: what the relay says to one address counts for its group."""
    issue = ready(6)

    def script(step: str, _to: str) -> str | None:
        return "451 4.7.28 unusual rate of mail" if step == "BODY" else None

    with relay(script):
        sending.send_some(issue.pk)
    assert pacing.present("") == {"other": 30}


def test_an_issue_has_its_own_pace(ready: Make, relay: Relay) -> None:
    """A campaign may be told slowly, so that all do not call the town hall at once."""
    issue = ready(40, batch=10)
    Campaign.objects.update(per_minute=60)
    with relay(lambda _step, _to: None):
        pause = sending.send_some(issue.pk)
    assert accepted(issue) in {10, 11}
    assert pause is not None
    assert 0 < pause <= 6


def test_a_relay_has_its_own_pace(ready: Make, relay: Relay, settings: Settings) -> None:
    """`rate=` in its address."""
    issue = ready(40, batch=10)
    with relay(lambda _step, _to: None) as server:
        settings.SMTP_URL = f"{server.url}&rate=60"
        outlet.forget()
        sending.send_some(issue.pk)
    assert accepted(issue) in {10, 11}


def test_quiet_hours_hold_an_issue_and_urgent_ones_pass(
    ready: Make, inbox: Inbox, settings: Settings
) -> None:
    """Its row says until when; the reconciler leaves it alone until then."""
    now = timezone.localtime()
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    settings.QUIET_HOURS = f"{begin:%H:%M}-{end:%H:%M}"
    issue = ready(3)
    assert sending.send_some(issue.pk) is None
    issue.refresh_from_db()
    assert issue.waits_for == "hours"
    assert issue.waits_until is not None
    assert timedelta(hours=1.9) < issue.waits_until - timezone.now() <= timedelta(hours=2)
    Issue.objects.update(nudged_at=None)
    assert recovery.lost_nudges() == 0
    Issue.objects.update(priority=1)
    sending.send_some(issue.pk)
    issue.refresh_from_db()
    assert (accepted(issue), issue.waits_for, issue.waits_until) == (3, "", None)


def test_a_campaign_keeps_to_its_hours(ready: Make, inbox: Inbox) -> None:
    """Also where it is urgent: somebody chose them."""
    issue = ready(3)
    now = timezone.localtime()
    begin, end = now + timedelta(hours=1), now + timedelta(hours=2)
    Campaign.objects.update(between=f"{begin:%H:%M}-{end:%H:%M}", zone="Europe/Berlin")
    Issue.objects.update(priority=1)
    assert sending.send_some(issue.pk) is None
    assert accepted(issue) == 0


def test_warming_up_sends_a_little_more_each_day(
    ready: Make, inbox: Inbox, settings: Settings
) -> None:
    """M46: the cap of the day and no more; what was not used is not lost; the rest waits."""
    settings.WARM_UP = ["5", "8"]
    today = timezone.localdate()
    Sender.objects.update(warm_up_from=today)
    issue = ready(20, batch=3)
    sending.send_some(issue.pk)
    issue.refresh_from_db()
    assert (accepted(issue), issue.waits_for) == (5, "warm_up")
    assert issue.waits_until == warmup.tomorrow()
    Sender.objects.update(warm_up_from=today - timedelta(days=1))
    sending.send_some(issue.pk)
    assert accepted(issue) == 8
    assert WarmUpDay.objects.get().sent == 8
    Sender.objects.update(warm_up_from=today - timedelta(days=2))
    sending.send_some(issue.pk)
    assert accepted(issue) == 20


def test_domains_are_looked_up_once(
    ready: Make, inbox: Inbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M45: by their mail exchanges; a name server that is away is asked again later."""
    settings.MX_LOOKUPS = True
    domains.remember(["stadt.de", "gmail.com", "x.example.org", "dorf.de"])
    assert sorted(MailDomain.objects.values_list("domain", flat=True)) == ["dorf.de", "stadt.de"]
    with monkeypatch.context() as patience:
        patience.setattr(names, "SECONDS", 0.2)
        settings.DNS_SERVER = "127.0.0.1:1"
        assert domains.look_up() == 0
    MailDomain.objects.update(looked_up_at=None)
    records = {("stadt.de", "MX"): ["10 aspmx.l.google.com."], ("dorf.de", "TXT"): ['"x"']}
    with nameserver(records) as settings.DNS_SERVER:
        assert domains.look_up() == 2
        assert domains.look_up() == 0
    domains._looked_up.cache_clear()
    assert domains.group_of("stadt.de") == "gmail"
    assert domains.group_of("dorf.de") == "other"
    domains._looked_up.cache_clear()


@pytest.mark.parametrize(
    ("priority", "audience", "way"),
    [
        (1, 10**6, {"queue": "transactional", "priority": 0}),
        (5, 10**6, {"queue": "bulk", "priority": 5}),
        (5, 200, {"queue": "bulk", "priority": 4}),
        (9, 10**6, {"queue": "bulk", "priority": 9}),
    ],
)
def test_urgent_and_small_issues_overtake(
    ready: Make, priority: int, audience: int, way: dict[str, object]
) -> None:
    """A crisis mail has a worker of its own; a small issue goes before a large one."""
    issue = ready(1)
    Issue.objects.update(priority=priority, audience_count=audience)
    assert nudges._way(issue.pk) == way


def test_what_would_take_too_long_is_refused_before_it_starts(
    ready: Make, settings: Settings, approver: User
) -> None:
    """M46: the finishing time is known before, and nobody is forgotten when the time is over."""
    issue = ready(50)
    Issue.objects.update(state="approved", send_at=None)
    issue.refresh_from_db()
    assert forecast.finished_at(issue) is None
    settings.WARM_UP = ["10"] * 10
    Sender.objects.update(warm_up_from=timezone.localdate())
    found = forecast.finished_at(issue)
    assert found is not None
    assert (timezone.localtime(found).date() - timezone.localdate()).days == 4
    settings.WARM_UP = ["5"] * 20
    with pytest.raises(StateError, match="valid for 4 days"):
        verbs.send(issue.pk, by=approver)
    Campaign.objects.update(valid_for=timedelta(days=12))
    verbs.send(issue.pk, by=approver)
