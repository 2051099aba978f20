"""When links are looked at: what is bad stands, what is new is asked for, what is old, again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.utils import timezone
from pytest_django import Settings

from config.cli.check import check
from mailer.dispatch import again, calendar, gate, glances, looking, marking, recovery, verbs
from mailer.dispatch.errors import ApprovalError, HinderedError
from mailer.editions.check import Look
from mailer.models import Glance, Issue, IssueState
from staff.models import User
from staff.roles import NotAllowedError
from subscribers.models import Sender
from tests.integration.gate.conftest import GOOD, Open, Site

pytestmark = pytest.mark.django_db
GONE = "https://weg.example.org/nichts"
LINKED = GOOD.replace("Der Platz kostet nichts.", f"Mehr unter {GONE} im Netz.")
HIDDEN = (
    f"{GOOD}\nFür Interessierte\n\nDie Ausschreibung ist lang und betrifft niemanden. "
    "Mehr steht unter [Plan](https://plan.example.org/lang).\n"
)
HOUR = timedelta(hours=1, minutes=1)


@pytest.fixture(autouse=True)
def _looks(settings: Settings) -> None:
    """As in production, but that no filter takes its seconds."""
    settings.CHECK_OUTSIDE = True
    settings.RSPAMD_URL = "http://127.0.0.1:1"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The issues for which somebody asked for a look."""
    found: list[int] = []
    monkeypatch.setattr(looking, "nudge_look", found.append)
    monkeypatch.setattr(recovery, "nudge_look", found.append)
    return found


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """seen(Look(...)): from now on every link leads there, and DNS is away."""

    def say(look: Look) -> None:
        monkeypatch.setattr(glances, "_follow", lambda _: look)

    monkeypatch.setattr(glances, "look_at_sender", lambda *_, **__: None)
    return say


def stopping(issue: Issue) -> set[str]:
    gate.inspect(issue)
    return {one.finding.rule for one in gate.found(issue) if one.stops}


def later(**time: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_what_is_broken_stands_until_it_is_seen_anew(
    opened: Open, approver: User, asked: list[int], seen: Callable[..., None]
) -> None:
    """Issue 5: time mends no link. A day later it still stops; who finds it mended lets go."""
    issue = opened(LINKED)
    seen(Look("bad", "HTTP 404"))
    assert looking.look_outside(issue.pk)
    with later(hours=25):
        assert stopping(issue) == {"link-broken"}
        with pytest.raises(gate.GateError):
            verbs.approve(issue.pk, by=approver)
        assert asked == [issue.pk] * 2
        seen(Look("fine"))
        looking.look_outside(issue.pk)
        assert verbs.approve(issue.pk, by=approver).state == IssueState.APPROVED


@pytest.mark.parametrize(
    ("look", "stands"), [(Look("unreachable"), True), (Look("unreachable", "HTTP 503"), False)]
)
def test_a_network_that_is_away_takes_nothing_back(look: Look, *, stands: bool) -> None:
    """Issue 5: only an answer does; one that tells nothing makes it 'not checked'."""
    glances.note("link", {GONE: Look("bad", "HTTP 404"), "https://neu.example.org/": look})
    glances.note("link", {GONE: look})
    assert (glances.known("link", [GONE])[GONE].state == "bad") == stands
    assert not glances.settled("link", [GONE], since=timezone.now())


def test_what_is_new_in_an_edition_is_looked_at(
    opened: Open, editor: User, asked: list[int], seen: Callable[..., None]
) -> None:
    """Issue 5: a mark shows a section, and with it a link that nobody followed."""
    seen(Look("fine"))
    issue = opened(HIDDEN)
    looking.look_outside(issue.pk)
    report = issue.reports.get().revision.report
    marking.mark(report.pk, 1, language="de", audience="citizens", wish="whole", by=editor)
    assert asked == [issue.pk] * 2
    issue.refresh_from_db()
    assert issue.unlooked
    looking.look_outside(issue.pk)
    assert Glance.objects.filter(what="link", subject="https://plan.example.org/lang").exists()
    issue.refresh_from_db()
    assert not issue.unlooked


def test_an_approval_asks_for_a_look_at_what_it_renewed(
    opened: Open, approver: User, asked: list[int]
) -> None:
    """Issue 5: also where another sender made the editions new."""
    issue = opened()
    Sender.objects.update(name="Stadt Jena, Amt für Verkehr")
    with pytest.raises(ApprovalError):
        verbs.approve(issue.pk, by=approver)
    assert asked == [issue.pk] * 2


def test_what_turns_up_after_the_approval_voids_it(
    opened: Open, approver: User, asked: list[int], seen: Callable[..., None]
) -> None:
    """Invariant 8, issue 5: an approval an hour after the last look does not wait for another,
    which may void it; what stops nothing leaves it.
    """
    issue = opened(LINKED)
    seen(Look("fine"))
    looking.look_outside(issue.pk)
    with later(hours=25):
        verbs.approve(issue.pk, by=approver)
        assert asked == [issue.pk] * 2
        looking.look_outside(issue.pk)
        issue.refresh_from_db()
        assert issue.state == IssueState.APPROVED
        again.look_again(issue.pk, by=approver)
        seen(Look("bad", "HTTP 404"))
        looking.look_outside(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, issue.words, issue.approved) == ("in_review", gate.STOPS, False)


@pytest.mark.parametrize("answers", [True, False])
def test_sending_by_hand_waits_for_a_look_but_not_for_long(
    opened: Open, approver: User, asked: list[int], seen: Callable[..., None], *, answers: bool
) -> None:
    """Issue 5: an hour after the last look the calendar sends it, once it was looked at again;
    after two minutes without.
    """
    issue = opened(LINKED)
    seen(Look("fine"))
    looking.look_outside(issue.pk)
    with time_machine.travel(timezone.now() + HOUR) as clock:
        verbs.approve(issue.pk, by=approver)
        assert verbs.send(issue.pk, by=approver).state == IssueState.SCHEDULED
        assert asked == [issue.pk] * 2
        clock.shift(timedelta(seconds=100))
        if answers:
            looking.look_outside(issue.pk)
        calendar.check_due()
        issue.refresh_from_db()
        assert issue.state == (IssueState.SENDING if answers else IssueState.SCHEDULED)
        clock.shift(timedelta(seconds=30))
        calendar.check_due()
        issue.refresh_from_db()
        assert issue.state == IssueState.SENDING


def test_what_was_just_looked_at_goes_out_at_once(
    opened: Open, approver: User, seen: Callable[..., None]
) -> None:
    """Issue 5: nobody waits for what is known; nor does a warning, whatever is known."""
    seen(Look("fine"))
    issue, urgent = opened(LINKED), opened(GOOD)
    looking.look_outside(issue.pk)
    Issue.objects.filter(pk=urgent.pk).update(priority=1)
    for row in (issue, urgent):
        verbs.approve(row.pk, by=approver)
        assert verbs.send(row.pk, by=approver).state == IssueState.SENDING


def test_a_scheduled_issue_is_looked_at_before_its_time(
    opened: Open, approver: User, asked: list[int], seen: Callable[..., None]
) -> None:
    """Issue 5: days after the approval, so early that it goes out on time."""
    issue = opened(LINKED)
    seen(Look("fine"))
    looking.look_outside(issue.pk)
    verbs.approve(issue.pk, by=approver)
    for minutes, expected in ((60, 0), (1, 0), (8, 1)):
        verbs.schedule(issue.pk, timezone.now() + timedelta(minutes=minutes), by=approver)
        Issue.objects.update(look_asked_at=timezone.now() - HOUR, looked_at=timezone.now() - HOUR)
        asked.clear()
        recovery.due_looks()
        assert len(asked) == expected


def test_a_look_that_was_lost_is_asked_for_once_more(
    opened: Open, settings: Settings, asked: list[int]
) -> None:
    """Invariant 1: the queue may lose it; an issue that waits is found again, and only once."""
    issue = opened()
    asked.clear()
    assert recovery.lost_looks() == 0
    Issue.objects.update(look_asked_at=timezone.now() - timedelta(minutes=5))
    assert (recovery.lost_looks(), recovery.lost_looks(), asked) == (1, 0, [issue.pk])
    Issue.objects.update(looked_at=None)
    settings.CHECK_OUTSIDE = False
    assert recovery.lost_looks() == 0


def test_whoever_asks_sees_all_of_it_anew(
    opened: Open, approver: User, outsider: User, site: Site, settings: Settings
) -> None:
    """Issue 5: not what was seen a moment ago; not where nobody looks, nor in another's office."""
    issue = opened(GOOD + f"\nMehr steht im Plan: {site.base}/feed\n")
    looking.look_outside(issue.pk)
    looking.look_outside(issue.pk)
    assert len(site.seen) == 1
    with pytest.raises(NotAllowedError):
        again.look_again(issue.pk, by=outsider)
    again.look_again(issue.pk, by=approver)
    looking.look_outside(issue.pk)
    looking.look_outside(issue.pk)
    assert len(site.seen) == 2
    settings.CHECK_OUTSIDE = False
    with pytest.raises(HinderedError):
        again.look_again(issue.pk, by=approver)


def test_the_command_sees_what_was_mended(
    opened: Open, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: `rundbrief check --network` does not take the word of a moment ago; of an issue and
    of a report, each page asked once.
    """
    monkeypatch.setattr(glances, "look_at_sender", lambda *_, **__: None)
    page = f"{site.base}/feed"
    issue = opened(GOOD + f"\nMehr steht im Plan: {page}\n")
    report = str(issue.reports.get().revision.report_id)
    for words, code in (([str(issue.pk), "--issue"], 0), ([report, "--language", "de"], 0)):
        glances.note("link", {page: Look("bad", "HTTP 404")})
        site.seen.clear()
        assert CliRunner().invoke(check, words).exit_code == 5
        done = CliRunner().invoke(check, [*words, "--network"])
        assert (done.exit_code, "link-broken" in done.output) == (code, False)
        assert len(site.seen) == 1
