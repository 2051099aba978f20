"""In which language a report is: said beside it, or told by its small words; never guessed."""

from __future__ import annotations

import pytest

from mailer.reports.errors import UnknownLanguageError
from mailer.reports.read import read_report
from mailer.reports.tongues import code_of

FRENCH = (
    "La ville a ouvert une station avec 120 places pour les vélos, et les habitants sont contents "
    "de cette nouvelle station, car elle ne coûte rien et les vélos restent au sec."
)
GERMAN = "Die Stadt hat eine Station eröffnet, und alle können sie nutzen."
ENGLISH = (
    "The mayor of our partner city said that this is the best station of the whole country, and "
    "that we can all be proud of it and of those who have made it."
)


def language(name: str, text: str) -> str:
    return read_report(name, text.encode()).language


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.html", f"<html lang='fr'><h1>La station</h1><p>{FRENCH}</p></html>", "fr"),
        ("a.html", f'<HTML class="x" xml:lang="de-DE"><h1>Neu</h1><p>{GERMAN}</p></html>', "de"),
        # What an editor's program writes around every page.
        ("a.html", f"<html lang='en'><h1>Neu</h1><p>{GERMAN}</p></html>", "de"),
        ("a.md", f"---\nSprache: fr-FR\n---\n# La station\n\n{FRENCH}\n", "fr"),
        ("a.md", f"# Neue Station\n\n{GERMAN}\n\n## Zitat\n\n{ENGLISH}\n", "de"),
        ("a.md", f"# New station\n\n{ENGLISH}\n\n## Zitat\n\n{GERMAN}\n", "en"),
        ("a.txt", "Konzert\n\nSamstag, 14 Uhr, Rathaus\n", "de"),
    ],
)
def test_a_report_is_in_the_language_that_is_said_or_told_by_its_words(
    name: str, text: str, code: str
) -> None:
    """Its opening says more than a passage further down."""
    assert language(name, text) == code


def test_what_is_neither_german_nor_english_has_to_be_named() -> None:
    """French is not passed off as English; a source's language settles it."""
    french = f"# La station\n\n{FRENCH}\n"
    with pytest.raises(UnknownLanguageError, match="neither German nor English"):
        language("a.md", french)
    assert read_report("a.md", french.encode(), language="fr").language == "fr"


def test_languages_are_read_as_people_write_them() -> None:
    """Codes of regions are the language's; what is none says nothing."""
    written = ("de-AT", "en_GB", "Deutsch", "Leichte Sprache", "de-simple", "siehe unten")
    assert [*map(code_of, written)] == ["de", "en", "de", "de-simple", "de-simple", ""]
