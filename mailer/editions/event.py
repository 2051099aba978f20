"""What an invitation invites to: the day, the hours and the place, as its report writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from babel.dates import format_date, format_time

from mailer.editions.catalogue import say
from mailer.editions.weigh import words
from mailer.reports.model import Block, ItemList, Paragraph, Report, Section, plain

_BEGIN: Final = r"(?:Uhrzeit|Zeit|Beginn|Start|Time|Hours|Begins|Starts)"
_WHEN: Final = rf"(?:Wann|Termin|Datum|When|Date|{_BEGIN})"
_WHERE: Final = r"(?:Wo|Ort|Veranstaltungsort|Treffpunkt|Where|Place|Venue|Location)"
# 'Wann: ... Wo: ... Eintritt: ...': each value ends where the next name begins.
_LINE: Final = (
    r"(?<!\w){name}\s*(?:\?:?|:)\s(?P<value>.+?)(?=\n|\s+(?!Uhr\s)"
    r"(?:(?:Weitere|Nähere|Mehr|More|Further)\s)?[A-ZÄÖÜ][\w-]*(?:\s[a-zäöü]\w*)?(?:\?:?|:)\s|$)"
)
_NAMED: Final = re.compile(rf"(?:{_WHEN}|{_WHERE})\s*(?:\?:?|:)\s+(?P<value>.*)")
_HOUR: Final = r"(?P<{0}>\d{{1,2}})(?:[:.](?P<{0}m>\d{{2}}))?"
_TO: Final = r"\s?(?:bis|und|to|until|and|–|-)\s?"
_UHR: Final = re.compile(
    rf"(?<![\d.]){_HOUR.format('a')}\s?(?:Uhr|h\b)?(?:{_TO}{_HOUR.format('b')})?\s?(?:Uhr|h\b)"
)
_CLOCK: Final = re.compile(
    rf"(?<![\d.])(?P<a>\d{{1,2}}):(?P<am>\d{{2}})(?:{_TO}(?P<b>\d{{1,2}}):(?P<bm>\d{{2}}))?"
)
_NOON: Final = re.compile(
    rf"(?<![\d.]){_HOUR.format('a')}\s?(?:(?P<x>[ap])\.?m\.?)?"
    rf"(?:{_TO}{_HOUR.format('b')})?\s?(?P<y>[ap])\.?m"
)
# 'Einlass 18 Uhr, Beginn 19 Uhr'
_BEGINS: Final = re.compile(r"\b(?:Beginn|Anfang|Start|los|begins?|starts?)\b(?=\D{0,15}\d)")
_LONGEST: Final = timedelta(hours=12)


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
        """Likewise; None where the report names no hour. Who begins at 22 may end at 2."""
        if self.begins is None:
            return self.last
        if self.ends is None:
            return None
        over = timedelta(days=self.ends <= self.begins)
        return datetime.combine(self.last + over, self.ends, zone)


def occasion(report: Report) -> Occasion:
    """Read it from a report; raises NoDayError where it names no day."""
    lines = tuple(_lines(report))
    values = _values(_WHEN, lines)
    # The days of such lines alone: a calendar entry must not be a guess.
    days = ((said, d) for said in values for d in report.dates if d.words in said)
    said, mention = next(days, ("", None))
    if mention is None:
        raise NoDayError(report.title)
    timed = [value for value in _values(_BEGIN, lines) if _hours(value)[0]]
    if timed and said not in timed:
        said = f"{said}, {timed[0]}" if _hours(said)[0] is None else said
        begins, ends = _hours(timed[0])
    else:
        begins, ends = _hours(said)
    where = next(iter(_values(_WHERE, lines)), "")
    return Occasion(mention.start, mention.end, begins, ends, where, said)


def without_lines(section: Section, found: Occasion) -> Section:
    """A section without the lines in a list that the occasion says: when and where."""
    blocks = (
        replace(block, items=tuple(i for i in block.items if not _says(plain(i), found)))
        if isinstance(block, ItemList)
        else block
        for block in section.blocks
    )
    kept = tuple(b for b in blocks if not isinstance(b, ItemList) or b.items)
    return replace(section, blocks=kept)


def _says(line: str, found: Occasion) -> bool:
    named = _NAMED.match(line)
    value = named["value"].strip(" .;") if named else ""
    return bool(value) and (value in found.said or value in found.where)


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
            for line in said or [_broken(block)]:
                yield f"{section.heading}: {line}" if place == 0 and section.heading else line
                yield line


def _broken(block: Block) -> str:
    """Its words; names in strong type begin a line."""
    if not isinstance(block, Paragraph):
        return words(block)
    names = (span.style == "strong" and span.text.rstrip().endswith(":") for span in block.text)
    return "".join(
        f"\n{span.text}" if name else span.text
        for name, span in zip(names, block.text, strict=True)
    )


def _values(name: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    pattern = re.compile(_LINE.format(name=name))
    found = (match["value"].strip(" .,;") for line in lines for match in pattern.finditer(line))
    return tuple(dict.fromkeys(found))


def _hours(said: str) -> tuple[time | None, time | None]:
    opening = _BEGINS.search(said)
    told = (said[opening.start() :], said) if opening else (said,)
    matches = (m for part in told for p in (_UHR, _NOON, _CLOCK) for m in p.finditer(part))
    return next((span for match in matches if (span := _span(match))[0]), (None, None))


def _span(match: re.Match[str]) -> tuple[time | None, time | None]:
    found = match.groupdict()
    late = found.get("y") or found.get("x")
    begins = _time(found["a"], found["am"], late=found.get("x") or late)
    ends = _time(found["b"], found["bm"], late=late) if found["b"] else None
    if begins and ends and late == "p" and not found.get("x") and begins > ends:
        begins = begins.replace(hour=begins.hour % 12)  # '10 to 2 p.m.'
    return begins, ends if begins and ends and _lasts(begins, ends) else None


def _lasts(begins: time, ends: time) -> bool:
    """Whether it ends later that day, or in the night behind it."""
    day = date.min
    night = datetime.combine(day + timedelta(days=1), ends) - datetime.combine(day, begins)
    return ends > begins or night <= _LONGEST


def _time(hour: str, minute: str | None, *, late: str | None) -> time | None:
    number = int(hour) % 12 + 12 * (late == "p") if late else int(hour)
    if number == 24 and not int(minute or 0):
        number = 0
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None
