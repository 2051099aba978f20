"""Texts in easy language: written by people, told whole, a line to every sentence (P30)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailer.editions.clean import clean_report, safe_href
from mailer.editions.model import Item
from mailer.editions.sentences import sentences, text_sentences
from mailer.reports.model import Block, Paragraph, Report, Section, Text
from mailer.reports.tongues import is_easy, spoken


class NoEasyTextError(LookupError):
    """No report of an edition has a text in easy language; nothing is translated by itself."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"There is no text in easy language ({spoken(language)}) yet. "
            "Somebody has to write it: docs/readability.md says how."
        )


def easy_item(item: Item, language: str) -> Item | None:
    """The item with its text in easy language, sentence by sentence; None where there is none."""
    found = next((r for r in (item.report, *item.translations) if _fits(r, language)), None)
    if found is None:
        return None
    report = _lined(clean_report(found))
    return replace(item, report=report, url=safe_href(item.url), translations=())


def said(words: str, *, easy: bool) -> list[str]:
    """Our own words line by line; in easy language each sentence has a line."""
    lines = words.splitlines()
    return [sentence for line in lines for sentence in sentences(line)] if easy else lines


def lined(text: Text, *, easy: bool) -> tuple[Text, ...]:
    """A text of a report; in easy language each sentence by itself. Nothing of nothing."""
    if not text:
        return ()
    return tuple(text_sentences(text)) if easy else (text,)


def _fits(report: Report, language: str) -> bool:
    return is_easy(report.language) and spoken(report.language) == spoken(language)


def _lined(report: Report) -> Report:
    return replace(report, sections=tuple(map(_section, report.sections)))


def _section(section: Section) -> Section:
    return replace(section, blocks=tuple(b for block in section.blocks for b in _lines(block)))


def _lines(block: Block) -> Iterator[Block]:
    if isinstance(block, Paragraph):
        yield from map(Paragraph, text_sentences(block.text))
    else:
        yield block
