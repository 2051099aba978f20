"""P29: what makes a sentence hard is marked where it stands, in German and in English."""

from __future__ import annotations

import re

import pytest

from mailer.editions.plain import Prose, of_report, of_told, read, style_marks
from mailer.editions.tell import tell
from tests.unit.editions.labelled import Labelled
from tests.unit.editions.plain.labelled import FRESH, TUNED, style_scores
from tests.unit.editions.plain.test_easy import PAGE
from tests.unit.editions.reports import CYCLE, item, telling

PLACE = {"de": "Anriss", "en": "lead"}


def marks(words: str, language: str = "de") -> list[tuple[str, str]]:
    return [(m.rule, m.meant) for m in style_marks([Prose(PLACE, (words,))], language)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Die Straße wird im Mai gesperrt.", [("plain-passive", "wird im Mai gesperrt")]),
        ("Die Stadt wird im Mai bauen.", []),
        ("Das LUBN hilft.", [("plain-abbreviation", "LUBN")]),
        ("Die EU hilft beim Umbau.", []),
        ("Das Land stellt Geld. Es muss zur Verfügung gestellt werden.",
         [("plain-passive", "gestellt werden"), ("plain-nominal", "zur Verfügung gestellt")]),
        ("Die Durchführung der Prüfung der Förderung dauert.",
         [("plain-nominal", "Durchführung der Prüfung der Förderung")]),
    ],
)  # fmt: skip
def test_german_marks(words: str, expected: list[tuple[str, str]]) -> None:
    assert marks(words) == expected


def test_english_marks() -> None:
    assert marks("The road was closed.", "en") == [("plain-passive", "was closed")]
    assert marks("We closed the road.", "en") == []


@pytest.mark.parametrize(
    ("heading", "half", "language"),
    [
        ("German: measured", FRESH, "de"), ("English: measured", FRESH, "en"),
        ("German: tuned", TUNED, "de"), ("English: tuned", TUNED, "en"),
    ],
)  # fmt: skip
def test_the_page_states_how_good_the_marks_are(
    heading: str, half: list[Labelled], language: str
) -> None:
    """P29: precision and recall on sentences that were labelled, as they are."""
    count = sum(f"plain-{language}" in one.labels for one in half)
    _, found, behind = PAGE.read_text(encoding="utf-8").partition(
        f"### Marks, {heading} on {count} sentences\n"
    )
    assert found
    rows = re.findall(r"^\| `plain-.*\|$", behind.partition("\n#")[0], re.MULTILINE)
    assert rows == [score.row(name) for name, score in style_scores(half, language).items()]


def test_known_abbreviations_and_things_are_no_marks() -> None:
    """Parties, companies, units; and nouns in -ung that name what can be seen."""
    assert not marks("Die GmbH und die SPD zahlen 3 EUR.")
    assert not marks("Die Zeitung berichtet über die Wohnung und die Rechnung.")
    assert marks("All PCNs go out.", "en") == [("plain-abbreviation", "PCNs")]


def test_long_sentences_are_marked_whole() -> None:
    words = " ".join(["Wort"] * 21) + "."
    assert marks(words) == [("plain-long", words)]
    assert marks(" ".join(["Wort"] * 20) + ".") == []


def test_an_abbreviation_is_marked_once_and_not_where_it_is_explained() -> None:
    first, again = "Die IHK berät.", "Die IHK hilft."
    explained = "Die Industrie- und Handelskammer (IHK) hilft."
    assert len(style_marks([Prose(PLACE, (first, again))], "de")) == 1
    assert not style_marks([Prose(PLACE, (first, explained))], "de")


def test_a_report_is_read_as_written_and_as_told() -> None:
    """What an audience is told is measured by itself, without what the telling adds."""
    told = tell([item(CYCLE)], telling(), language="de", city="Jena")
    written, shorter = read(of_report(CYCLE), "de"), read(of_told(told), "de")
    assert 0 < shorter.measure.counts.words < written.measure.counts.words
    sentences = {s for prose in of_told(told) for s in prose.sentences}
    assert told.parts[0].words not in sentences  # type: ignore[union-attr]
