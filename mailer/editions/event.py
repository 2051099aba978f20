"""What an invitation invites to: the day, the hours and the place, as its report writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Final

from babel.dates import format_date, format_time

from mailer.editions.catalogue import say
from mailer.editions.weigh import words
from mailer.reports.model import ItemList, Report, Section, plain

_WHEN: Final = r"(?:Wann|Termin|Datum|Zeit|Beginn|When|Date|Time)"
_WHERE: Final = r"(?:Wo|Ort|Veranstaltungsort|Treffpunkt|Where|Place|Venue|Location)"
# 'Wann: ... Wo: ... Eintritt: ...': each value ends where the next name begins.
_LINE: Final = r"(?<!\w){name}\s*:\s*(?P<value>.+?)(?=\s+[A-ZÄÖÜ][\w-]*(?:\s\w+)?:\s|$)"
_NAMED: Final = re.compile(rf"(?:{_WHEN}|{_WHERE})\s*:\s")
_HOUR: Final = r"(?P<{0}>\d{{1,2}})(?:[:.](?P<{0}m>\d{{2}}))?"
_UHR: Final = re.compile(
    rf"{_HOUR.format('a')}\s?(?:Uhr)?(?:\s?(?:bis|–|-)\s?{_HOUR.format('b')})?\s?Uhr"
)
_CLOCK: Final = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2}):(?P<am>\d{2})(?:\s?(?:to|until|–|-)\s?(?P<b>\d{1,2}):(?P<bm>\d{2}))?"
)
_NOON: Final = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})(?:[:.](?P<am>\d{2}))?\s?(?:(?P<x>[ap])\.?m\.?)?"
    r"(?:\s?(?:to|until|–|-)\s?(?P<b>\d{1,2})(?:[:.](?P<bm>\d{2}))?)?\s?(?P<y>[ap])\.?m"
)


class NoDayError(ValueError):
    """An invitation whose report names no day."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"'{title}' names no day to invite to. Write a line such as "
            "'Wann: Samstag, 27. September 2025, 14 bis 18 Uhr' into the report."
        )


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where; without hours, whole days. `said` is what the report says after 'when'."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    where: str = ""
    said: str = ""

    def start(self, zone: tzinfo) -> date | datetime:
        """A moment of that zone, or a day."""
        return datetime.combine(self.first, self.begins, zone) if self.begins else self.first

    def end(self, zone: tzinfo) -> date | datetime | None:
        """Likewise; None where the report names no hour."""
        if self.begins is None:
            return self.last
        return datetime.combine(self.last, self.ends, zone) if self.ends else None


def occasion(report: Report) -> Occasion:
    """Read it from a report; raises NoDayError where it names no day."""
    lines = tuple(_lines(report))
    said = _value(_WHEN, lines)
    # The day of that line alone: a calendar entry must not be a guess.
    mention = next((d for d in report.dates if d.words in said), None)
    if mention is None:
        raise NoDayError(report.title)
    begins, ends = _hours(said)
    return Occasion(mention.start, mention.end, begins, ends, _value(_WHERE, lines), said)


def without_lines(section: Section) -> Section:
    """A section without the lines in a list that say when and where."""
    blocks = (
        replace(block, items=tuple(i for i in block.items if not _NAMED.match(plain(i))))
        if isinstance(block, ItemList)
        else block
        for block in section.blocks
    )
    kept = tuple(b for b in blocks if not isinstance(b, ItemList) or b.items)
    return replace(section, blocks=kept)


def spoken_when(found: Occasion, language: str) -> str:
    """'Samstag, 27. September 2025, 14:00 bis 18:00 Uhr'."""
    locale = "en_GB" if language == "en" else language
    days = format_date(found.first, "full", locale=locale)
    if found.last > found.first:
        days = f"{days} – {format_date(found.last, 'full', locale=locale)}"
    if found.begins is None:
        return days
    begins = format_time(found.begins, "HH:mm", locale=locale)
    if found.ends is None:
        hours = say("{time} o’clock", language, time=begins)
        return f"{days}, {hours}"
    ends = format_time(found.ends, "HH:mm", locale=locale)
    hours = say("{time} to {end} o’clock", language, time=begins, end=ends)
    return f"{days}, {hours}"


def _lines(report: Report) -> Iterator[str]:
    """Everything that is said in one piece; a heading names what stands below it."""
    yield plain(report.lead)
    for section in report.sections:
        for place, block in enumerate(section.blocks):
            said = [plain(item) for item in block.items] if isinstance(block, ItemList) else []
            for line in said or [words(block)]:
                yield f"{section.heading}: {line}" if place == 0 and section.heading else line
                yield line


def _value(name: str, lines: tuple[str, ...]) -> str:
    pattern = re.compile(_LINE.format(name=name))
    found = (match["value"] for line in lines if (match := pattern.search(line)))
    return next((value.strip(" .;") for value in found), "")


def _hours(said: str) -> tuple[time | None, time | None]:
    for pattern in (_UHR, _NOON, _CLOCK):
        if match := pattern.search(said):
            found = match.groupdict()
            late = found.get("y") or found.get("x")
            begins = _time(found["a"], found["am"], late=found.get("x") or late)
            ends = _time(found["b"], found["bm"], late=late) if found["b"] else None
            return begins, ends if begins and ends and ends > begins else None
    return None, None


def _time(hour: str, minute: str | None, *, late: str | None) -> time | None:
    number = int(hour) % 12 + 12 * (late == "p") if late else int(hour)
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None
