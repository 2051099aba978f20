"""P30: rules of Leichte Sprache, measured on labelled sentences; they point and never translate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailer.editions.plain import HINTS, RULES, Prose, easy_marks, of_report, read
from mailer.reports.read import read_report
from tests.unit.editions.labelled import Labelled
from tests.unit.editions.plain.labelled import MEASURING, SENTENCES, TUNING, scores

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "readability.md"
SAMPLE = ROOT / "samples" / "reports" / "kongress.simple.txt"
PLACE = {"de": "Anriss", "en": "lead"}


def marks(*sentences: str) -> set[tuple[str, str]]:
    return {(m.rule, m.meant) for m in easy_marks([Prose(PLACE, sentences)])}


def test_each_rule_is_labelled_often_enough_to_be_measured() -> None:
    assert len({one.words for one in SENTENCES}) == len(SENTENCES) >= 150
    named = {name for one in SENTENCES for name in one.labels}
    assert named == set(RULES), "a label that is no rule, or a rule that nobody labelled"
    for half in (TUNING, MEASURING):
        for name in RULES:
            assert sum(name in one.labels for one in half) >= 6, name


def test_a_rule_under_the_bar_is_a_hint() -> None:
    """Issue 5: a rule under 0.8 precision is shown as a hint, not as a finding."""
    weak = {name for name, score in scores(MEASURING).items() if score.precision < 0.8}
    assert weak <= HINTS
    shown = {m.rule: m.severity for m in easy_marks([Prose(PLACE, ("Das wird nicht gebaut.",))])}
    assert shown == {"easy-negation": "hint", "easy-passive": "warning"}


@pytest.mark.parametrize(
    ("half", "heading"),
    [(TUNING, "Tuned on"), (MEASURING, "Measured on")],
    ids=["tuned", "measured"],
)
def test_the_page_states_precision_and_recall_as_they_are(
    half: list[Labelled], heading: str
) -> None:
    """Issue 5: for each rule precision and recall, on sentences that were labelled."""
    _, _, behind = PAGE.read_text(encoding="utf-8").partition(f"### {heading}")
    table, _, _ = behind.partition("\n#")
    rows = re.findall(r"^\| `easy-.*\|$", table, re.MULTILINE)
    assert rows == [score.row(name) for name, score in scores(half).items()]


def test_a_mark_names_place_words_and_remedy() -> None:
    """P29: each finding with a place, the words that are meant, and what helps."""
    (mark,) = easy_marks([Prose(PLACE, ("Das Haus wird im Mai gebaut.",))])
    assert (mark.place, mark.meant) == (PLACE, "wird im Mai gebaut")
    assert set(mark.words) == set(mark.remedy) == {"de", "en"}
    assert "wird im Mai gebaut" in mark.words["de"]


def test_words_that_were_parted_are_left_alone() -> None:
    assert marks("Das Gesundheitsamt hilft.") == {("easy-compound", "Gesundheitsamt")}
    assert not marks("Das Gesundheits-Amt hilft.", "Das Gesundheits·amt hilft.")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Das Fest ist am 03.10.2026 um 14:00 Uhr.", ("easy-date", "03.10.2026")),
        ("Das Amt macht um 8:00 Uhr auf.", ("easy-date", "8:00")),
        ("Die Stadt hat 111.407 Einwohner.", ("easy-large", "111.407")),
        ("Der Kurs ist WICHTIG für Sie.", ("easy-capitals", "WICHTIG")),
        ("Das Haus ist von 1912.", ("easy-year", "1912")),
        ("Gefunden wird der Weg schnell.", ("easy-passive", "Gefunden wird")),
    ],
)
def test_days_numbers_and_capitals_are_pointed_at(words: str, meant: tuple[str, str]) -> None:
    """P30, DIN SPEC 33429: the mark holds the words that are meant, and no others."""
    assert meant in marks(words)


def test_what_is_written_plainly_is_let_be() -> None:
    plain = (
        "Das Fest ist am 3. Oktober 2026 um 8 Uhr.", "Die Karte kostet um 14:30 Uhr 2,50 Euro.",
        "Es kamen rund 12.000 Menschen.", "Der Weg ist 1500 Meter lang.", "Die UNO hilft.",
        "Es gibt Tee, Kaffee und Kuchen.", "Die Halle war gut geheizt.",
    )  # fmt: skip
    assert {found for found in marks(*plain) if found[0] != "easy-preterite"} == set()


def test_the_sample_in_easy_language_breaks_no_rule() -> None:
    """P30: what the product ships as Leichte Sprache stands up to its own rules."""
    report = read_report(SAMPLE.name, SAMPLE.read_bytes())
    reading = read(of_report(report), report.language, easy=True)
    assert {mark.rule for mark in reading.marks} <= HINTS
    assert reading.measure.level == "easy"
