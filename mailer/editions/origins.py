"""Where a report's statements come from: named sources, those of figures, and its links."""

from __future__ import annotations

from mailer.reports.model import Block, Figure, ItemList, Paragraph, Report, Source, Text


def sources(report: Report) -> tuple[Source, ...]:
    """Named sources, those of figures, and what the text links to; each address once."""
    found = list(report.sources)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figure) and block.source:
                found.append(Source(block.source))
            found.extend(_links(block))
    unique: dict[str, Source] = {}
    for source in found:
        unique.setdefault(source.url or source.label, source)
    return tuple(unique.values())


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
