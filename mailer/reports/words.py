"""The words of a report, piece by piece, in the order of reading."""

from __future__ import annotations

from mailer.reports.model import Block, Figure, ItemList, Paragraph, Quote, Report, plain


def all_texts(report: Report) -> list[str]:
    """Every piece of the report's words, in the order of reading."""
    texts = [*report.kicker, report.title, report.subtitle, plain(report.lead)]
    for section in report.sections:
        texts.append(section.heading)
        for block in section.blocks:
            texts += block_texts(block)
    return [text for text in texts if text]


def block_texts(block: Block) -> list[str]:
    """The words of one block; speaker and role repeat words of the lead-in or lead-out."""
    if isinstance(block, Paragraph):
        return [plain(block.text)]
    if isinstance(block, Quote):
        return [block.lead_in, block.text, block.lead_out]
    if isinstance(block, ItemList):
        return [plain(item) for item in block.items]
    if isinstance(block, Figure):
        return [block.label, block.value, block.source]
    return [block.alt, block.caption, block.credit]
