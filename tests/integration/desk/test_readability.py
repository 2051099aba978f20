"""The page of a report says how easy it is to read, and shows the sentences that are not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from config.cli.readability import readability
from config.cli.render import render
from mailer.editions.marks import sections_of
from mailer.intake.pull import add_file
from mailer.intake.store import load
from mailer.models import Report
from mailer.web.readability import pieces
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
EASY = b"""---
key: radstation.txt
language: Leichte Sprache
---
Neue Rad-Station

Am Bahnhof gibt es eine Rad-Station.

Was ist neu?

Sie wird von der Stadt bezahlt. Das kostet nichts.
"""


@pytest.fixture
def easy(city: Scene) -> Report:
    """The report on the bicycle station, with a text in Leichte Sprache."""
    kept = add_file("radstation.simple.txt", EASY, source=city.reports[0].source)
    assert kept.report_id == city.reports[0].pk
    return city.reports[0]


def page(client: Client, report: Report, query: str = "") -> str:
    response = client.get(reverse("desk:report", args=[report.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_report_is_measured_as_written_and_as_told(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    """P29: a level in a word for each telling, and marked words in their sentence."""
    shown = page(as_("viewer"), city.reports[0])
    assert "Wie leicht liest es sich?" in shown
    for title in ("Wie geschrieben", "Bürgerinnen und Bürger", "Partnerstädte"):
        assert f">{title}</a>" in shown
    assert "Die Ausschreibung musste <mark>wiederholt werden</mark>, weil" in shown
    assert "Das Passiv verschweigt, wer handelt" in shown


def test_the_telling_chosen_has_its_own_sentences(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    shown = page(as_("viewer"), city.reports[0], "?form=citizens")
    assert "Sätze zum Nachsehen: Bürgerinnen und Bürger" in shown
    assert 'form=citizens#readability" aria-current="true">Bürgerinnen und Bürger' in shown
    assert "Sätze zum Nachsehen: Wie geschrieben" not in shown


def test_a_text_in_easy_language_is_checked_by_its_own_rules(
    easy: Report, as_: Callable[[str], Client]
) -> None:
    """P30: lang="de" and its name; whoever opens the report sees the other text first."""
    first = page(as_("viewer"), easy)
    assert "<h1>Neue Radstation am Westbahnhof</h1>" in first
    shown = page(as_("viewer"), easy, "?language=de-simple")
    assert "<h1>Neue Rad-Station</h1>" in shown
    assert 'lang="de-simple"' not in shown
    assert "<mark>wird von der Stadt bezahlt</mark>" in shown
    assert "Geprüft nach Regeln der Leichten Sprache" in shown


def test_the_public_page_has_the_label(easy: Report, client: Client) -> None:
    """P30: a visible label, and German for assistive technology."""
    shown = client.get(reverse("archive:report", args=[easy.public_id, "de-simple"]))
    words = shown.content.decode()
    assert '<article class="rb-stack rb-narrow" lang="de">' in words
    assert "Leichte Sprache</span>" in words


def test_the_command_line_says_the_same(easy: Report) -> None:
    done = CliRunner().invoke(readability, [str(easy.pk), "--audience", "councils"])
    assert done.exit_code == 0, done.output
    rows = [line.split()[0] for line in done.output.split("\n\n")[0].splitlines()[2:]]
    assert rows == ["written", "councils", "easy"]
    assert "plain-passive" in done.output
    alone = CliRunner().invoke(readability, [str(easy.pk), "--language", "de-simple", "--json"])
    assert '"rule": "easy-passive"' in alone.output
    assert '"form": "written"' not in alone.output


def test_the_easy_edition_can_be_looked_at(easy: Report, tmp_path: object) -> None:
    """P30: its label stands at the top of HTML and text."""
    options = [str(easy.pk), "--easy", "--out", str(tmp_path), "--json"]
    done = CliRunner().invoke(render, options)
    assert done.exit_code == 0, done.output
    assert f"report-{easy.pk}.citizens.de.easy.html" in done.output


def test_the_easy_edition_stands_beside_the_others(
    easy: Report, as_: Callable[[str], Client]
) -> None:
    """Issue 5: all editions of a report; nobody can mark what is told as it is."""
    shown = as_("editor").get(reverse("desk:tellings", args=[easy.pk])).content.decode()
    assert "<h3>Bürgerinnen und Bürger, Leichte Sprache</h3>" in shown
    assert "Das kostet nichts." in shown
    assert shown.count('name="wish-citizens"') == len(sections_of(load(easy.latest)["de"]))
    done = CliRunner().invoke(render, [str(easy.pk), "--all", "--diff", "--json"])
    cells = [cell for row in json.loads(done.output) for cell in row["cells"]]
    told = [cell for cell in cells if cell["language"] == "de-simple"]
    assert {cell["audience"] for cell in told} == {"citizens"}
    assert any("Das kostet nichts." in cell["words"] for cell in told)
    assert not any(cell["only here"] for cell in told)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 2)], (("ab", True), ("cdef", False))),
        ([(3, 5), (1, 4)], (("a", False), ("bcd", True), ("e", True), ("f", False))),
        ([(1, 4), (2, 3)], (("a", False), ("bcd", True), ("ef", False))),
        ([], (("abcdef", False),)),
    ],
)
def test_marked_words_are_cut_out_once(
    spans: list[tuple[int, int]], expected: tuple[tuple[str, bool], ...]
) -> None:
    assert pieces("abcdef", spans) == expected
