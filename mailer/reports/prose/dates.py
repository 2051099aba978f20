"""Days and spans of days that a text names, in German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from mailer.reports.model import DateMention
from mailer.reports.prose.years import Years

_NAMES: Final = (
    "Januar Jänner January Jan|Februar February Feb|März March Mär Mar|April Apr|Mai May|"
    "Juni June Jun|Juli July Jul|August Aug|September Sept Sep|Oktober October Okt Oct|"
    "November Nov|Dezember December Dez Dec"
)
_MONTHS: Final = {
    name: number for number, names in enumerate(_NAMES.split("|"), 1) for name in names.split()
}
_MON: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY: Final = r"\d{1,2}(?:\.|st|nd|rd|th)?"
_YEAR: Final = r"(?:,?\s?(?P<y{0}>\d{{4}})\b)?"
_TO: Final = r"\s?(?P<to>und|bis|and|to|through|–|—|-|/|&)\s?(?:zum\s|dem\s|the\s)?"
_WEEKDAY: Final = r"(?:[^\W\d]{5,10}(?:tag|woch|day),?\s(?:den\s|dem\s)?)?"

_SPAN: Final = (
    rf"\b(?P<d1>{_DAY})(?:\s?(?P<m1>{_MON}){_YEAR.format(1)})?{_TO}{_WEEKDAY}"
    rf"(?P<d2>{_DAY})\s?(?:of\s)?(?P<m2>{_MON}){_YEAR.format(2)}"
)
_MONTH_FIRST_SPAN: Final = (
    rf"\b(?P<m1>{_MON})\s(?P<d1>{_DAY})\b{_YEAR.format(1)}{_TO}"
    rf"(?:(?P<m2>{_MON})\s)?(?P<d2>{_DAY})(?!\d){_YEAR.format(2)}"
)
_NUMERIC_SPAN: Final = (
    r"\b(?P<d1>\d{1,2})\.(?:(?P<m1>\d{1,2})\.(?P<y1>\d{4}|\d{2})?)?\s?"
    r"(?P<to>–|-|bis|und)\s?(?:zum\s)?"
    r"(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}|\d{2})?(?!\d)"
)
_DAY_FIRST: Final = rf"\b(?P<d1>{_DAY})\s?(?:of\s)?(?P<m1>{_MON}){_YEAR.format(1)}"
_MONTH_FIRST: Final = rf"\b(?P<m1>{_MON})\s(?P<d1>{_DAY})(?!\d){_YEAR.format(1)}"
_NUMERIC: Final = r"(?<![\d.])(?P<d1>\d{1,2})\.(?P<m1>\d{1,2})\.(?P<y1>\d{4}|\d{2})?(?![\d.])"
_ISO: Final = r"(?<!\d)(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})(?!\d)"
# Spans first: a pattern takes its characters from those that follow.
_PATTERNS: Final = tuple(
    map(
        re.compile,
        (_SPAN, _MONTH_FIRST_SPAN, _NUMERIC_SPAN, _DAY_FIRST, _MONTH_FIRST, _NUMERIC, _ISO),
    )
)


def find_dates(text: str, told: date | None = None) -> tuple[DateMention, ...]:
    """The days that the text names, in its order, each once.

    `told`, the day of the text, completes days without a year: in November, 'on 11 January' is
    next year's. Where it is None, the last day that has one does. Where the text gives no year, or
    several, the mention is left out: a day of the wrong year is worse than none.
    """
    found = sorted(_matches(text), key=lambda match: match.start())
    told = told or _told_by(found)
    years = Years(text, told) if told else None
    mentions: dict[tuple[date, date], DateMention] = {}
    for match in found:
        for mention in _mentions(match, told.year if told else None):
            dated = _in_its_year(mention, match, years=years)
            mentions.setdefault((dated.start, dated.end), dated)
    return tuple(mentions.values())


def _told_by(found: list[re.Match[str]]) -> date | None:
    """The last day with a year, if the text gives one year only."""
    full = [match for match in found if len(_year(match)) == 4]
    days = [mention.end for match in full for mention in _mentions(match, None)]
    return max(days) if len({_year(match) for match in full}) == 1 and days else None


def _in_its_year(mention: DateMention, match: re.Match[str], *, years: Years | None) -> DateMention:
    if _year(match) or not years:
        return mention
    more = years.of(mention.end, at=match.start()) - mention.end.year
    try:
        start = mention.start.replace(year=mention.start.year + more)
        return replace(mention, start=start, end=mention.end.replace(year=mention.end.year + more))
    except ValueError:  # 29 February
        return mention


def _matches(text: str) -> Iterator[re.Match[str]]:
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                yield match


def _year(match: re.Match[str]) -> str:
    parts = match.groupdict()
    return parts.get("y2") or parts.get("y1") or ""


def _mentions(match: re.Match[str], year: int | None) -> list[DateMention]:
    parts = match.groupdict()
    own = _year(match)
    last_year = (int(own) if len(own) == 4 else 2000 + int(own)) if own else year
    if last_year is None:
        return []
    end_month = _month(parts.get("m2") or parts["m1"])
    first_month = _month(parts["m1"] or parts.get("m2"))
    first_year = last_year - 1 if first_month > end_month else last_year
    try:
        start = date(first_year, first_month, _number(parts["d1"]))
        end = date(last_year, end_month, _number(parts.get("d2") or parts["d1"]))
    except ValueError:
        return []
    words = match.group().rstrip(",")
    if start > end:
        return []
    if parts.get("to") in {"und", "and", "&", "/"} and (end - start).days > 1:
        return [DateMention(start, start, words), DateMention(end, end, words)]
    return [DateMention(start, end, words)]


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _month(words: str | None) -> int:
    words = (words or "").rstrip(".")
    return int(words) if words.isdigit() else _MONTHS.get(words, 0)
