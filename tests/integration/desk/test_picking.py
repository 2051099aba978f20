"""Key points, quotes and framing words that editors choose themselves: pages, commands, issues."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.cli.reports import reports
from mailer.dispatch import gate, marking
from mailer.dispatch.errors import NotFoundError
from mailer.intake.store import load
from mailer.models import Issue, Mark, Report
from staff.models import User
from tests.integration.desk.scene import Scene, issue_of, report

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
TEXT = """Neues Haus der Vereine

Die Stadt Jena öffnet am 3. März 2031 ein Haus für 40 Vereine.

Die Räume

Es gibt acht Räume mit 12 bis 80 Plätzen. Eine Küche steht allen offen. Die Miete kostet nichts.

„Hier finden endlich alle Vereine einen Platz“, sagte Bürgermeisterin Ines Kern.

Der Umbau

Der Umbau kostete 2,4 Millionen Euro. Das Dach trägt jetzt eine Solaranlage.

„Wir haben in elf Monaten ein altes Haus gerettet“, sagte Architekt Jan Wolf.
"""
RENT = "Die Miete kostet nichts."
SAVED = "Wir haben in elf Monaten ein altes Haus gerettet."
FOUND = "Hier finden endlich alle Vereine einen Platz."


@pytest.fixture
def house(city: Scene) -> Report:
    return report("haus.txt", TEXT)


def place(row: Report, audience: str = "citizens") -> str:
    return reverse("desk:pick", args=[row.pk, audience, "de"])


def offered(client: Client, row: Report, audience: str = "citizens") -> dict[str, str]:
    """The name of each field, by the words that it is for."""
    page = unescape(client.get(place(row, audience)).content.decode())
    words = dict(re.findall(r'id="words-(\d+)"[^>]*>(?:<q>)?([^<]+)<', page))
    return {said: f"wish-{number}" for number, said in words.items()}


def choose(client: Client, row: Report, audience: str = "citizens", **wishes: str) -> int:
    """Post the form; RENT=... and so on name what is chosen."""
    fields = offered(client, row, audience)
    given = {fields[globals()[name]]: wish for name, wish in wishes.items()}
    seen = {"revision": str(row.latest.pk)}
    return client.post(place(row, audience), seen | given).status_code


def html(issue: Issue, audience: str = "citizens") -> str:
    text: str = issue.editions.get(audience__slug=audience, language="de").text
    return " ".join(text.split())


def test_an_editor_chooses_key_points_and_quotes(
    house: Report, as_: Browser, cast: dict[str, User]
) -> None:
    """Issue 5: staff can override everything; the reason says so, and approvals fall."""
    client, issue = as_("editor"), issue_of(house, cast["editor"])
    before = html(issue)
    assert (RENT in before, FOUND in before, SAVED in before) == (False, False, True)
    assert choose(client, house, RENT="tell", FOUND="tell", SAVED="skip") == 302
    issue.refresh_from_db()
    after = html(issue)
    assert (RENT in after, FOUND in after, SAVED in after) == (True, True, False)
    assert html(issue, "councils").count(RENT) == 1, "no other audience is touched"
    page = client.get(reverse("desk:tellings", args=[house.pk])).content.decode()
    assert "Kernpunkt, weil die Redaktion es von Hand ausgewählt hat." in page
    shown = client.get(place(house)).content.decode()
    assert shown.count("von Hand ausgewählt</span>") == 2
    assert "Nicht zitiert, weil die Redaktion es hier nicht erzählt haben will." in shown
    assert "Nicht zitieren" not in client.get(place(house, "councils")).content.decode()
    choose(client, house, RENT="clear", SAVED="clear", FOUND="clear")
    issue.refresh_from_db()
    assert (html(issue), house.marks.count()) == (before, 0)
    assert client.post(place(house), {"revision": "0"}).status_code == 200
    assert as_("viewer").get(place(house)).status_code == 403
    assert as_("outsider").get(place(house)).status_code == 404


def test_a_choice_survives_a_revision_and_is_flagged_when_its_sentence_goes(
    house: Report, as_: Browser, cast: dict[str, User]
) -> None:
    """The same as for sections: held where most of its words stayed, else named."""
    client = as_("editor")
    choose(client, house, RENT="tell", FOUND="tell")
    moved = TEXT.replace(RENT, "Die Miete kostet die Vereine nichts.")
    report("haus.txt", moved.replace("Die Räume\n", "Was es gibt\n"))
    issue = issue_of(house, cast["editor"])
    assert "Die Miete kostet die Vereine nichts." in html(issue)
    report(
        "haus.txt",
        TEXT.replace(RENT, "").replace(FOUND[:-1], "Das war viel Arbeit für sehr viele hier"),
    )
    page = unescape(client.get(reverse("desk:tellings", args=[house.pk])).content.decode())
    assert "„Die Miete kostet nichts.“ für Bürgerinnen und Bürger: Erzählen" in page
    issue = issue_of(house, cast["editor"])
    lost = [one.finding for one in gate.found(issue) if one.finding.rule == "lost-sentence"]
    assert [one.words["de"].partition("“")[2][:20] for one in lost] == [" sollte erzählt werd"] * 2
    listed = json.loads(run("marks", str(house.pk), "--json"))
    assert {(one["section"], one["sentence"]) for one in listed} == {("gone", True)}
    for mark in Mark.objects.filter(report=house):
        marking.drop(house.pk, mark.pk, by=cast["editor"])
    assert not house.marks.exists()


def test_words_around_the_report_are_written_by_hand(
    house: Report, as_: Browser, cast: dict[str, User]
) -> None:
    """First sentence and way on, too; each stays when another is written, '' hands it back."""
    client, issue = as_("editor"), issue_of(house, cast["editor"])
    words = {"intro-citizens": "Endlich ist es so weit.", "call-citizens": "Schauen Sie vorbei."}
    client.post(reverse("desk:head-report", args=[house.pk]), {"edition": "de", **words})
    run("head", str(house.pk), "--audience", "citizens", "--subject", "Offen", *as_who(cast))
    issue.refresh_from_db()
    assert all(said in html(issue) for said in words.values())
    edition = issue.editions.get(audience__slug="citizens", language="de")
    assert edition.subject == "Offen"
    page = client.get(reverse("desk:tellings", args=[house.pk])).content.decode()
    assert page.count("Eigene Worte, weil die Redaktion es so geschrieben hat.") == 3
    names = ("--subject", "--intro", "--call")
    back = [part for name in names for part in (name, "")]
    run("head", str(house.pk), "--audience", "citizens", *back, *as_who(cast))
    assert not house.headlines.exists()


def test_the_command_line_chooses_sentences(house: Report, cast: dict[str, User]) -> None:
    """The same verbs, by the number that the list shows."""
    number, where = str(house.pk), ("--audience", "citizens")
    rows = json.loads(run("sentences", number, *where, "--json"))
    rent = next(row["sentence"] for row in rows if row["words"] == RENT)
    mark = ("mark", number, "tell", "--sentence", str(rent), *where, *as_who(cast))
    assert "Marked sentence" in run(*mark)
    assert "so before" in run(*mark)
    rows = json.loads(run("sentences", number, *where, "--json"))
    told = next(row for row in rows if row["words"] == RENT)
    assert (told["wish"], told["told"][:9]) == ("tell", "Kernpunkt")
    for wrong in (["hide", "--sentence", "1"], ["tell", "--section", "1"], ["tell"]):
        given = ["mark", number, *wrong, *where, *as_who(cast)]
        assert CliRunner().invoke(reports, given).exit_code == 2
    with pytest.raises(NotFoundError, match="no such sentence"):
        run("mark", number, "tell", "--sentence", "99", *where, *as_who(cast))


def test_a_text_is_added_whatever_its_file_is_called(
    house: Report, as_: Browser, cast: dict[str, User]
) -> None:
    """P30: an easy text needs no key in its file; the same form takes a new revision."""
    client, path = as_("editor"), reverse("desk:add-text", args=[house.pk])
    assert path in client.get(reverse("desk:report", args=[house.pk])).content.decode()
    easy = SimpleUploadedFile("leicht.txt", b"Das neue Haus\n\nDas Haus ist offen.\n")
    assert client.post(path, {"file": easy, "language": "de-simple"}).status_code == 302
    assert set(load(house.latest)) == {"de", "de-simple"}
    anew = SimpleUploadedFile("v2.txt", TEXT.replace("acht", "neun").encode())
    assert client.post(path, {"file": anew, "language": ""}).status_code == 302
    texts = load(house.latest)
    assert set(texts) == {"de", "de-simple"}
    assert "neun Räume" in repr(texts["de"])
    empty = SimpleUploadedFile("leer.txt", b" ")
    assert client.post(path, {"file": empty, "language": ""}).status_code == 422
    assert as_("viewer").get(path).status_code == 403
    assert as_("outsider").get(path).status_code == 404


def as_who(cast: dict[str, User]) -> tuple[str, str]:
    return ("--as", cast["editor"].email)


def run(*words: str) -> str:
    """A command's output; fails the test where the command fails."""
    result = CliRunner().invoke(reports, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
