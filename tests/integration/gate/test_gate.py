"""The gate in the way of approval and sending: findings, waivers, the calendar of restraint."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import LazySettings
from django.utils import timezone

from config.cli.check import check, unwaive, waive
from config.cli.periods import periods
from config.seed import user
from mailer.dispatch import almanac, calendar, expansion, gate, plans, restraint, verbs
from mailer.dispatch.errors import ApprovalError, NotFoundError, PlanError, StateError
from mailer.dispatch.gate import AffirmError, GateError, ReasonError
from mailer.dispatch.plans import Plan
from mailer.editions.check import rules
from mailer.editions.check.duty import NEUTRAL
from mailer.models import Campaign, Content, Edition, Issue, RestraintPeriod, Waiver
from staff.models import AuditEntry, Office, Role, User
from staff.roles import NotAllowedError
from subscribers.consent import enrol
from subscribers.models import List
from tests.integration.gate.conftest import BAD, Open

pytestmark = pytest.mark.django_db
REASON = "Der Bericht erklärt genau dieses Feld."


def blocking(issue: Issue) -> list[str]:
    return [one.finding.rule for one in gate.found(issue) if one.stops]


def key_of(issue: Issue, rule: str) -> str:
    return next(o.finding.key for o in gate.found(issue) if o.finding.rule == rule)


def election(start: int = 0, end: int = 0) -> RestraintPeriod:
    today = timezone.localdate()
    return RestraintPeriod.objects.create(
        kind="election", name="Kommunalwahl", start=today + timedelta(start),
        end=today + timedelta(end),
    )  # fmt: skip


def pass_election(issue: Issue, approver: User) -> Waiver:
    key = key_of(issue, "election")
    return gate.waive(issue.pk, key, reason=REASON, by=approver, affirmed=tuple(NEUTRAL))


def test_a_good_issue_passes(opened: Open, approver: User) -> None:
    """P29: checked when it is opened, approved with what was found as evidence."""
    issue = opened(lists=("citizens", "councils", "partner-cities"))
    assert blocking(issue) == []
    assert {one.finding.severity for one in gate.found(issue)} >= {"unchecked"}
    verbs.approve(issue.pk, by=approver)
    entry = AuditEntry.objects.get(verb="approved", object_id=issue.pk)
    assert entry.details["findings"]["blocking"] == 0
    assert entry.details["findings"]["unchecked"] > 0


def test_a_blocking_finding_stops_approval(opened: Open, approver: User) -> None:
    """Issue 5: blocking findings stop approval."""
    issue = opened(BAD)
    assert blocking(issue) == ["placeholder"]
    with pytest.raises(GateError):
        verbs.approve(issue.pk, by=approver)
    issue.refresh_from_db()
    assert (issue.state, issue.approved_hash) == ("in_review", "")


def test_a_waiver_with_a_reason_lets_it_pass(opened: Open, approver: User) -> None:
    """P29, S32: by an approver, with a reason, kept with the issue and in the audit trail."""
    issue = opened(BAD)
    gate.waive(issue.pk, key_of(issue, "placeholder"), reason=f"  {REASON}\n", by=approver)
    [kept] = issue.waivers.all()
    assert (kept.reason, kept.by, kept.rule) == (REASON, approver, "placeholder")
    assert "vorname" in kept.finding["words"]["de"]
    entry = AuditEntry.objects.get(verb="waived", object_id=issue.pk)
    assert (entry.user, entry.details["reason"]) == (approver, REASON)
    verbs.approve(issue.pk, by=approver)
    assert AuditEntry.objects.get(verb="approved").details["waived"] == ["placeholder"]
    assert verbs.send(issue.pk, by=approver).state == "sending"


def test_who_may_not_waive(
    opened: Open, approver: User, editor: User, outsider: User, office: Office
) -> None:
    """S29, S30: no editor, nobody from elsewhere, not who prepared it, nobody without a reason."""
    issue = opened(BAD)
    key = key_of(issue, "placeholder")
    for somebody in (editor, outsider):
        with pytest.raises(NotAllowedError):
            gate.waive(issue.pk, key, reason=REASON, by=somebody)
    with pytest.raises(ReasonError):
        gate.waive(issue.pk, key, reason=" ok ", by=approver)
    with pytest.raises(NotFoundError):
        gate.waive(issue.pk, "0" * 20, reason=REASON, by=approver)
    with pytest.raises(StateError):
        gate.waive(issue.pk, key_of(issue, "spam-unchecked"), reason=REASON, by=approver)
    user(editor.email, office, Role.APPROVER)
    with pytest.raises(ApprovalError):
        gate.waive(issue.pk, key, reason=REASON, by=editor)
    assert not issue.waivers.exists()


def test_a_finding_after_the_approval_stops_sending(opened: Open, approver: User) -> None:
    """P23: an election that was entered meanwhile voids the approval; a waiver is needed first."""
    issue = opened()
    verbs.approve(issue.pk, by=approver)
    election()
    with pytest.raises(GateError):
        verbs.send(issue.pk, by=approver)
    issue.refresh_from_db()
    assert (issue.state, issue.words) == ("in_review", gate.STOPS)
    assert blocking(issue) == ["election"]
    pass_election(issue, approver)
    verbs.approve(issue.pk, by=approver)
    later = verbs.schedule(issue.pk, timezone.now() + timedelta(minutes=1), by=approver)
    assert (later.state, later.words) == ("scheduled", "")
    assert verbs.send(issue.pk, by=approver).state == "sending"


def test_before_an_election_four_statements_are_affirmed(opened: Open, approver: User) -> None:
    """P23: each of them, by who waives; kept with the waiver. A recess asks nothing of the kind."""
    election()
    issue = opened()
    key = key_of(issue, "election")
    for some in ((), ("task", "facts", "anyway"), ("task", "task", "task", "task")):
        with pytest.raises(AffirmError, match="substitute for the press"):
            gate.waive(issue.pk, key, reason=REASON, by=approver, affirmed=some)
    words = [str(issue.pk), key, "--reason", REASON, "--as", approver.email]
    run(waive, *words, *(f"--affirm={name}" for name in NEUTRAL))
    assert issue.waivers.get().affirmed == list(NEUTRAL)
    assert AuditEntry.objects.get(verb="waived").details["affirmed"] == list(NEUTRAL)
    [row] = [
        row
        for row in json.loads(run(check, str(issue.pk), "--issue", "--json").stdout)
        if row["rule"] == "election"
    ]
    assert row["asks"]["task"]["de"] == "Sie gehört zu den eigenen Aufgaben der Stadt."
    assert not rules()["recess"].asks


def test_what_was_affirmed_of_one_text_does_not_hold_for_another(
    opened: Open, approver: User
) -> None:
    """P23: the key holds the period's name alone; another content is asked about anew."""
    election()
    issue = opened()
    first = pass_election(issue, approver)
    assert blocking(issue) == []
    Edition.objects.filter(issue=issue, language="de").update(content_hash="0" * 64)
    assert blocking(issue) == ["election"]
    second = pass_election(issue, approver)
    assert blocking(issue) == []
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None


@pytest.mark.parametrize(
    ("start", "end", "stopped_by"), [(-3, -1, []), (0, 0, ["election"]), (1, 9, [])]
)
def test_an_election_counts_on_the_day_of_sending(
    opened: Open, start: int, end: int, stopped_by: list[str]
) -> None:
    """P23: what goes out today is held to today's calendar, what is planned to its own day."""
    election(start, end)
    issue = opened()
    assert blocking(issue) == stopped_by
    issue.send_at = timezone.now() + timedelta(days=5)
    issue.save()
    gate.inspect(issue)
    assert blocking(issue) == (["election"] if start <= 5 <= end else [])


def test_a_standing_approval_does_not_pass_the_gate(
    office: Office, editor: User, approver: User, opened: Open
) -> None:
    """Issue 5: a digest that the gate stops waits for a person, and says why."""
    plan = Plan(
        name="Woche", lists=["citizens"], content=Content.NEW, frequency="daily", cadence="daily"
    )
    campaign = plans.create(plan, by=editor)
    plans.approve_standing(campaign.pk, by=approver)
    opened(BAD)  # brings the report
    Campaign.objects.filter(pk=campaign.pk).update(
        due_at=timezone.now(), handled_until=timezone.now() - timedelta(days=1)
    )
    campaign.refresh_from_db()
    issue = opened(BAD.replace("Westbahnhof", "Ostbahnhof"))
    calendar._approve_standing(campaign, issue, now=timezone.now())
    issue.refresh_from_db()
    assert (issue.state, issue.words) == ("in_review", gate.STOPS)


def test_an_edition_for_late_comers_is_checked_too(opened: Open, approver: User) -> None:
    """Invariant 8: what is made after the approval, without a preview, passes the gate or waits."""
    issue = opened()
    wanted = List.objects.get(slug="citizens")
    enrol("kim@example.org", wanted.pk, basis=wanted.basis, source="test", proof="test")
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    Edition.objects.filter(issue=issue).update(checked="", html="<p>{{ vorname }}</p>", text="")
    assert not expansion.expand(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, issue.words) == ("in_review", gate.STOPS)


def test_what_did_not_change_is_not_checked_again(opened: Open) -> None:
    """Speed: a second look costs the facts, not the check; the facts decide, not the clock."""
    issue = opened()
    Edition.objects.filter(issue=issue).update(findings=[])
    gate.inspect(issue)
    assert gate.found(issue) == []
    election()
    gate.inspect(issue)
    assert "election" in blocking(issue)


def test_a_mail_over_the_configured_limit_is_stopped(opened: Open, settings: LazySettings) -> None:
    """M12: octets of the whole message, by a setting."""
    issue = opened()
    settings.LARGEST_MESSAGE = 9_000
    gate.inspect(issue)
    assert set(blocking(issue)) == {"message-heavy"}


def test_nameless_people_are_counted(opened: Open, office: Office) -> None:
    """S1: how many are greeted without a name, by list and language."""
    wanted = List.objects.get(slug="citizens")
    for number in range(3):
        enrol(f"k{number}@example.org", wanted.pk, basis=wanted.basis, source="t", proof="t")
    issue = opened()
    said = {o.finding.rule: o.finding.words["de"] for o in gate.found(issue)}
    assert said["slot-neutral"].startswith("3 von 3 ")


def run(command: object, *words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(command, list(words))  # type: ignore[arg-type]
    assert done.exit_code == code, (done.output, done.exception)
    return done


def test_the_command_line_says_the_same(opened: Open, approver: User, tmp_path: object) -> None:
    """Issue 5: `rundbrief check` by report and by issue, ends with 5 while something blocks."""
    issue = opened(BAD)
    report = str(issue.reports.get().revision.report_id)
    done = run(check, report, "--audience", "citizens", "--json", code=5)
    [found] = [row for row in json.loads(done.stdout) if row["severity"] == "blocking"]
    assert (found["rule"], found["editions"], found["waived"]) == (
        "placeholder",
        ["citizens"],
        None,
    )
    assert {"place", "words", "remedy"} <= set(found)
    rows = json.loads(run(check, str(issue.pk), "--issue", "--json", code=5).stdout)
    [same] = [row for row in rows if row["severity"] == "blocking"]
    assert same["editions"] == ["citizens/de", "citizens/en"]
    run(waive, str(issue.pk), same["key"], "--reason", REASON, "--as", approver.email)
    after = run(check, str(issue.pk), "--issue", "--audience", "citizens")
    assert "waived" in after.output
    run(check, report, "--audience", "nobody", code=3)
    run(check, "99999", "--issue", code=3)


def test_periods_are_kept_by_administrators(office: Office, editor: User) -> None:
    """P23: the calendar is rows that an administrator edits; each act has a person."""
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    words = ("recess", "Sommerpause", "--from", "2026-07-01", "--to", "2026-08-15", "--as")
    with pytest.raises(NotAllowedError):
        restraint.remove(1, by=editor)
    run(periods, "add", *words, admin.email)
    [row] = json.loads(run(periods, "list", "--json").stdout)
    assert (row["kind"], row["from"], row["to"]) == ("recess", "2026-07-01", "2026-08-15")
    today = timezone.localdate()
    with pytest.raises(PlanError):
        restraint.add("recess", "x", start=today, end=today - timedelta(1), by=admin)
    run(periods, "remove", str(row["period"]), "--as", admin.email)
    assert not RestraintPeriod.objects.exists()
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == [
        "added a period", "removed a period",
    ]  # fmt: skip


def ics(*entries: str) -> bytes:
    events = (f"BEGIN:VEVENT\n{entry}\nEND:VEVENT" for entry in entries)
    return "\n".join(("BEGIN:VCALENDAR", *events, "END:VCALENDAR")).encode()


WAHL = "SUMMARY:Kommunalwahl\nDTSTART;VALUE=DATE:20310302"


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        (WAHL, (date(2031, 3, 2), date(2031, 3, 2))),
        (WAHL.replace(";VALUE=DATE:20310302", ":20310302T070000Z"), (date(2031, 3, 2),) * 2),
        (f"{WAHL}\nDTEND;VALUE=DATE:20310305", (date(2031, 3, 2), date(2031, 3, 4))),
        (f"{WAHL}\nDURATION:P2D", (date(2031, 3, 2), date(2031, 3, 3))),
    ],
)
def test_a_calendar_is_read_as_days(entry: str, days: tuple[date, date]) -> None:
    """RFC 5545, 3.6.1: DTEND is not included; the lead is."""
    [found] = almanac.read(ics(entry, "SUMMARY:Nie", "DTSTART;VALUE=DATE:20310101"))
    assert (found.name, found.start, found.end) == ("Kommunalwahl", *days)
    [early] = almanac.read(ics(entry), lead=42)
    assert (early.start, early.end) == (days[0] - timedelta(42), days[1])


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff\x00",
        ics(f"{WAHL}\nRRULE:FREQ=YEARLY"),
        ics(f"{WAHL}\nRDATE;VALUE=DATE:20320302"),
        b"Wahl am 2.",
    ],
)
def test_what_is_no_calendar_is_refused(file: bytes) -> None:
    """P23: no half calendar, and no election that comes back each year."""
    with pytest.raises(almanac.CalendarError):
        almanac.read(file)


def test_a_states_calendar_is_taken_once(office: Office, editor: User, tmp_path: Path) -> None:
    """P23: elections and holidays come from a file; what is over or there is left out."""
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    file = tmp_path / "wahlen.ics"
    file.write_bytes(ics(WAHL, WAHL.replace("2031", "2021")))
    words = ("import", str(file), "--kind", "election", "--lead", "42", "--as")
    with pytest.raises(NotAllowedError):
        restraint.take(file.read_bytes(), "election", by=editor)
    assert "1 added" in run(periods, *words, admin.email).output
    assert "0 added" in run(periods, *words, admin.email).output
    [row] = RestraintPeriod.objects.all()
    assert (row.kind, row.start, row.end) == ("election", date(2031, 1, 19), date(2031, 3, 2))


def test_a_waiver_can_be_taken_back(
    opened: Open, approver: User, editor: User, outsider: User
) -> None:
    """S30, invariant 8: by an approver; what was approved with it is not approved any more."""
    issue = opened(BAD)
    key = key_of(issue, "placeholder")
    gate.waive(issue.pk, key, reason=REASON, by=approver)
    verbs.approve(issue.pk, by=approver)
    for stranger in (editor, outsider):
        with pytest.raises(NotAllowedError):
            gate.withdraw(issue.pk, key, by=stranger)
    done = CliRunner().invoke(unwaive, [str(issue.pk), key, "--as", approver.email])
    assert done.output == f"Taken back; issue {issue.pk} is in_review.\n"
    assert blocking(Issue.objects.get(pk=issue.pk)) == ["placeholder"]
    with pytest.raises(GateError):
        verbs.approve(issue.pk, by=approver)
    with pytest.raises(NotFoundError, match="Nobody waived"):
        gate.withdraw(issue.pk, key, by=approver)
    again = gate.waive(issue.pk, key, reason=REASON, by=approver)
    assert issue.waivers.exclude(pk=again.pk).get().withdrawn_by == approver
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    assert expansion.expand(issue.pk)
    with pytest.raises(StateError, match="stay as they were"):
        gate.withdraw(issue.pk, key, by=approver)
