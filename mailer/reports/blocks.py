"""Drafts of one section to blocks; who was named earlier in the report is remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mailer.reports.draft import Cited, Draft, Items, Numbers, Para, Picture, Sourced
from mailer.reports.formats.grids import MOST
from mailer.reports.formats.shapes import FACT
from mailer.reports.model import (
    Block,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Source,
    Span,
    Text,
    plain,
)
from mailer.reports.prose.contact import read_figure, read_number
from mailer.reports.prose.memory import Memory
from mailer.reports.prose.people import find_people
from mailer.reports.prose.quotes import split_quotes
from mailer.reports.prose.spans import linkify

_OPENING: Final = re.compile(r"\s*[„»«“\"‚‘]")
_CLOSED: Final = re.compile(r"[“”«»\"’‘][.]?\s*$")
_SIGNED: Final = re.compile(r"\s*[–—-]+\s*(?=[A-ZÄÖÜ])")
# A block quote whose last line names the speaker; formats join the lines.
_SIGNATURE: Final = re.compile(
    r"(?P<words>.*[.!?…][“”«»\"’‘]?)\s+[–—-]{1,2}\s*(?P<by>[A-ZÄÖÜ][^.!?]{2,100})", re.DOTALL
)
_MARKS: Final = '„“”»«"‚‘’ '


@dataclass
class BlockMaker:
    """Makes blocks in the order of the report, so that 'er' finds who was named before."""

    memory: Memory = field(default_factory=Memory)
    sources: list[Source] = field(default_factory=list)

    def blocks(self, drafts: list[Draft]) -> list[Block]:
        """The blocks of a section's drafts (headings apart)."""
        made: list[Block] = []
        for draft in _together(drafts):
            if isinstance(draft, Para):
                made += self.paragraph(draft.text)
            elif isinstance(draft, Items):
                made += self._items(draft)
            elif isinstance(draft, Cited):
                made.append(self._cited(draft))
            elif isinstance(draft, Picture):
                made.append(draft.image)
            elif isinstance(draft, Numbers):
                made += draft.figures
            elif isinstance(draft, Sourced):
                self._source(made, draft.sources)
        return made

    def take_sources(self) -> tuple[Source, ...]:
        """The sources found since they were last taken that belong to no figure and no picture."""
        taken, self.sources = tuple(dict.fromkeys(self.sources)), []
        return taken

    def _source(self, made: list[Block], sources: tuple[Source, ...]) -> None:
        """The figures right above get it, a picture as its credit; all else is the section's."""
        last = made[-1] if made else None
        if isinstance(last, Image) and not last.credit:
            made[-1] = replace(last, credit="; ".join(source.label for source in sources))
        elif isinstance(last, Figure) and len(sources) == 1:
            place = len(made) - 1
            while place >= 0 and isinstance(figure := made[place], Figure) and not figure.source:
                made[place] = replace(figure, source=sources[0].label, url=sources[0].url)
                place -= 1
        else:
            self.sources += sources

    def paragraph(self, text: Text) -> list[Block]:
        """A paragraph, cut where somebody speaks."""
        return [_linked(block) for block in split_quotes(text, self.memory)]

    def forget(self) -> None:
        """Undoes what a first look has remembered."""
        self.memory = Memory()

    def _items(self, draft: Items) -> list[Block]:
        self.memory.note("\n".join(map(plain, draft.items)))
        if not draft.facts:
            return [ItemList(tuple(map(linkify, draft.items)), draft.ordered)]
        numbers = _numbers(draft.items)
        if numbers:
            return numbers
        made: list[Block] = []
        rest: list[Text] = []
        for item in draft.items:
            if figure := _figure(item):
                made += _listed(rest)
                made.append(figure)
                rest = []
            else:
                rest.append(_labelled(item))
        return made + _listed(rest)

    def _cited(self, draft: Cited) -> Quote:
        words, by = draft.text.strip(), draft.by
        signed = None if by else _SIGNATURE.fullmatch(words)
        if signed:
            words, by = signed["words"], signed["by"]
        if not by and words[:1] in _MARKS:
            # Who said it may stand inside, as in running text.
            match split_quotes((Span(words),), self.memory):
                case [Quote(speaker=str(name)) as quote] if name:
                    return quote
        inner = words.strip(_MARKS)
        words = inner if words[:1] in _MARKS and not _OPENING.search(inner) else words
        people = find_people(by)
        if people:
            return Quote(words, people[0].name, people[0].role, lead_out=by)
        name, _, role = by.partition(", ")
        return Quote(words, name, role)


def _linked(block: Block) -> Block:
    return Paragraph(linkify(block.text)) if isinstance(block, Paragraph) else block


def _listed(items: list[Text]) -> list[Block]:
    return [ItemList(tuple(items))] if items else []


def _figure(item: Text, read: Callable[[str, str], Figure | None] = read_figure) -> Block | None:
    match = FACT.match(plain(item))
    return read(match["key"], match["value"]) if match else None


def _numbers(items: Sequence[Text]) -> list[Block]:
    """Figures, where all are numbers: beside one with a unit ('3,4 km') others need none."""
    found = [figure for item in items if (figure := _figure(item, read_number))]
    return found if len(found) == len(items) <= MOST and any(map(_figure, items)) else []


def _labelled(item: Text) -> Text:
    """The label of a fact in strong type."""
    match = FACT.match(plain(item))
    if not match or not item or len(item[0].text) < match.end("key") + 1 or item[0].href:
        return linkify(item)
    end = item[0].text.index(":") + 1
    label, rest = item[0].text[:end], item[0].text[end:]
    return linkify((Span(label, style="strong"), *([Span(rest)] if rest else []), *item[1:]))


def _together(drafts: list[Draft]) -> list[Draft]:
    """Joins what a blank line keeps apart: 'X sagte:' and „...“; „...“ and '– X'."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if isinstance(last, Para) and (more := _completes(last, draft)):
            joined[-1] = Para((*last.text, Span(" "), *more))
        else:
            joined.append(draft)
    return joined


def _completes(last: Para, draft: Draft) -> Text:
    words = plain(last.text)
    if isinstance(draft, Para):
        leads = words.endswith(":") and _OPENING.match(plain(draft.text))
        return draft.text if leads or _signs(words, plain(draft.text)) else ()
    if isinstance(draft, Items) and len(draft.items) == 1 and not draft.facts:
        dashed = (Span("– "), *draft.items[0])
        return dashed if _signs(words, plain(dashed)) else ()
    return ()


def _signs(words: str, signature: str) -> bool:
    """Whether a line behind a quoted paragraph is nothing but its speaker."""
    start = _SIGNED.match(signature)
    if not (_OPENING.match(words) and _CLOSED.search(words) and start) or len(signature) > 120:
        return False
    people = find_people(signature[start.end() :])
    return bool(people) and people[0].start <= 1
