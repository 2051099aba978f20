"""What the page of a report says on how hard it is to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mailer.dispatch.readability import EASY, WRITTEN, Form, forms
from mailer.editions.check import Severity
from mailer.editions.plain import Level, Mark
from mailer.models import Revision
from mailer.reports.model import Report
from mailer.web.finding import audience_titles
from mailer.web.words import language

LEVELS: Final[Mapping[Level, tuple[Promise, str]]] = {
    Level.EASY: (gettext_lazy("easy"), "success"),
    Level.MEDIUM: (gettext_lazy("medium"), "info"),
    Level.HARD: (gettext_lazy("hard"), "warning"),
    Level.NONE: (gettext_lazy("no text"), "neutral"),
}
# So many sentences are shown at once; the others wait behind a click.
AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One form of a report in figures."""

    name: str
    title: str
    level: str
    tone: str
    figures: Mapping[str, float | None]
    marks: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A marked sentence: its pieces, marked or not, and what is said about it."""

    place: str
    pieces: tuple[tuple[str, bool], ...]
    notes: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """All forms in figures, and the marked sentences of the one chosen."""

    rows: tuple[Row, ...]
    chosen: str
    easy: bool
    language: str
    first: tuple[Sentence, ...]
    more: tuple[Sentence, ...]


def card(texts: Mapping[str, Report], report: Report, *, chosen: str, revision: Revision) -> Card:
    """The card for a report in the language of `report`."""
    names = audience_titles()
    found = forms(texts, report.language, audiences=names, revision=revision)
    form = next((form for form in found if form.name == chosen), found[0])
    sentences = tuple(marked_sentences(form.reading.marks))
    return Card(
        rows=tuple(_row(form, names) for form in found),
        chosen=form.name,
        easy=form.reading.easy,
        language=form.reading.language,
        first=sentences[:AT_ONCE],
        more=sentences[AT_ONCE:],
    )


def marked_sentences(marks: Iterable[Mark]) -> Iterable[Sentence]:
    """Marks gathered by their sentence, in the order of the text."""
    by_sentence: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        by_sentence.setdefault((mark.place["en"], mark.sentence), []).append(mark)
    code = language()
    for (_, sentence), found in by_sentence.items():
        notes = ((m.words[code], m.remedy[code], m.severity is Severity.HINT) for m in found)
        spans = [(m.start, m.end) for m in found if m.end - m.start < len(sentence)]
        yield Sentence(found[0].place[code], pieces(sentence, spans), tuple(dict.fromkeys(notes)))


def pieces(sentence: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A sentence cut at its marked spans; spans that touch become one."""
    cut: list[tuple[str, bool]] = []
    position = 0
    for start, end in sorted(spans):
        if end <= position:
            continue
        cut += [(sentence[position:start], False), (sentence[max(start, position) : end], True)]
        position = end
    cut.append((sentence[position:], False))
    return tuple((words, meant) for words, meant in cut if words)


def _row(form: Form, names: Mapping[str, str]) -> Row:
    title = _title(form.name, names)
    level, tone = LEVELS[form.reading.measure.level]
    figures = form.reading.measure.as_dict()
    return Row(form.name, title, str(level), tone, figures, len(form.reading.marks))


def _title(name: str, names: Mapping[str, str]) -> str:
    own = {WRITTEN: gettext_lazy("As written"), EASY: gettext_lazy("Easy language")}
    return names.get(name) or str(own[name])
