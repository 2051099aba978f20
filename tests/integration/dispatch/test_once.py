"""Each person gets each report once per list, whatever is late, replaced or changed."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from mailer.dispatch import plans, verbs
from mailer.dispatch.errors import PlanError, StateError
from mailer.models import Content, Issue, Report, Revision, Translation
from tests.integration.dispatch.town import Town, at
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_windows_are_told_in_their_order(town: Town) -> None:
    """Invariant 4: an issue that waits holds back the next; then both go, and nobody misses one."""
    town.plan(standing=False)
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    town.join("p", "daily")
    town.release("one")
    town.now += DAY
    [first] = town.tick()
    town.release("two")
    town.now += DAY
    [second] = town.tick()
    assert not town.approve(second)
    with town.clock(), pytest.raises(StateError, match="earlier reports"):
        verbs.send(second.pk, by=town.approver)
    town.change("p", "weekly")
    assert town.approve(first)
    assert town.start(second)
    town.tick()
    town.now = at("2026-03-09 07:00")
    town.tick()
    assert town.told("p") == ["one", "two"]


def test_a_replaced_digest_leaves_no_gap(town: Town) -> None:
    """Invariant 4: stopped at noon, another one at another hour: nothing lost, nothing twice."""
    campaign = town.plan(at=time(18, 0))
    town.join("p", "daily")
    town.now = at("2026-03-02 20:00")
    town.release("evening")
    with pytest.raises(PlanError) as caught:
        town.plan(at=time(6, 0))
    assert caught.value.rival == "Digest"
    town.now = at("2026-03-03 18:00")
    town.tick()
    town.now = at("2026-03-03 19:00")
    town.release("late")
    town.now = at("2026-03-04 12:00")
    plans.stop(campaign.pk, by=town.editor)
    town.plan(at=time(6, 0))
    town.now = at("2026-03-05 06:00")
    town.tick()
    assert town.told("p") == ["evening", "late"]


def test_a_one_off_before_and_after_a_digest(town: Town) -> None:
    """Invariant 4: everyone on the list hears of a report once, whichever way came first."""
    town.plan()
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    town.join("d", "daily")
    town.join("w", "weekly")
    town.release("one")
    town.now += timedelta(hours=2)
    town.one_off("one")
    town.join("late", "daily")
    town.release("two")
    town.now += DAY
    town.tick()
    town.one_off("two")
    town.now = at("2026-03-09 07:00")
    town.tick()
    assert [town.told(name) for name in ("d", "w")] == [["one", "two"]] * 2
    assert town.told("late") == ["one", "two"]


def test_latest_report_never_sends_a_revision_twice(town: Town, inbox: Inbox) -> None:
    """The same revision goes to a list once; a new revision may go."""
    town.plan(content=Content.LATEST, frequency="")
    town.join("p", "weekly")
    town.release("r")
    for _ in range(3):
        town.now += DAY
        town.tick()
    assert town.told("p") == ["r"]
    report = Report.objects.get(pk=town.reports["r"])
    old = report.latest
    new = Revision.objects.create(report=report, number=2, content_hash="2")
    for text in Translation.objects.filter(revision=old):
        text.pk, text.revision = None, new
        text.save()
    for _ in range(2):
        town.now += DAY
        town.tick()
    assert town.told("p") == ["r", "r"]


def test_at_once_for_each_report(town: Town) -> None:
    """'Immediately' is an issue per report, at the next tick."""
    town.plan(frequency="immediately", cadence="on_release")
    town.join("p", "immediately")
    for name in ("one", "two"):
        town.now += timedelta(minutes=1)
        town.release(name)
    town.now += timedelta(seconds=5)
    assert len(town.tick()) == 2
    assert town.tick() == []
    assert town.told("p") == ["one", "two"]
    assert Issue.objects.filter(editions__revisions__len=1).distinct().count() == 2


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("daily", "weekly"), ("weekly", "daily"), ("weekly", "monthly"), ("immediately", "weekly")],
)
def test_a_change_of_frequency_within_a_window(was: str, becomes: str, town: Town) -> None:
    """Invariant 4: told by the old one up to the change, by the new one from there."""
    town.plan()
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    town.plan(frequency="monthly", cadence="monthly", day=1)
    town.plan(frequency="immediately", cadence="on_release")
    town.join("p", was)
    for day in range(3, 6):
        town.release(str(day))
        town.now = at(f"2026-03-0{day} 10:00")
        town.tick()
    town.change("p", becomes)
    town.release("6")
    town.now = at("2026-03-09 07:00")
    town.tick()
    town.now = at("2026-04-01 07:00")
    town.tick()
    assert town.told("p") == ["3", "4", "5", "6"]


def test_there_and_back_within_a_day_loses_nothing(town: Town) -> None:
    """Invariant 4: weekly, daily for an hour, weekly again; a daily digest ran that morning."""
    town.plan()
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    town.join("p", "weekly")
    town.join("other", "daily")
    town.release("r")
    town.now = at("2026-03-03 10:00")
    town.tick()
    town.change("p", "daily")
    town.now += timedelta(hours=1)
    town.change("p", "weekly")
    town.now = at("2026-03-09 07:00")
    town.tick()
    assert town.told("other") == ["r"]
    assert town.told("p") == ["r"]
