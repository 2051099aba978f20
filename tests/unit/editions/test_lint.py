"""Templates against the allow-list, and the words of both catalogues."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from mailer.editions.catalogue import LANGUAGES, LOCALE, fill, long_date, say
from mailer.editions.lint import lint, lint_source
from mailer.editions.telling import TEMPLATES, templates

HERE = Path("x.mjml")


def test_every_template_uses_only_what_mjml_knows() -> None:
    """S5, traps: mjml-python passes unknown tags and attributes in silence."""
    assert [str(problem) for problem in lint()] == []
    assert {"citizens", "councils", "partner-cities"} <= set(templates())
    assert len(list(TEMPLATES.glob("_*.mjml"))) == 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<mj-txt>a</mj-txt>", "<mj-txt> is not on the list"),
        ('<mj-include path="/etc/passwd" />', "<mj-include> is not on the list"),
        ('<mj-text colour="red">a</mj-text>', "does not know the attribute colour"),
        ('<p onclick="x()">a</p>', "does not know the attribute onclick"),
        ('<p {% if a %}style="x"{% endif %}>a</p>', "does not know the attribute style"),
        ('<img class="x" src="{{ a }}" width="1">', "<img> needs the attribute alt"),
        ("<table><tr><td>a</td></tr></table>", "<table> needs the attribute role"),
        ("<p>{{ value|safe }}</p>", "past the escaping"),
        ("<mj-style>@import 'x';</mj-style>", "another host"),
        ('<a href="https://example.com">x</a>', "another host"),
    ],
)
def test_what_is_wrong_is_found_with_its_line(source: str, words: str) -> None:
    problems = lint_source(f"<mj-text>\n\n{source}</mj-text>", HERE)
    assert any(words in str(problem) for problem in problems)
    assert str(problems[0]).startswith("x.mjml:3: ")


def test_what_is_right_is_left_alone() -> None:
    source = '{# <x> #}<mj-text>{% if a < b %}<p class="{{ "<y>" }}">a</p>{% endif %}</mj-text>'
    assert lint_source(source, HERE) == ()


def test_both_catalogues_are_complete() -> None:
    found = {}
    for language in LANGUAGES:
        with (LOCALE / language / "LC_MESSAGES" / "mail.po").open("rb") as file:
            catalogue = read_po(file, locale=language)
        assert all(message.string and not message.fuzzy for message in catalogue if message.id)
        found[language] = {message.id for message in catalogue if message.id}
    assert found["de"] == found["en"]


def test_values_are_filled_in_once() -> None:
    assert fill("{a} und {b} und {c}", a="{b}", b="2") == "{b} und 2 und {c}"
    assert say("number {place}", "de", place="3") == "an 3. Stelle"
    assert say("number {place}", "fr", place="3") == "an 3. Stelle"


def test_dates_are_written_out() -> None:
    assert long_date(date(2026, 3, 1), "de") == "1. März 2026"
    assert long_date(date(2026, 3, 1), "en") == "1 March 2026"
    assert long_date(None, "de") == ""
