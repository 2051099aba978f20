"""The pictures of a report, and the words that tell what they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailer.reports.model import Block, Image, Report


def pictures(report: Report) -> tuple[Image, ...]:
    """Each picture once, in the report's order."""
    found = (b for s in report.sections for b in s.blocks if isinstance(b, Image))
    return tuple({image.src: image for image in found}.values())


def described(report: Report, words: Mapping[str, str], *, anew: bool = True) -> Report:
    """The report with these words (by address) for its pictures; without `anew`, only for those
    that have none.
    """

    def told(block: Block) -> Block:
        if isinstance(block, Image) and (anew or not block.alt.strip()):
            return replace(block, alt=words.get(block.src, block.alt))
        return block

    sections = (replace(s, blocks=tuple(map(told, s.blocks))) for s in report.sections)
    return replace(report, sections=tuple(sections))
