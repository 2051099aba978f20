"""Drafts to Report: title and lead, sections by headings, and what the words tell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from mailer.reports.annotate import annotated
from mailer.reports.blocks import BlockMaker
from mailer.reports.draft import (
    Cited,
    Draft,
    Head,
    Items,
    Kicker,
    Para,
    Picture,
    Sourced,
    Subtitle,
)
from mailer.reports.formats import shapes
from mailer.reports.formats.frontmatter import Front
from mailer.reports.model import (
    Block,
    Paragraph,
    Report,
    Section,
    Text,
    plain,
)
from mailer.reports.prose.sentences import starts
from mailer.reports.prose.sources import sources_in, without_source
from mailer.reports.prose.spans import cut, text_of

_LONGEST_TITLE: Final = 110
_KICKER_LENGTH: Final = 60
_SUBTITLE_WORDS: Final = 4


@dataclass
class _Top:
    title: str = ""
    subtitle: str = ""
    kicker: list[str] = field(default_factory=list)
    rest: list[Draft] = field(default_factory=list)


@dataclass
class _Part:
    head: str
    level: int = 2
    drafts: list[Draft] = field(default_factory=list)
    marks: tuple[str, ...] = ()


def assemble(drafts: list[Draft], front: Front, *, fallback: str) -> Report:
    """The Report of a file's drafts; `fallback` is its title where no words offer one."""
    top = _top(drafts, front)
    _take_above(top)
    opening: list[Draft] = []
    if not top.title:
        opening = _titled_by_heading(top)
    if not top.title:
        top = _titled_by_text(top, fallback)
    _take_subtitle(top)
    maker = BlockMaker()
    maker.memory.note(top.title)
    parts = _levels(_parts(top.rest))
    lead: Text = text_of(front.lead)
    behind: list[Block] = []
    if not lead and parts:
        lead, behind = _lead(parts[0], maker)
    behind += maker.blocks(opening)
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


def _top(drafts: list[Draft], front: Front) -> _Top:
    """Takes kickers, title and subtitle off the top."""
    top = _Top(title=front.title)
    at = next((i for i, d in enumerate(drafts) if isinstance(d, Head)), None)
    before = drafts[:at] if at is not None else []
    if (
        at is not None
        and all(_above(draft) for draft in before)
        and _titles(drafts, at, front=front)
    ):
        head = drafts[at]
        above = [
            d.text if isinstance(d, Kicker) else plain(d.text)
            for d in before
            if isinstance(d, Kicker | Para)
        ]
        title = head.text if isinstance(head, Head) else ""
        top.kicker = above
        top.title = front.title or title
        drafts = drafts[at + 1 :]
    for draft in drafts:
        if isinstance(draft, Kicker):
            top.kicker.append(draft.text)
        elif isinstance(draft, Subtitle):
            top.subtitle = draft.text
        else:
            top.rest.append(draft)
    return top


def _take_above(top: _Top) -> None:
    """A letter's greeting, for every mail greets its reader itself, and of when the text is."""
    while len(top.rest) > 1 and isinstance(first := top.rest[0], Para):
        words = plain(first.text)
        if not (shapes.is_greeting(words) or (top.title and shapes.is_dated(words))):
            break
        top.kicker.append(words)
        del top.rest[0]
    greeted = bool(top.kicker) and shapes.is_greeting(top.kicker[-1])
    if greeted and top.rest and isinstance(first := top.rest[0], Para) and first.text:
        # Behind 'Sehr geehrte Damen und Herren,' German goes on with a small letter.
        start = first.text[0]
        capital = replace(start, text=start.text[:1].upper() + start.text[1:])
        top.rest[0] = Para((capital, *first.text[1:]))


def _titled_by_heading(top: _Top) -> list[Draft]:
    """A heading with nothing of its own below, behind a letter's first words, is the title.

    These words are returned: they are no lead.
    """
    heads = [i for i, draft in enumerate(top.rest) if isinstance(draft, Head)]
    if len(heads) < 2 or heads[1] != heads[0] + 1:
        return []
    head = top.rest[heads[0]]
    top.title = head.text if isinstance(head, Head) else ""
    before, top.rest = top.rest[: heads[0]], top.rest[heads[1] :]
    return before


def _take_subtitle(top: _Top) -> None:
    """A heading with nothing below it, right behind the title, says more about the title."""
    if top.subtitle or len(top.rest) < 2:
        return
    first, second = top.rest[:2]
    if (
        isinstance(first, Head)
        and isinstance(second, Head)
        and second.level <= first.level
        and len(first.text.split()) >= _SUBTITLE_WORDS
        and not shapes.OUTLINE.match(first.text)
    ):
        top.subtitle = first.text
        del top.rest[0]


def _above(draft: Draft) -> bool:
    return isinstance(draft, Kicker) or (
        isinstance(draft, Para) and len(plain(draft.text)) <= _KICKER_LENGTH
    )


def _titles(drafts: list[Draft], at: int, *, front: Front) -> bool:
    """Whether the first heading is the title: the only one of its level, or level 1."""
    head = drafts[at]
    if not isinstance(head, Head):
        return False
    if front.title:
        return head.text.strip() == front.title
    return head.level == 1 or (at == 0 and not any(isinstance(d, Kicker) for d in drafts[:at]))


def _titled_by_text(top: _Top, fallback: str) -> _Top:
    """The first sentence as title; a long one is shortened and stays in the text."""
    at = next((i for i, d in enumerate(top.rest) if isinstance(d, Para)), None)
    if at is None:
        return replace_title(top, fallback)
    first = top.rest[at]
    text: Text = first.text if isinstance(first, Para) else ()
    words = plain(text)
    end = [*starts(words), len(words)][1]
    if end > _LONGEST_TITLE:
        short = words[: _LONGEST_TITLE - 20].rsplit(" ", 1)[0]
        return replace_title(top, f"{short} …")
    rest = cut(text, end)
    top.rest[at : at + 1] = [Para(rest)] if rest else []
    return replace_title(top, words[:end].strip().removesuffix("."))


def replace_title(top: _Top, title: str) -> _Top:
    """The same top under another title."""
    return replace(top, title=title)


def _parts(drafts: list[Draft]) -> list[_Part]:
    parts = [_Part("")]
    for draft in drafts:
        if isinstance(draft, Head):
            parts.append(_Part(draft.text, draft.level, marks=_marks(draft.text)))
        elif isinstance(draft, Items) and draft.facts:
            _facts(parts, draft)
        elif isinstance(draft, Para):
            parts[-1].drafts += _with_source(draft)
        else:
            parts[-1].drafts.append(draft)
    return parts


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
