"""A campaign's layout: from the plan to the mail that arrives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from icalendar import Calendar

from config.cli.check import check
from config.cli.render import render
from mailer.dispatch import expansion, plans, sending, verbs
from mailer.dispatch.errors import ComposeError, PlanError
from mailer.dispatch.hashing import issue_hash
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import Campaign, Content, Issue, Report, ReportSource
from staff.models import Office, User
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "reports"


# The party that the sample invites to is on 27 September 2025.
BEFORE = datetime(2025, 9, 1, 10, tzinfo=UTC)


def subjects(issue: Issue) -> list[str]:
    return list(issue.editions.values_list("subject", flat=True))


def plan(report_id: int, layout: str) -> Plan:
    return Plan(name="Plan", lists=("citizens",), report_id=report_id, layout=layout)


@pytest.fixture
def party(report: Report) -> int:
    """A report that invites to a day."""
    source = ReportSource.objects.get(slug="given")
    name = "veranstaltung.txt"
    data = (SAMPLES / name).read_bytes().replace(b" 2025", b" 2035")
    return add_file(name, data, source=source).report_id


def test_an_invitation_arrives_with_its_calendar_entry(
    party: int, editor: User, approver: User, people: Callable[..., None], inbox: Inbox
) -> None:
    """M7, RFC 5545: what was approved is what arrives, signed around all of it."""
    people("citizens", 1)
    issue = plans.open_now(plans.create(plan(party, "invitation"), by=editor).pk, by=editor)
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    expansion.expand(issue.pk)
    sending.send_some(issue.pk)
    [mail] = inbox.messages()
    kinds = [part.get_content_type() for part in mail.message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert str(mail.message["Subject"]).startswith("Einladung: Reparaturcafé")
    file = list(mail.message.walk())[-1].get_payload(decode=True)
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert str(event["URL"]).startswith("http")


def test_an_invitation_without_a_day_is_not_opened(report: Report, editor: User) -> None:
    """Refused with what to write; nothing is stored of the issue."""
    made = plans.create(plan(report.pk, "invitation"), by=editor)
    with pytest.raises(ComposeError, match="names no day to invite to"):
        plans.open_now(made.pk, by=editor)
    assert not Issue.objects.exists()


def test_files_to_look_at(office: Office, tmp_path: Path) -> None:
    """docs/adding-a-layout.md: what a layout makes of a report, and what the gate says to it."""
    tell = ["--layout", "invitation", "--audience", "citizens"]
    source = str(SAMPLES / "veranstaltung.txt")
    assert CliRunner().invoke(render, [source, *tell, "--out", str(tmp_path)]).exit_code == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".txt", ".eml", ".ics"}
    with time_machine.travel(BEFORE):
        checked = CliRunner().invoke(check, [source, *tell, "--json"])
    assert (checked.exit_code, '"blocking"' in checked.output) == (0, False)
    late = CliRunner().invoke(check, [source, *tell, "--json"])
    assert "event-past" in late.output
    simple = [str(SAMPLES / "veranstaltung.simple.txt"), *tell, "--easy"]
    easy = CliRunner().invoke(render, [*simple, "--out", str(tmp_path)])
    assert (easy.exit_code, "Einladung" in easy.output) == (0, True)
    assert (tmp_path / "veranstaltung.simple.citizens.de.easy.invitation.html").exists()
    diff = CliRunner().invoke(render, [source, "--layout", "short", "--diff"])
    assert (diff.exit_code, "no --layout" in diff.output) == (2, True)


def test_a_warning_overtakes_all_others(report: Report, editor: User) -> None:
    """P38: urgent without anybody having to think of it."""
    made = plans.create(plan(report.pk, "crisis"), by=editor)
    issue = plans.open_now(made.pk, by=editor)
    assert (issue.priority, issue.urgent) == (1, True)
    assert all(subject.startswith("Warn") for subject in subjects(issue))


def test_an_approval_is_of_the_layout_too(report: Report, editor: User, approver: User) -> None:
    """Invariant 8: another layout is another mail."""
    issue = plans.open_now(plans.create(plan(report.pk, ""), by=editor).pk, by=editor)
    verbs.approve(issue.pk, by=approver)
    issue.refresh_from_db()
    assert issue_hash(issue) == issue.approved_hash
    Campaign.objects.update(layout="short")
    assert issue_hash(Issue.objects.get(pk=issue.pk)) != issue.approved_hash


def test_layouts_that_make_no_sense_are_refused(report: Report, editor: User) -> None:
    """With the names of those that there are; a digest has a layout of its own."""
    with pytest.raises(PlanError, match=r"no layout 'party'. There are: crisis, invitation, short"):
        plans.create(plan(report.pk, "party"), by=editor)
    digest = Plan(
        name="D", lists=("citizens",), content=Content.NEW, frequency="daily",
        cadence="daily", layout="short",
    )  # fmt: skip
    with pytest.raises(PlanError, match="goes with one report"):
        plans.create(digest, by=editor)
