"""Digests that nobody approves by hand are looked at before they go, and go on time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from mailer.dispatch import gate, looking
from mailer.intake.store import keep
from mailer.models import Issue, IssueState, Report, ReportSource
from mailer.reports.read import read_report
from tests.integration.dispatch.town import Town, at
from tests.integration.reports.server import serving
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _looks(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production, but DNS and filters are left alone; a test is the worker."""
    settings.CHECK_OUTSIDE = True
    monkeypatch.setattr("mailer.dispatch.glances.look_at_sender", lambda *_, **__: None)
    monkeypatch.setattr("mailer.dispatch.spam.score", lambda *_: looking.spam.AWAY)
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda *_, **__: None)


@pytest.fixture
def site(settings: Settings) -> Iterator[str]:
    """A site with pages that are there and pages that are not."""
    with serving() as (host, _):
        settings.LINK_HOSTS = [host]
        yield f"http://{host}"


def digest(town: Town, address: str, *, priority: int = 5) -> Issue:
    """What opens at seven, with a report that came in ten minutes before."""
    town.now = at("2026-03-02 07:30")
    town.join("p", "daily")
    town.plan(priority=priority)
    town.now = at("2026-03-03 06:50")
    text = f"Titel\n\nMehr steht unter {address} im Netz.\n".encode()
    source = ReportSource.objects.get(slug="given")
    kept = keep(read_report("r.txt", text), source=source, key="r")
    Report.objects.filter(pk=kept.report_id).update(released_at=town.now)
    town.now = at("2026-03-03 07:00")
    [issue] = town.tick()
    issue.refresh_from_db()
    return issue


def looked(town: Town, issue: Issue) -> Issue:
    """A worker looks; ten seconds later beat ticks."""
    with town.clock():
        assert looking.look_outside(issue.pk)
    return ticked(town, issue, seconds=10)


def ticked(town: Town, issue: Issue, *, seconds: int) -> Issue:
    town.now += timedelta(seconds=seconds)
    town.tick()
    issue.refresh_from_db()
    return issue


def test_a_broken_link_stops_a_digest_with_standing_approval(
    town: Town, inbox: Inbox, site: str
) -> None:
    """Issue 5: nobody approves it by hand, and all the same nobody gets a link to nowhere."""
    issue = digest(town, f"{site}/missing")
    assert issue.state == IssueState.SCHEDULED
    assert looked(town, issue).state == IssueState.IN_REVIEW
    assert (issue.words, inbox.messages()) == (gate.STOPS, [])
    assert "link-broken" in {one.finding.rule for one in gate.found(issue) if one.stops}


def test_one_that_is_in_order_goes_with_the_next_tick(town: Town, inbox: Inbox, site: str) -> None:
    """Issue 5: ten seconds after seven."""
    issue = digest(town, f"{site}/feed")
    assert looked(town, issue).state == IssueState.SENT
    assert len(inbox.messages()) == 1


def test_a_network_that_is_away_holds_up_nobody(town: Town, inbox: Inbox) -> None:
    """Issue 5: after two minutes it goes out as it is, and says what was not checked."""
    issue = digest(town, "https://weg.example.org/nichts")
    assert ticked(town, issue, seconds=100).state == IssueState.SCHEDULED
    assert ticked(town, issue, seconds=30).state == IssueState.SENT
    assert "links-unchecked" in {one.finding.rule for one in gate.found(issue)}
    with town.clock():
        assert not looking.look_outside(issue.pk)


def test_a_warning_waits_for_no_look(town: Town, inbox: Inbox) -> None:
    """P16, issue 5: what is urgent goes at once."""
    assert digest(town, "https://weg.example.org/nichts", priority=1).state == IssueState.SENT
