"""The sentences of a report, as it was written or as it is told, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailer.editions.catalogue import marked
from mailer.editions.plain.mark import Words, in_words
from mailer.editions.sentences import sentences
from mailer.editions.told import KeyPoints, Part, Passage, Pull, Story, Told
from mailer.reports.model import Block, ItemList, Paragraph, Quote, Report, Text, plain


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text in one place of a report; headings are none."""

    place: Words
    sentences: tuple[str, ...]


def of_report(report: Report) -> tuple[Prose, ...]:
    """The prose of a report as it was written; whom to ask is left out."""
    found = [_prose(in_words(marked("lead")), (report.lead,))]
    sections = (section for section in report.sections if "contact" not in section.marks)
    found += [_prose(_place(section.heading), _texts(section.blocks)) for section in sections]
    return tuple(prose for prose in found if prose.sentences)


def of_told(told: Told) -> tuple[Prose, ...]:
    """The prose of a report as it is told; what the telling adds itself is left out."""
    found = [_prose(in_words(marked("lead")), (told.lead,)), *map(_of_part, told.parts)]
    return tuple(prose for prose in found if prose.sentences)


def _of_part(part: Part) -> Prose:
    match part:
        case Passage(heading, blocks):
            return _prose(_place(heading), _texts(blocks))
        case KeyPoints(heading, points):
            return _prose(_place(heading), points)
        case Pull(quote):
            return _prose(in_words(marked("quote")), _texts((quote,)))
        case Story(title=title, text=text, points=points):
            return _prose(_place(title), (text, *points))
        case _:
            return Prose({}, ())


def _place(heading: str) -> Words:
    if not heading:
        return in_words(marked("text without heading"))
    return in_words(marked("section “{words}”"), words=heading)


def _prose(place: Words, texts: Iterable[Text | str]) -> Prose:
    words = (text if isinstance(text, str) else plain(text) for text in texts)
    return Prose(place, tuple(found for text in words for found in sentences(text)))


def _texts(blocks: Iterable[Block]) -> Iterator[Text | str]:
    for block in blocks:
        match block:
            case Paragraph(text):
                yield text
            case ItemList(items):
                yield from items
            case Quote(text=text, lead_in=lead_in):
                yield from (lead_in, text)
            case _:
                continue
