"""A report told side by side, and what staff want otherwise: pages, commands, issues."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli_w
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from config.cli.errors import known
from config.cli.render import render
from config.cli.reports import reports
from config.cli.tellings import tellings
from mailer.dispatch import gate, marking, plans, verbs
from mailer.dispatch.errors import ApprovalError, NotFoundError, PlanError
from mailer.dispatch.hashing import plan_hash
from mailer.dispatch.retelling import retell
from mailer.dispatch.tellings import data_of
from mailer.editions.telling import shipped
from mailer.models import Issue, Mark, Report, Telling
from staff.models import AuditEntry, Membership, Office, Role, User
from staff.roles import NotAllowedError
from tests.integration.desk.scene import TEXTS, Scene, issue_of, report

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
LESSONS = "Was andere lernen können"
CHANGED = "Was sich ändert"


@pytest.fixture
def told(city: Scene) -> Report:
    """The report on the cycle station: 1 'Was sich ändert', 2 'Was andere lernen können'."""
    return Report.objects.get(pk=city.reports[0].pk)


def page(client: Client, row: Report, query: str = "") -> str:
    return client.get(reverse("desk:tellings", args=[row.pk]) + query).content.decode()


def wish(client: Client, row: Report, place: int, **wishes: str) -> int:
    """Post the form of a section as the page does; hyphens are underscores here."""
    fields = {f"wish-{slug.replace('_', '-')}": one for slug, one in wishes.items()}
    path = reverse("desk:mark-section", args=[row.pk, place])
    return client.post(path, {"language": "de", "edition": "de", **fields}).status_code


def revise(text: str) -> None:
    """A new revision of the report, as its source brings it."""
    report("radstation.txt", text)


def run(*words: str) -> str:
    """A command's output; fails the test where the command fails."""
    command = {"reports": reports, "render": render, "tellings": tellings}[words[0]]
    result = CliRunner().invoke(command, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def subjects(issue: Issue, audience: str = "citizens") -> list[str]:
    rows = issue.editions.filter(audience__slug=audience, language="de")
    return list(rows.values_list("subject", flat=True))


def test_sections_stand_side_by_side_with_reasons(told: Report, as_: Browser) -> None:
    """Issue 5: every section in every edition: told, shortened or left out, and why."""
    shown = page(as_("viewer"), told)
    assert "Bürgerinnen und Bürger" in shown
    assert "nicht erzählt" in shown
    assert "weil diese Zielgruppe den ganzen Bericht bekommt" in shown
    assert shown.count("ganz erzählt") >= 2
    assert "<mark>" in shown
    assert "Vermerk zu diesem Abschnitt" not in shown


def test_an_editor_marks_and_the_page_tells_it_so(told: Report, as_: Browser) -> None:
    """Marks beat weight, the explanation says so, and the act has a person."""
    client = as_("editor")
    # Browsers refuse to send an empty choice where one is required.
    assert '<option value="clear" selected>' in page(client, told)
    assert (
        wish(client, told, 0, citizens="hide", councils="clear", partner_cities="first-whole")
        == 302
    )
    shown = page(client, told)
    assert "Vermerk: Weglassen" in shown
    assert "Weggelassen, weil die Redaktion es so vermerkt hat: nicht für" in shown
    assert "weil die Redaktion es nach vorn gestellt hat, ungekürzt" in shown
    rows = Mark.objects.filter(report=told).values_list("audience__slug", "wish", "heading")
    assert set(rows) == {
        ("citizens", "hide", CHANGED),
        ("partner-cities", "first-whole", CHANGED),
    }
    entries = AuditEntry.objects.filter(verb="marked", object_id=told.pk)
    assert {entry.user.email for entry in entries if entry.user} == {"editor@stadt.example.org"}
    assert {entry.details["audience"] for entry in entries} == {"citizens", "partner-cities"}


@pytest.mark.parametrize(
    ("who", "status"), [("viewer", 403), ("approver", 403), ("outsider", 404), ("editor", 302)]
)
def test_only_editors_of_the_office_mark(who: str, status: int, told: Report, as_: Browser) -> None:
    """S29: deny by default; for other offices there is no such report."""
    assert wish(as_(who), told, 0, citizens="hide") == status
    assert told.marks.exists() == (status == 302)


def test_a_form_says_it_again_without_a_trace(told: Report, as_: Browser) -> None:
    """What changes nothing voids nothing; 'clear' hands the section back to the telling."""
    client = as_("editor")
    wish(client, told, 0, citizens="hide")
    wish(client, told, 0, citizens="hide")
    assert AuditEntry.objects.filter(verb="marked", object_id=told.pk).count() == 1
    wish(client, told, 0, citizens="clear")
    assert not told.marks.exists()


def test_a_mark_voids_approvals_and_renews_previews(city: Scene, cast: dict[str, User]) -> None:
    """Invariant 8: marks are part of the hash; who marked does not approve."""
    told, editor, approver = city.reports[1], cast["editor"], cast["approver"]
    assert city.approved.approved
    before = city.approved.content_hash
    marking.mark(told.pk, 0, language="de", audience="citizens", wish="hide", by=editor)
    issue = Issue.objects.get(pk=city.approved.pk)
    assert (issue.state, issue.approved_hash) == ("in_review", "")
    assert issue.content_hash != before
    choices = issue.editions.get(audience__slug="citizens", language="de").choices
    assert any("vermerkt" in choice["reason"] for choice in choices)
    Membership.objects.create(user=approver, office=told.office, role=Role.EDITOR)
    marking.mark(told.pk, 0, language="de", audience="citizens", wish="show", by=approver)
    with pytest.raises(ApprovalError, match="four eyes"):
        verbs.approve(issue.pk, by=approver)
    assert Issue.objects.get(pk=city.sent.pk).state == "sent"


def test_a_mark_survives_a_revision_and_is_flagged_when_its_section_goes(
    told: Report, as_: Browser, cast: dict[str, User]
) -> None:
    """Issue 5: kept where the section is still there; else named on page, issue and command."""
    client = as_("editor")
    wish(client, told, 1, citizens="first")
    revise(TEXTS["radstation.txt"].replace(CHANGED, "Vorteile"))
    assert "Vermerk: An den Anfang" in page(client, told)
    gone, _, _ = TEXTS["radstation.txt"].partition(LESSONS)
    revise(gone)
    shown = page(client, told)
    assert "Vermerke, deren Abschnitt es nicht mehr gibt" in shown
    assert f"„{LESSONS}“ für Bürgerinnen und Bürger: An den Anfang" in shown
    assert "gone" in run("reports", "marks", str(told.pk))
    report_page = client.get(reverse("desk:report", args=[told.pk])).content.decode()
    assert "Vermerke, deren Abschnitt es nicht mehr gibt" in report_page
    issue = issue_of(told, cast["editor"])
    lost = [one for one in gate.found(issue) if one.finding.rule == "lost-section"]
    words = f"Der Abschnitt „{LESSONS}“ sollte nach vorn rücken; im Text des Berichts gibt es ihn"
    assert [one.finding.words["de"].startswith(words) for one in lost] == [True]
    assert {edition.audience.slug for edition in lost[0].editions} == {"citizens"}
    assert words in client.get(reverse("desk:issue", args=[issue.pk])).content.decode()
    client.post(reverse("desk:drop-mark", args=[told.pk, told.marks.get().pk]))
    assert not told.marks.exists()
    assert not [one for one in gate.found(issue) if one.finding.rule == "lost-section"]


def test_a_mark_whose_place_another_took_is_flagged(told: Report, as_: Browser) -> None:
    """Two sections become one: what was left out stays out, and the other mark is named."""
    client = as_("editor")
    above, _, _ = TEXTS["radstation.txt"].partition(CHANGED)
    closed = "Die Radstation bleibt wegen der Inventur geschlossen.\n\n"
    revise(f"{above}Montags\n\n{closed}Dienstags\n\n{closed}")
    wish(client, told, 0, citizens="hide")
    wish(client, told, 1, citizens="first")
    revise(f"{above}An zwei Tagen zu\n\n{closed}")
    assert "„Dienstags“ für Bürgerinnen und Bürger: An den Anfang" in page(client, told)
    listed = json.loads(run("reports", "marks", str(told.pk), "--json"))
    assert [(one["wish"], one["section"]) for one in listed] == [("hide", 1), ("first", "gone")]


def test_subject_and_preheader_of_an_editor(told: Report, as_: Browser, city: Scene) -> None:
    """Own words for one audience; the issue in review has them at once, and '' takes them back."""
    client, path = as_("editor"), reverse("desk:head-report", args=[told.pk])
    before = subjects(city.review)
    fields = {"edition": "de", "subject-citizens": "120 neue Plätze", "preheader-citizens": ""}
    client.post(path, fields)
    assert subjects(city.review) == ["120 neue Plätze"]
    assert subjects(city.review, "councils") != ["120 neue Plätze"]
    assert 'value="120 neue Plätze"' in page(client, told)
    client.post(path, {**fields, "subject-citizens": ""})
    assert subjects(city.review) == before
    assert not told.headlines.exists()


def test_the_command_line_marks_and_compares(told: Report, cast: dict[str, User]) -> None:
    """The same verbs as the desk, with a person; a heading or a number names the section."""
    who = ("--as", cast["editor"].email)
    where = ("--section", LESSONS, "--audience", "citizens")
    assert "Marked section 2" in run("reports", "mark", str(told.pk), "whole", *where, *who)
    assert "so before" in run("reports", "mark", str(told.pk), "whole", *where, *who)
    out = run("render", str(told.pk), "--all", "--diff")
    assert out == run("render", str(told.pk), "--all", "--diff")
    _, _, section = out.partition(f"2. {LESSONS}\n")
    assert section.splitlines()[1].startswith("= citizens/de: an erster Stelle, weil die Redaktion")
    rows = json.loads(run("render", str(told.pk), "--diff", "--json"))
    cells = {cell["audience"]: cell for row in rows if row["section"] == 2 for cell in row["cells"]}
    assert cells["citizens"]["state"] == "whole"
    run("reports", "mark", str(told.pk), "clear", "--section", "2", "--audience", "citizens", *who)
    assert not told.marks.exists()
    assert "Written" in run(
        "reports", "head", str(told.pk), "--audience", "citizens", "--subject", "Neu", *who
    )
    with pytest.raises(NotFoundError, match="1 Was sich ändert, 2 Was andere lernen können"):
        run("reports", "mark", str(told.pk), "hide", "--section", "Kosten", *where[2:], *who)


def test_what_stands_in_a_report_is_text(city: Scene, as_: Browser, office: Office) -> None:
    """S7: headings and words of a report cannot run on this page; other languages say so."""
    row = report("skript.txt", "Titel\n\nEin Satz.\n\n<script>alert(1)</script>\n\nNoch einer.\n")
    shown = page(as_("editor"), row, "?language=en")
    assert "<script>alert(1)" not in shown
    assert "In dieser Sprache gibt es keinen Text" in shown
    assert ", English" in page(as_("viewer"), row, "?language=all")


def test_a_telling_is_printed_edited_and_set(cast: dict[str, User], tmp_path: Path) -> None:
    """Only what differs is kept, so that an update improves the rest."""
    file, admin = tmp_path / "citizens.toml", cast["admin"].email
    data = tomllib.loads(run("tellings", "show", "citizens"))
    assert data == shipped()["citizens"]
    assert "It was so before" in _set(file, data, by=admin)
    data["key_points"] = 5
    data["de"]["profiles"][0]["words"].append("Lobeda")
    assert "Changed: key_points, de.profiles.city.words." in _set(file, data, by=admin)
    row = Telling.objects.get(slug="citizens")
    own = {"key_points": 5, "de": {"profiles": {"city": {"added": ["Lobeda"]}}}}
    assert (row.data, row.changed_by) == (own, cast["admin"])
    assert data_of(row) == data
    assert tomllib.loads(run("tellings", "show", "citizens", "--own")) == own
    assert "It was so before" in _set(file, own, by=admin), "a short file is kept as it is"
    assert "admin@stadt.example.org" in run("tellings", "list")
    entry = AuditEntry.objects.get(verb="changed a telling")
    assert (entry.user, entry.kind, entry.object_id) == (cast["admin"], "telling", row.pk)
    assert entry.details == {
        "telling": "citizens",
        "places": ["key_points", "de.profiles.city.words"],
    }


def _set(file: Path, data: dict[str, object], *, by: str) -> str:
    file.write_text(tomli_w.dumps(data), encoding="utf-8")
    return run("tellings", "set", "citizens", str(file), "--as", by)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"key_point": 5}, "key_point: is not known here; known are"),
        ({"de": {"labels": {"lnk": "Mehr"}}}, "de.labels.lnk: is not known here"),
        ({"de": {"subject": "{titel}"}}, "de.subject: {titel} is not known"),
        ({"de": {"profiles": [{"name": "x", "words": []}]}}, r"de.profiles\[0\].words: must be"),
        (
            {"de": {"profiles": [{"name": "x", "words": ["{stadt}"]}]}},
            r"de.profiles\[0\].words: '{stadt}' has braces; only {city} may stand in them",
        ),
        (
            {"de": {"profiles": [{"name": "x", "words": ["Rad"]}] * 2}},
            "de.profiles: has 'x' more than once",
        ),
        ({"de": {"profiles": {"city": {"add": ["Rad"]}}}}, "de.profiles.city.add: is not known"),
        ({"de": {"profiles": {"city": {"added": ["**"]}}}}, "de.profiles.city.added: "),
        ({"like": "citizen"}, "like: must be one of"),
        ({"audience": "councils"}, "audience: must stay 'citizens'"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(
    data: dict[str, object], words: str, cast: dict[str, User]
) -> None:
    with pytest.raises(PlanError, match=words) as caught:
        retell("citizens", data, by=cast["admin"])
    assert known(caught.value) is not None, "a person reads one sentence, not a traceback"
    assert Telling.objects.get(slug="citizens").data == {}


def test_approvals_do_not_outlive_a_change(city: Scene, cast: dict[str, User]) -> None:
    """Invariant 8: what waits is composed anew, and the one who changed it cannot approve it."""
    admin, approver = cast["admin"], cast["approver"]
    plans.approve_standing(city.digest.pk, by=approver)
    done = retell("citizens", {"de": {"subject": "Neu in {city}: {title}"}}, by=admin)
    assert done.places == ("de.subject",)
    assert set(done.issues) == {city.review.pk, city.approved.pk}
    assert done.campaigns == (city.digest.pk,)
    city.digest.refresh_from_db()
    assert city.digest.standing_approval_hash != plan_hash(city.digest)
    issue = Issue.objects.get(pk=city.approved.pk)
    assert (issue.state, issue.approved_hash, issue.changed_by) == ("in_review", "", admin)
    subject = issue.editions.get(audience__slug="citizens", language="de").subject
    assert subject.startswith("Neu in Jena: ")
    Membership.objects.create(user=admin, office=city.digest.office, role=Role.APPROVER)
    with pytest.raises(ApprovalError, match="four eyes"):
        verbs.approve(issue.pk, by=admin)
    assert verbs.approve(issue.pk, by=approver).approved


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "sender", "officer"])
def test_only_administrators_change_tellings(who: str, cast: dict[str, User]) -> None:
    """S29: a telling is the whole installation's."""
    with pytest.raises(NotAllowedError, match="takes the role: admin"):
        retell("citizens", {}, by=cast[who])
