"""Digests by the calendar alone: windows, clock changes, beats that meet, fail or were down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from mailer.dispatch import calendar, expansion, plans, verbs
from mailer.dispatch.errors import ApprovalError
from mailer.models import Issue, Revision, Telling
from subscribers.consent import enrol
from subscribers.models import List
from tests.integration.dispatch.town import Town, assert_accounted, at
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_a_digest_tells_its_window_to_its_frequency_only(town: Town, inbox: Inbox) -> None:
    """Windows run from occurrence to occurrence along the release; nobody else gets anything."""
    town.plan()
    for name, frequency in (
        ("d", "daily"),
        ("w", "weekly"),
        ("m", "monthly"),
        ("i", "immediately"),
    ):
        town.join(name, frequency)
    town.now = at("2026-03-03 06:59:59")
    town.release("before")
    town.now = at("2026-03-03 07:00")
    town.release("on the dot")
    [first] = town.tick()
    assert (first.window_start, first.window_end) == (at("2026-03-02 07:00"), town.now)
    assert town.told("d") == ["before"]
    town.now += DAY
    town.tick()
    assert town.told("d") == ["before", "on the dot"]
    assert [town.told(name) for name in "wmi"] == [[], [], []]
    assert len(inbox.messages()) == 2
    assert_accounted()


def test_nothing_new_is_skipped_and_nobody_is_mailed(town: Town, inbox: Inbox) -> None:
    """Nobody gets an empty mail; the window counts as told."""
    town.plan()
    town.join("d", "daily")
    town.now += DAY
    [issue] = town.tick()
    assert (issue.state, issue.words) == ("skipped", "Nothing new to tell.")
    assert inbox.messages() == []


@pytest.mark.parametrize(
    ("cadence", "more", "start", "moments"),
    [
        (
            "weekly",
            {"weekdays": (0,)},
            "2026-03-03 08:00",
            ["2026-03-09 07:00", "2026-03-16 07:00"],
        ),
        ("monthly", {"day": 31}, "2026-03-03 08:00", ["2026-03-31 07:00", "2026-04-30 07:00"]),
        ("monthly", {"nth": -1, "weekdays": (4,)}, "2026-03-03 08:00", ["2026-03-27 07:00"]),
        (
            "daily",
            {"weekdays": (0, 3)},
            "2026-03-03 08:00",
            ["2026-03-05 07:00", "2026-03-09 07:00"],
        ),
    ],
)
def test_cadences(
    cadence: str, more: dict[str, Any], start: str, moments: list[str], town: Town
) -> None:
    """Weekly, monthly by day or nth weekday, daily on chosen weekdays; at local wall time."""
    town.now = at(start)
    town.plan(frequency=cadence, cadence=cadence, **more)
    town.join("p", cadence)
    for number, moment in enumerate(moments):
        town.release(str(number))
        town.now = at(moment) - timedelta(seconds=1)
        assert town.tick() == []
        town.now = at(moment)
        assert [issue.occurrence for issue in town.tick()] == [at(moment)]
    assert len(town.told("p")) == len(moments)


@pytest.mark.parametrize(
    ("start", "hour", "utc"),
    [
        ("2026-03-28 12:00", "02:30", "2026-03-29T01:00"),  # skipped: when the clock jumps
        ("2026-03-28 12:00", "07:00", "2026-03-29T05:00"),
        ("2026-10-24 12:00", "02:30", "2026-10-25T00:30"),  # shown twice: the first time
        ("2026-10-24 12:00", "07:00", "2026-10-25T06:00"),
    ],
)
def test_both_clock_changes_fire_once(start: str, hour: str, utc: str, town: Town) -> None:
    """Europe/Berlin, 29 March and 25 October 2026: once, at the right moment of UTC."""
    town.now = at(start)
    town.plan(at=time.fromisoformat(hour))
    town.join("p", "daily")
    town.release("r")
    opened = []
    for _ in range(36 * 4):
        town.now += timedelta(minutes=15)
        opened += town.tick()
    told = [issue for issue in opened if issue.state == "sent"]
    assert [issue.occurrence for issue in told] == [datetime.fromisoformat(utc + "+00:00")]
    assert town.told("p") == ["r"]


def test_two_beats_at_once_make_one_issue(town: Town) -> None:
    """Invariant 2: two connections look at the same moment, several times."""
    for slug in ("citizens", "councils", "partner-cities"):
        town.plan(lists=(slug,))
    town.join("p", "daily")
    town.release("r")
    town.now += DAY + timedelta(seconds=1)
    together = threading.Barrier(2)

    def beat() -> None:
        together.wait()
        calendar.check_due(town.now)
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    town.tick()
    town.tick()
    assert Issue.objects.count() == 3
    assert town.told("p") == ["r"]


def test_a_beat_that_was_down_fires_late_once(town: Town) -> None:
    """Invariant 2: inside the grace the last missed run goes out and tells what was missed."""
    town.plan()
    town.join("p", "daily")
    town.now += timedelta(hours=1)
    town.release("monday")
    town.now = at("2026-03-04 12:59")
    opened = town.tick()
    assert [issue.state for issue in opened] == ["skipped", "sent"]
    assert town.told("p") == ["monday"]
    assert town.tick() == []


def test_beyond_its_grace_a_run_is_skipped_and_told_with_the_next(town: Town) -> None:
    """Late is better than lost, and a record says what was missed; also for a first run."""
    town.plan()
    town.join("p", "daily")
    town.release("monday")
    town.now = at("2026-03-03 13:01")
    [missed] = town.tick()
    assert (missed.state, missed.occurrence) == ("skipped", at("2026-03-03 07:00"))
    assert "down" in missed.words
    assert town.told("p") == []
    town.now = at("2026-03-04 07:00")
    town.tick()
    assert town.told("p") == ["monday"]


def test_without_standing_approval_an_issue_waits(town: Town, inbox: Inbox) -> None:
    """Invariant 8: nothing goes out unapproved, however often beat ticks."""
    town.plan(standing=False)
    town.join("p", "daily")
    town.release("r")
    town.now += DAY
    [issue] = town.tick()
    town.tick()
    issue.refresh_from_db()
    assert (issue.state, inbox.messages()) == ("in_review", [])
    assert town.approve(issue)
    town.tick()
    assert town.told("p") == ["r"]


@pytest.mark.parametrize("what", ["telling", "plan", "template"])
def test_a_standing_approval_is_void_after_a_change(
    what: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 8: of plan, tellings and templates as they were."""
    campaign = town.plan()
    town.join("p", "daily")
    town.release("r")
    if what == "telling":
        Telling.objects.filter(slug="citizens").update(data={"address": "informal"})
    elif what == "plan":
        campaign.refresh_from_db()
        campaign.topics = ["mobility"]
        campaign.save()
        Revision.objects.update(topics=["mobility"])
    else:
        monkeypatch.setattr("mailer.dispatch.hashing.templates_digest", lambda: "another")
    town.now += DAY
    [issue] = town.tick()
    assert issue.state == "in_review"
    assert "void" in issue.words
    assert town.told("p") == []


def test_a_process_that_died_between_approval_and_sending(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 1: the next tick finds the approved issue and sends it."""
    town.plan()
    town.join("p", "daily")
    town.release("r")
    town.now += DAY
    with monkeypatch.context() as patch:
        patch.setattr(calendar, "send", lambda *_, **__: (_ for _ in ()).throw(MemoryError))
        [issue] = town.tick()
        assert issue.state == "scheduled"
    town.now += timedelta(minutes=3)
    town.tick()
    assert town.told("p") == ["r"]


def test_an_unexpected_error_in_one_campaign_stops_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with it, the others run, and the next tick tries it again."""
    odd, _sound = town.plan(lists=("councils",)), town.plan()
    town.join("q", "daily", slug="citizens")
    town.release("r")
    town.now += DAY
    fire = calendar.fire

    def odd_one_fails(campaign_id: int, now: datetime) -> list[int]:
        if campaign_id == odd.pk:
            raise MemoryError
        return fire(campaign_id, now)

    with monkeypatch.context() as patch:
        patch.setattr(calendar, "fire", odd_one_fails)
        town.tick()
    assert town.told("q") == ["r"]
    assert not odd.issues.exists()
    town.tick()
    assert odd.issues.exists()


def break_telling(slug: str) -> Callable[[], None]:
    """Make the telling of an audience unusable; returns how to mend it."""
    before = Telling.objects.get(slug=slug).data
    Telling.objects.filter(slug=slug).update(data={"template": "no such layout"})

    def mend() -> None:
        Telling.objects.filter(slug=slug).update(data=before)

    return mend


def test_one_broken_campaign_stops_no_other(town: Town) -> None:
    """Its issue is 'failed' in words; its reports come with the next one, once it is mended."""
    broken, _sound = town.plan(lists=("councils",)), town.plan()
    town.join("p", "daily")
    town.join("q", "daily", slug="citizens")
    councils = List.objects.get(slug="councils")
    with town.clock():
        enrol("c@example.org", councils.pk, basis=councils.basis, source="t", frequency="daily")
    town.subscribers["c"] = councils.subscriptions.get().subscriber_id
    town.release("r")
    mend = break_telling("councils")
    town.now += DAY
    town.tick()
    failed = broken.issues.get()
    assert failed.state == "failed"
    assert "template" in failed.words
    assert (town.told("p"), town.told("c")) == (["r"], [])
    mend()
    plans.approve_standing(broken.pk, by=town.approver)
    town.now += DAY
    town.tick()
    assert (town.told("p"), town.told("c")) == (["r"], ["r"])


def test_what_breaks_after_the_approval_goes_back_to_review(town: Town, inbox: Inbox) -> None:
    """Invariant 8: frozen editions go out as approved; what cannot be made anew waits."""
    town.join("p", "daily")
    town.release("r")
    plan = plans.Plan(name="r", lists=("citizens",), report_id=town.reports["r"])
    issue = plans.open_now(plans.create(plan, by=town.editor).pk, by=town.editor)
    verbs.approve(issue.pk, by=town.approver)
    mend = break_telling("citizens")
    with pytest.raises(ApprovalError):
        verbs.send(issue.pk, by=town.approver)
    issue.refresh_from_db()
    assert (issue.state, issue.approved) == ("in_review", False)
    assert "template" in issue.words
    mend()
    with pytest.raises(ApprovalError, match="new preview"):
        verbs.approve(issue.pk, by=town.approver)
    verbs.approve(issue.pk, by=town.approver)
    verbs.send(issue.pk, by=town.approver)
    text = issue.editions.get(language="de").html
    Telling.objects.filter(slug="citizens").update(data={"address": "informal"})
    assert expansion.expand(issue.pk)
    assert issue.editions.get(language="de").html == text
