"""Where the statements of a report come from: listed once, and named where they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailer.editions.catalogue import say
from mailer.reports.model import (
    Block,
    Figure,
    ItemList,
    Paragraph,
    Report,
    Section,
    Source,
    Span,
    Text,
)


def sources(report: Report) -> tuple[Source, ...]:
    """Named sources, those of figures and sections, and what the text links to, each once."""
    found = list(report.sources)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figure) and block.source:
                found.append(Source(block.source, block.url))
            found.extend(_links(block))
        found.extend(section.sources)
    unique: dict[str, Source] = {}
    for source in found:
        unique.setdefault(source.url or source.label, source)
    return tuple(unique.values())


def cited(section: Section, listed: Sequence[Source], *, language: str) -> tuple[Block, ...]:
    """The blocks of a section with its sources named below, by their numbers in the list."""
    numbers = {source.url or source.label: n for n, source in enumerate(listed, start=1)}
    blocks = tuple(
        replace(block, source=_numbered(Source(block.source, block.url), numbers))
        if isinstance(block, Figure) and block.source
        else block
        for block in section.blocks
    )
    if not section.sources:
        return blocks
    word = say("Source", language) if len(section.sources) == 1 else say("Sources", language)
    named = "; ".join(_numbered(source, numbers) for source in section.sources)
    return (*blocks, Paragraph((Span(f"{word}: {named}", style="em"),)))


def _numbered(source: Source, numbers: dict[str, int]) -> str:
    number = numbers.get(source.url or source.label)
    return f"{source.label} [{number}]" if number else source.label


def _links(block: Block) -> list[Source]:
    texts: tuple[Text, ...] = ()
    if isinstance(block, Paragraph):
        texts = (block.text,)
    elif isinstance(block, ItemList):
        texts = block.items
    return [
        Source(span.text.strip(), span.href)
        for text in texts
        for span in text
        if span.href.lower().startswith("http")
    ]
