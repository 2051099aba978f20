"""What the check found, on the page of an issue: in plain words, and waived by an approver only."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from config.cli.errors import Code
from config.cli.reports import reports
from mailer.dispatch import gate
from mailer.editions.check.duty import NEUTRAL
from mailer.intake.pull import add_file
from mailer.intake.store import load
from mailer.models import Issue, Report, RestraintPeriod
from staff.models import AuditEntry, User
from tests.integration.desk.scene import Scene, issue_of, report
from tests.integration.gate.conftest import BAD
from tests.integration.test_pictures import photo

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
CALENDAR = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Landtagswahl\nDTSTART;VALUE=DATE:20320602\n"
    b"END:VEVENT\nEND:VCALENDAR"
)
REASON = "Der Bericht erklärt genau dieses Feld."


@pytest.fixture
def stopped(city: Scene, cast: dict[str, User]) -> Issue:
    """An issue that the check stops."""
    return issue_of(report("feld.txt", BAD), cast["editor"])


def page(client: Client, issue: Issue) -> str:
    return client.get(reverse("desk:issue", args=[issue.pk])).content.decode()


def waive_path(issue: Issue) -> str:
    key = next(one.finding.key for one in gate.found(issue) if one.stops)
    return reverse("desk:waive", args=[issue.pk, key])


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "sender", "officer", "admin"])
def test_everyone_sees_and_approvers_waive(who: str, stopped: Issue, as_: Browser) -> None:
    """P29, S29: place, words and remedy for all; the form, and the act, for approvers alone."""
    client = as_(who)
    before = page(client, stopped)
    assert "Muss vor dem Versand behoben werden" in before
    assert "„{{ vorname }}“ ist ein Platzhalter, den nichts füllt." in before
    assert "Lesende sähen sonst das Zeichen selbst" in before
    assert ("Mit Begründung zulassen" in before) == (who == "approver")
    status = client.post(waive_path(stopped), {"reason": REASON}).status_code
    assert (status, stopped.waivers.count()) == ((302, 1) if who == "approver" else (403, 0))


def test_a_stopped_issue_has_no_button_to_approve(stopped: Issue, as_: Browser) -> None:
    """Issue 5: the button comes with the waiver, and the reason stays to be seen."""
    client = as_("approver")
    before = page(client, stopped)
    assert '/approve"' not in before
    assert "Befunde ansehen" in before
    while any(one.stops for one in gate.found(stopped)):
        client.post(waive_path(stopped), {"reason": REASON})
    after = page(client, stopped)
    assert '/approve"' in after
    assert REASON in after
    assert "Mit Begründung zugelassen" in after


def test_a_click_past_the_page_is_refused_in_words(stopped: Issue, as_: Browser) -> None:
    """Issue 5: the verb asks the gate, whatever a browser sends."""
    client = as_("approver")
    client.post(reverse("desk:act", args=[stopped.pk, "approve"]))
    assert "Die Prüfung hat etwas gefunden" in page(client, stopped)
    stopped.refresh_from_db()
    assert stopped.state == "in_review"


def test_a_reason_is_asked_for(stopped: Issue, as_: Browser) -> None:
    """P29: 'ok' is no reason."""
    client = as_("approver")
    client.post(waive_path(stopped), {"reason": "ok"})
    assert "mindestens 10 Buchstaben" in page(client, stopped)
    assert not stopped.waivers.exists()


def test_a_foreign_waiver_does_not_exist(stopped: Issue, as_: Browser) -> None:
    """S29: the object-level check stands in front of it."""
    assert as_("outsider").post(waive_path(stopped), {"reason": REASON}).status_code == 404


def test_a_good_issue_says_so(city: Scene, as_: Browser) -> None:
    """P29: nothing in the way is said, too; in English for who reads English."""
    assert "nichts steht im Weg" in page(as_("viewer"), city.review)
    client = as_("viewer")
    client.cookies["django_language"] = "en"
    assert "nothing stands in the way" in page(client, city.review)


def test_findings_are_text(city: Scene, cast: dict[str, User], as_: Browser) -> None:
    """S7: what stands in a report cannot run on the page that minds it."""
    text = BAD.replace("{{ vorname }}", "{{ <script>alert(1)</script> }}")
    issue = issue_of(report("skript.txt", text), cast["editor"])
    shown = page(as_("approver"), issue)
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown


@pytest.mark.parametrize("who", ["viewer", "editor", "approver"])
def test_a_waiver_is_taken_back_at_the_desk(
    who: str, stopped: Issue, as_: Browser, cast: dict[str, User]
) -> None:
    """S29, S30: the button for approvers alone; the finding stands in the way again."""
    path = waive_path(stopped)
    gate.waive(stopped.pk, path.rpartition("/")[2], reason=REASON, by=cast["approver"])
    client, back = as_(who), path.replace("/waive/", "/unwaive/")
    assert (back in page(client, stopped)) == (who == "approver")
    status = client.post(back).status_code
    assert (status, stopped.waivers.filter(withdrawn_at=None).count()) == (
        (302, 0) if who == "approver" else (403, 1)
    )


def silent(name: str, *, more: str = "") -> bytes:
    """A Word file with a picture that nobody described."""
    paper, file = Document(), io.BytesIO()
    paper.add_heading(name, 0)
    paper.add_paragraph(f"Der Steg über die Saale ist fertig.{more}")
    paper.add_picture(io.BytesIO(photo(400, 300)))
    paper.save(file)
    return file.getvalue()


def test_a_picture_is_described_where_the_check_says(
    city: Scene, as_: Browser, cast: dict[str, User]
) -> None:
    """P29: asked for at once; the waiting issue tells it; the next file neither undoes nor repeats
    it.
    """
    client, data = as_("editor"), silent("Neuer Steg")
    office = cast["editor"].memberships.get().office_id
    upload = {"office": office, "file": SimpleUploadedFile("steg.docx", data)}
    response = client.post(reverse("desk:add-report"), upload)
    row = Report.objects.latest("pk")
    path = reverse("desk:pictures", args=[row.pk])
    assert response.headers["Location"] == path
    assert "Was eine gute Beschreibung sagt" in client.get(path).content.decode()
    issue = issue_of(row, cast["editor"])
    assert "„Bilder beschreiben“" in page(client, issue)
    assert "image-alt-missing" in {one.finding.rule for one in gate.found(issue) if one.stops}
    assert path in client.get(reverse("desk:report", args=[row.pk])).content.decode()
    for words, said in (("IMG_0001.jpg", "Das ist ein Dateiname"), ("Foto", "nicht, was es zeigt")):
        wrong = client.post(path, {"words-0": words})
        assert (wrong.status_code, said in wrong.content.decode()) == (422, True)

    words = "Ein Steg aus Holz über dem Fluss"
    assert client.post(path, {"words-0": words}).status_code == 302
    issue.refresh_from_db()
    assert "image-alt-missing" not in {one.finding.rule for one in gate.found(issue)}
    assert all(f'alt="{words}"' in edition.html for edition in issue.editions.all())
    assert (issue.changed_by, row.revisions.count()) == (cast["editor"], 2)
    assert AuditEntry.objects.latest("pk").details == {"pictures": 1}
    source = row.source
    assert add_file("steg.docx", data, source=source).state == "known"
    assert add_file("anders.docx", data, source=source).state == "known"
    assert (
        add_file("steg.docx", silent("Neuer Steg", more=" Endlich."), source=source).state
        == "revised"
    )
    assert words in repr(load(row.latest))
    assert row.revisions.count() == 3
    by_command(row, cast["editor"])


def by_command(row: Report, editor: User) -> None:
    """The same on the command line, with the same refusals."""
    number, acting = str(row.pk), ("--as", editor.email)
    say = CliRunner().invoke
    assert "Ein Steg aus Holz" in say(reports, ["pictures", number]).output
    told = say(reports, ["describe", number, "1", "Der Steg im Nebel", *acting])
    assert (told.exit_code, "Described picture 1" in told.output) == (0, True)
    assert "Der Steg im Nebel" in repr(load(row.latest))
    wrong = say(reports, ["describe", number, "1", "IMG_0001.jpg", *acting])
    assert "does not say what is to be seen" in str(wrong.exception)
    assert say(reports, ["describe", number, "2", "Ein Steg", *acting]).exit_code == Code.NOT_FOUND


def test_the_statements_before_an_election_are_boxes_to_tick(city: Scene, as_: Browser) -> None:
    """P23: shown to all, ticked one by one by who waives; what was affirmed stays to be seen."""
    today = timezone.localdate()
    RestraintPeriod.objects.create(kind="election", name="Wahl", start=today, end=today)
    gate.inspect(city.review)
    said, client = "Sie ersetzt nicht die Presse.", as_("approver")
    assert said in page(as_("viewer"), city.review)
    assert page(client, city.review).count('name="affirmed"') == len(NEUTRAL)
    path, boxes = waive_path(city.review), list(NEUTRAL)
    client.post(path, {"reason": REASON, "affirmed": boxes[:3]})
    assert "Bitte bestätigen Sie jede Aussage" in page(client, city.review)
    client.post(path, {"reason": REASON, "affirmed": boxes})
    after = page(as_("viewer"), city.review)
    assert "Bestätigt:" in after
    assert said in after


@pytest.mark.parametrize("who", ["viewer", "approver", "admin"])
def test_days_of_restraint_at_the_desk(who: str, city: Scene, as_: Browser) -> None:
    """P23: everybody sees them, administrators keep them; days in disorder are refused in words."""
    client, path = as_(who), reverse("desk:periods")
    days = {"kind": "election", "name": "Kommunalwahl", "start": "2031-01-15", "end": "2031-03-01"}
    assert client.get(path).status_code == 200
    assert client.post(path, days).status_code == (302 if who == "admin" else 403)
    found = RestraintPeriod.objects.filter(name="Kommunalwahl")
    assert found.count() == (who == "admin")
    if who == "admin":
        assert "Kommunalwahl" in client.get(path).content.decode()
        for file, status in ((CALENDAR, 302), (b"Wahl am 2. Juni", 422)):
            given = {"many": "1", "many-kind": "election", "many-lead": "42"}
            upload = SimpleUploadedFile("wahlen.ics", file)
            assert client.post(path, given | {"many-file": upload}).status_code == status
        assert RestraintPeriod.objects.get(name="Landtagswahl").start == date(2032, 4, 21)
        wrong = client.post(path, {**days, "end": "2030-03-01"})
        assert (wrong.status_code, found.count()) == (422, 1)
        assert client.post(reverse("desk:remove-period", args=[found.get().pk])).status_code == 302
        assert not found.exists()
