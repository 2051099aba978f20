"""One report's editions side by side: what each tells of every section, why, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from mailer.editions.catalogue import marked, say
from mailer.editions.choosing import ALL
from mailer.editions.marks import HEADS, sections_of
from mailer.editions.sentences import text_sentences
from mailer.editions.told import Ask, Dates, Intro, KeyPoints, More, Passage, Pull, Sources, Told
from mailer.editions.weigh import Weighed, label
from mailer.reports.model import (
    Block,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Report,
    Section,
    plain,
)

GAP: Final = "[…]"
# What ends so needs no dot between it and the next list item or sentence.
_ENDS: Final = (".", "!", "?", "…", ":", "“", "”", '"', "«", ")", GAP)
LEFT: Final = marked("left for the whole report")


class State(StrEnum):
    """How much of a section an edition tells; FRAME is what stands around the report."""

    WHOLE = "whole"
    SHORTENED = "shortened"
    LEFT_OUT = "left out"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Column:
    """An edition: for whom, in which language (easy ones by the text's), and the text it tells."""

    audience: str
    language: str
    told: Told
    report: Report

    @property
    def tongue(self) -> tuple[str, bool]:
        """In which words it is told: only others in the same can say the same."""
        return self.told.content_language, self.told.easy


@dataclass(frozen=True, slots=True)
class Cell:
    """What one edition tells of a section: `pieces` are its words, each with whether no other
    edition in its language has them; `only` says that of all of them.
    """

    state: State
    words: str = ""
    decision: str = ""
    reason: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the mail in every edition; `place` is the section's, -1 for the frame."""

    name: str
    cells: tuple[Cell, ...]
    place: int = -1


SUBJECT, PREHEADER, INTRO, LEAD = "subject", "preheader", "intro", "lead"
POINTS, QUOTES = "key points", "quotes"
DATES, SOURCES, CALL = "dates", "sources", "call"


def compare(columns: Sequence[Column]) -> tuple[Row, ...]:
    """All rows from top to bottom: the head of the mail, the report's sections, and its end.

    Sections stand in the report's order; in other languages and in easy language, the one at the
    same place counts.
    """
    top = [_framed(name, columns) for name in (SUBJECT, PREHEADER, INTRO, LEAD, POINTS, QUOTES)]
    end = [_framed(name, columns) for name in (DATES, SOURCES, CALL)]
    sections = [sections_of(column.report) for column in columns]
    middle = [
        _section_row(place, columns, sections=sections)
        for place in range(max(map(len, sections), default=0))
    ]
    rows = (_with_differences(row, columns) for row in (*top, *middle, *end))
    return tuple(row for row in rows if row.place >= 0 or any(c.words for c in row.cells))


def _framed(name: str, columns: Sequence[Column]) -> Row:
    return Row(name, tuple(_frame_cell(name, column.told) for column in columns))


def _frame_cell(name: str, told: Told) -> Cell:
    """A part that is no section, and whether editors wrote it."""
    title = say(HEADS[name], told.language) if name in HEADS else ""
    own = next((c for c in told.choices if title and c.subject == title), None)
    decision, reason = (own.decision, own.reason) if own else ("", "")
    return Cell(State.FRAME, _frame(name, told), decision, reason)


def _frame(name: str, told: Told) -> str:
    """The words of a part that is no section."""
    head = {SUBJECT: told.subject, PREHEADER: told.preheader, LEAD: plain(told.lead)}
    if name in head:
        return head[name]
    if name in (POINTS, QUOTES):
        return " · ".join(chosen for part in told.parts for chosen in _chosen(name, part))
    return " ".join(filter(None, (_said(name, part) for part in told.parts)))


def _chosen(name: str, part: object) -> Iterator[str]:
    match part:
        case KeyPoints(_, points) if name == POINTS:
            yield from map(plain, points)
        case Pull(quote) if name == QUOTES:
            yield f"„{quote.text}“ ({quote.speaker})"


def _said(name: str, part: object) -> str:
    match part:
        case Intro(words) if name == INTRO:
            return words
        case Dates(_, days) if name == DATES:
            return " · ".join(days)
        case Sources(_, sources) if name == SOURCES:
            return " · ".join(source.label for source in sources)
        case More(label_, _, words) if name == CALL:
            return f"{words} {label_}".strip()
        case Ask(_, words) if name == CALL:
            return words
        case _:
            return ""


def _section_row(
    place: int, columns: Sequence[Column], *, sections: Sequence[Sequence[Section]]
) -> Row:
    found = [own[place] if place < len(own) else None for own in sections]
    name = next(label(Weighed(section, place, 0)) for section in found if section)
    cells = (
        _cell(section, column) if section else Cell(State.LEFT_OUT)
        for section, column in zip(found, columns, strict=True)
    )
    return Row(name, tuple(cells), place)


def _cell(section: Section, column: Column) -> Cell:
    told = column.told
    units = list(_units(section.blocks))
    said = {key for part in told.parts for key in told_of(part)}
    shown = [key in said for key, _ in units]
    state = State.WHOLE if all(shown) else State.SHORTENED if any(shown) else State.LEFT_OUT
    decision, reason = _why(section, [key for key, _ in units], told=told, state=state)
    words = _joined([words for _, words in units], shown)
    return Cell(state, words, decision, reason)


def _why(section: Section, units: Sequence[str], *, told: Told, state: State) -> tuple[str, str]:
    """The telling's choice on a section; where only a point or quote of it is told, on that."""
    name = label(Weighed(section, -1, 0))
    left = say(LEFT, told.language)
    own = [c for c in told.choices if c.subject == name]
    if state is not State.LEFT_OUT:
        own = [c for c in own if c.decision != left]
        whole = {say(message, told.language) for message in ALL}
        entire = [c for c in told.choices if c.subject in whole]
        own += entire if state is State.WHOLE else []
        quoted = [f"{b.speaker}: " for b in section.blocks if isinstance(b, Quote)]
        own += [c for c in told.choices if c.subject in units]
        own += [c for c in told.choices if c.subject.startswith(tuple(quoted))] if quoted else []
        own += entire
    return (own[0].decision, own[0].reason) if own else ("", "")


def told_of(part: object) -> Iterator[str]:
    """What a part of a mail tells of a report: sentences, items, quotes by their words."""
    match part:
        case Passage():
            yield from (key for key, _ in _units(part.blocks))
        case KeyPoints(_, points):
            yield from map(plain, points)
        case Pull(quote):
            yield quote.text


def _units(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """What can be told or left out by itself, and its words for people: sentences, items, quotes
    with their speakers, figures, captions.
    """
    for block in blocks:
        match block:
            case Paragraph(text):
                yield from ((plain(s), plain(s)) for s in text_sentences(text))
            case ItemList(items):
                yield from ((plain(i), plain(i)) for i in items)
            case Quote(text, speaker):
                yield text, f"„{text}“ ({speaker})" if speaker else f"„{text}“"
            case Figure(value, name):
                yield f"{value} {name}", f"{value} {name}"
            case Image(caption=caption) if caption:
                yield caption, caption


def _joined(units: Sequence[str], shown: Sequence[bool]) -> str:
    """What is told, with a sign where something is left out in between."""
    words = ""
    for unit, told in zip(units, shown, strict=True):
        piece = unit if told else GAP
        if piece == GAP and words.endswith(GAP):
            continue
        between = " " if not words or words.endswith(_ENDS) else " · "
        words = f"{words}{between}{piece}".strip()
    return words if any(shown) else ""


def _with_differences(row: Row, columns: Sequence[Column]) -> Row:
    words = [cell.words.split() for cell in row.cells]
    cells = []
    for place, cell in enumerate(row.cells):
        others = [
            words[i]
            for i, column in enumerate(columns)
            if i != place and column.tongue == columns[place].tongue
        ]
        common = _common(words[place], [other for other in others if other])
        own = [alike for word, alike in zip(words[place], common, strict=True) if word != GAP]
        only = bool(own and others) and not any(own)
        pieces = _pieces(words[place], [True] * len(common) if only or not others else common)
        cells.append(replace(cell, pieces=pieces, only=only))
    return replace(row, cells=tuple(cells))


def _common(words: Sequence[str], others: Iterable[Sequence[str]]) -> list[bool]:
    """For each word, whether any of the others has it, in the same order of words."""
    found = [word == GAP for word in words]
    for other in others:
        matcher = SequenceMatcher(None, words, other, autojunk=False)
        for block in matcher.get_matching_blocks():
            found[block.a : block.a + block.size] = [True] * block.size
    return found


def _pieces(words: Sequence[str], common: Sequence[bool]) -> tuple[tuple[str, bool], ...]:
    """Runs of words, each with whether it stands in this edition only."""
    runs: list[tuple[str, bool]] = []
    for word, shared in zip(words, common, strict=True):
        if runs and runs[-1][1] != shared:
            runs[-1] = (f"{runs[-1][0]} {word}", not shared)
        else:
            runs.append((word, not shared))
    return tuple(runs)
