"""Drafts to Report: title and lead, sections by headings, and what the words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from mailer.reports.annotate import annotated
from mailer.reports.blocks import BlockMaker
from mailer.reports.draft import (
    Cited,
    Draft,
    Head,
    Items,
    Para,
    Picture,
    Sourced,
)
from mailer.reports.formats import shapes
from mailer.reports.formats.frontmatter import Front
from mailer.reports.formats.typed import dressed
from mailer.reports.model import (
    Block,
    Paragraph,
    Report,
    Section,
    Text,
    plain,
)
from mailer.reports.prose.contact import read_contact
from mailer.reports.prose.sources import sources_in, without_source
from mailer.reports.prose.spans import cut, text_of
from mailer.reports.top import read_top

# A note at the foot, as '[1] Prüfbericht'
_FOOTNOTE: Final = re.compile(r"\[\d{1,2}\] ")


@dataclass
class _Part:
    head: str
    level: int = 2
    drafts: list[Draft] = field(default_factory=list)
    marks: tuple[str, ...] = ()


def assemble(drafts: list[Draft], front: Front, *, fallback: str) -> Report:
    """The Report of a file's drafts; `fallback` is its title where no words offer one."""
    top = read_top(dressed(drafts), front, fallback=fallback)
    maker = BlockMaker()
    maker.memory.note(top.title)
    parts = _levels(_parts(top.rest))
    lead: Text = text_of(front.lead)
    behind: list[Block] = []
    if not lead and parts:
        lead, behind = _lead(parts[0], maker)
    behind += maker.blocks(top.opening)
    sections = tuple(_sections(parts, maker, first=behind))
    report = Report(
        language=front.language or "de",
        title=top.title,
        lead=lead,
        sections=sections,
        topics=front.topics,
        kicker=tuple(top.kicker),
        subtitle=front.subtitle or top.subtitle,
        key=front.key,
        url=front.url,
    )
    return annotated(report, front)


def _parts(drafts: list[Draft]) -> list[_Part]:
    parts = [_Part("")]
    for draft in drafts:
        if isinstance(draft, Head):
            parts.append(_Part(draft.text, draft.level, marks=_marks(draft.text)))
        elif isinstance(draft, Items) and draft.facts:
            _facts(parts, draft)
        elif isinstance(draft, Para):
            _paragraph(parts, draft)
        else:
            parts[-1].drafts.append(draft)
    return parts


def _paragraph(parts: list[_Part], para: Para) -> None:
    """'Kontakt: ...' in a line of its own opens a part, which ends where the footnotes begin."""
    match = shapes.FACT.match(plain(para.text))
    marks = _marks(match["key"]) if match and read_contact(match["value"]) else ()
    if match and "contact" in marks:
        value = cut(para.text, match.start("value"))
        parts.append(_Part(match["key"], marks=marks, drafts=[Para(value)]))
        return
    if "contact" in parts[-1].marks and _FOOTNOTE.match(plain(para.text)):
        parts.append(_Part(""))
    parts[-1].drafts += _with_source(para)


def _with_source(para: Para) -> list[Draft]:
    """A paragraph and the source line behind it; what is only that line is no paragraph."""
    if alone := sources_in(para.text):
        return [Sourced(alone)]
    text, named = without_source(para.text)
    return [Para(text), Sourced(named)] if named else [para]


def _marks(heading: str) -> tuple[str, ...]:
    words = heading.rstrip(": ")
    if shapes.CONTACT_KEY.fullmatch(words):
        return ("contact",)
    return ("sources",) if shapes.SOURCE_KEY.fullmatch(words) else ()


def _facts(parts: list[_Part], facts: Items) -> None:
    """'Kontakt: ...' opens a part of its own; 'Quelle: ...' is of what stands above it."""
    rest: list[Text] = []
    for item in facts.items:
        match = shapes.FACT.match(plain(item))
        marks = _marks(match["key"]) if match else ()
        if named := sources_in(item):
            _add_facts(parts[-1], rest)
            rest = []
            parts[-1].drafts.append(Sourced(named))
        elif match and marks:
            _add_facts(parts[-1], rest)
            rest = []
            value = cut(item, match.start("value"))
            parts.append(_Part(match["key"], marks=marks, drafts=[Para(value)]))
        else:
            rest.append(item)
    _add_facts(parts[-1], rest)


def _add_facts(part: _Part, items: list[Text]) -> None:
    """A contact's lines stay lines; other facts are a list."""
    if "contact" in part.marks:
        part.drafts += map(Para, items)
    elif items:
        part.drafts.append(Items(tuple(items), facts=True))


def _levels(parts: list[_Part]) -> list[_Part]:
    """Heading levels as 2, 3, 4, whatever numbers the source used."""
    used = sorted({part.level for part in parts if part.head})
    ranks = {level: min(2 + i, 4) for i, level in enumerate(used)}
    return [replace(part, level=ranks.get(part.level, 2)) for part in parts]


def _lead(part: _Part, maker: BlockMaker) -> tuple[Text, list[Block]]:
    """The first paragraph under the title; what was said in it follows as a block."""
    at = next((i for i, d in enumerate(part.drafts) if isinstance(d, Para)), None)
    if at is None or any(isinstance(d, Cited | Picture) for d in part.drafts[:at]):
        return (), []
    para = part.drafts[at]
    if not isinstance(para, Para) or plain(para.text).endswith(":"):
        return (), []
    blocks = maker.paragraph(para.text)
    if not isinstance(blocks[0], Paragraph):
        maker.forget()
        return (), []
    del part.drafts[at]
    return blocks[0].text, blocks[1:]


def _sections(parts: list[_Part], maker: BlockMaker, *, first: list[Block]) -> list[Section]:
    sections = []
    for part in parts:
        blocks = first + maker.blocks(part.drafts)
        first = []
        named = maker.take_sources()
        if part.head or blocks or named:
            sections.append(Section(part.head, tuple(blocks), part.level, part.marks, named))
    return sections
