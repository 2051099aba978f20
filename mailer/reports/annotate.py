"""What a report's words tell about it: language, day, dates, contact, sources."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from mailer.reports.formats import shapes
from mailer.reports.formats.frontmatter import Front
from mailer.reports.model import Contact, ItemList, Report, Source, plain
from mailer.reports.prose.contact import read_contact, read_source
from mailer.reports.prose.dates import find_dates
from mailer.reports.prose.language import detect
from mailer.reports.words import all_texts, block_texts

# A place and a day that open the lead, as agencies write them.
_DATELINE: Final = re.compile(
    r"\(?[A-ZÄÖÜ][\w /-]{1,30},\s(?:den |am )?(?P<day>\d{1,2}\.\s?[^\s.]{1,9}\.?\s?\d{4}"
    r"|\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})\s?[.):–—-]"
)


def annotated(report: Report, front: Front) -> Report:
    """Adds what the words tell: language, dates, contact, sources."""
    texts = all_texts(report)
    whole = "\n".join(texts)
    day = front.date or _day(report)
    return replace(
        report,
        language=front.language or detect(whole, opening=f"{report.title}\n{plain(report.lead)}"),
        date=day,
        dates=find_dates("\n".join(t for t in texts if t not in report.kicker), day),
        contact=front.contact or _contact(report),
        sources=front.sources or _sources(report),
    )


def _day(report: Report) -> date | None:
    """The day of a date line above the title, or of a fact 'Datum: ...' above the text."""
    for line in report.kicker:
        if (shapes.is_dated(line) or shapes.is_kicker(line)) and (days := find_dates(line)):
            return days[0].start
    if dateline := _DATELINE.match(plain(report.lead)):
        days = find_dates(dateline["day"])
        return days[0].start if days else None
    blocks = report.sections[0].blocks if report.sections and not report.sections[0].heading else ()
    for block in blocks[:1]:
        for item in block.items if isinstance(block, ItemList) else ():
            match = shapes.FACT.match(plain(item))
            if match and match["key"].lower() in {"datum", "date", "stand", "tag", "sitzung"}:
                days = find_dates(match["value"])
                return days[0].start if days else None
    return None


def _contact(report: Report) -> Contact | None:
    for section in report.sections:
        if "contact" in section.marks:
            return read_contact("\n".join(t for b in section.blocks for t in block_texts(b)))
    return None


def _sources(report: Report) -> tuple[Source, ...]:
    """Those under a heading of their own, and those that stand above all text."""
    marked = (s for s in report.sections if "sources" in s.marks)
    listed = (read_source(t) for s in marked for b in s.blocks for t in block_texts(b) if t.strip())
    alone = (source for s in report.sections if not s.blocks for source in s.sources)
    return (*listed, *alone)
