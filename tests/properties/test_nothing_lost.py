"""Whatever is pasted, each word of it stands in the report exactly once."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailer.reports.clean import clean
from mailer.reports.codec import content_hash, from_json, to_json
from mailer.reports.errors import EmptySourceError
from mailer.reports.formats.frontmatter import split_front
from mailer.reports.model import Report
from mailer.reports.read import read_report
from mailer.reports.words import all_texts
from tests.unit.reports.measure import SAMPLES, TUNED, UNSEEN

# Words that become structure: the label of a subject line, the marks of list items.
_STRUCTURE = {
    "ratsvorlage": "Betreff 001 002",
    "english": "1 2 3",
    "nummeriert": "a b c",
}


def words(text: str) -> Counter[str]:
    """The words of a text with how often each stands in it."""
    return Counter(re.findall(r"\w+", text))


def told(report: Report) -> Counter[str]:
    """The words of a report; speaker and role only repeat words of a lead-in or lead-out."""
    return words("\n".join(all_texts(report)))


@pytest.mark.parametrize("name", [*TUNED, *UNSEEN, "kongress", "kongress.en", "sonderzeichen"])
def test_every_word_of_a_sample_is_kept_once(name: str) -> None:
    """Lists, quotes and headings change their place in the model, never their words."""
    data = (SAMPLES / f"{name}.txt").read_bytes()
    _front, text = split_front(clean(data.decode()))
    report = read_report(f"{name}.txt", data)
    kept = told(report)
    kept.update(words(_STRUCTURE.get(name, "")))
    assert kept == words(text)


LINES = st.sampled_from(
    [
        "",
        "",
        "Der Stadtrat hat am Mittwoch über den Haushalt beraten und ihn beschlossen.",
        "„Wir bauen weiter“, sagte Bürgermeisterin Anna Weber. „Das ist gut so.“ Dann ging sie.",
        "Er betonte: „Nur gemeinsam geht es voran!“ Und so blieb es auch am Abend.",
        '"We are glad," said Jane Miller, head of mobility. Nobody disagreed.',
        "Das Fest „Jena leuchtet“ beginnt am 3. Mai 2025 um zehn Uhr.",
        "Nächste Schritte",
        "HINTERGRUND",
        "Kontakt: Pressestelle, presse@jena.example.org",
        "Ort: Rathaus",
        "- erster Punkt der Liste",
        "• zweiter Punkt",
        "– Karla Quandt, Projektleiterin",
        "=====",
        "## Überschrift mit Rauten",
        "„Ein offenes Zitat ohne Ende, das niemand schließt.",
        "»Ein ganzer Satz steht hier allein.«",
        "Liebe Leserinnen und Leser,",
        "Die Leiterin des Archivs, Dr. Ute Lang, warnte:",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=14))
def test_no_mixture_of_lines_loses_or_doubles_a_word(lines: list[str]) -> None:
    """The title of a text without one repeats its beginning; nothing else stands twice."""
    text = "Neues aus Jena\n\n" + "\n".join(lines)
    report = read_report("mix.txt", text.encode(), language="de")
    assert told(report) == words(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
@example("„“„“")
@example("\x00\ue000{{ first_name }}\ue001")
@example("1.\n2.\n3.")
@example("A: B\nC: D")
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """S6: no input breaks the reader, and no slot character survives it."""
    try:
        report = read_report("any.txt", text.encode("utf-8", "surrogatepass"), language="de")
    except EmptySourceError:
        assert not re.search(r"[^\W_]", clean(text).replace(":", ""))
        return
    seen = "".join(all_texts(report))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]", seen)
    assert report.title
    assert from_json(to_json(report)) == report
    assert content_hash(from_json(to_json(report))) == content_hash(report)
