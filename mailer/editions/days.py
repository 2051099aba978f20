"""What happens on the days to come: each with the words that a report has for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mailer.editions.formal import proposed
from mailer.editions.references import stands_alone
from mailer.editions.sentences import sentences
from mailer.editions.weigh import sentences_of
from mailer.reports.model import ItemList, Report, plain


def announced(report: Report, *, shown: Collection[str], longest: int) -> tuple[str, ...]:
    """Lines and sentences of at most `longest` words on days after the report's own.

    A day that `shown` tells of is left out, and so is one of which no sentence says enough:
    a day alone helps nobody.
    """
    days = _to_come(report)
    lines = tuple(dict.fromkeys(_lines(report))) if days else ()
    found = (_about(day, lines, shown=shown, longest=longest) for day in days)
    return tuple(dict.fromkeys(line for line in found if line))


def to_come(report: Report) -> re.Pattern[str] | None:
    """What finds the days after the report's own, in its words; None where it names none."""
    days = _to_come(report)
    return _pattern("|".join(map(re.escape, days))) if days else None


def _to_come(report: Report) -> tuple[str, ...]:
    told = report.date
    return tuple(dict.fromkeys(d.words for d in report.dates if told and d.start > told))


def _pattern(day: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{day})(?!\w)")


def _lines(report: Report) -> Iterator[str]:
    """Items before sentences: an agenda says what happens in the fewest words."""
    sections = [section for section in report.sections if not proposed(section)]
    lists = (b.items for s in sections for b in s.blocks if isinstance(b, ItemList))
    yield from (line for items in lists for item in items for line in sentences(plain(item)))
    yield from sentences(plain(report.lead))
    yield from (plain(sentence) for s in sections for sentence in sentences_of(s))


def _about(day: str, lines: tuple[str, ...], *, shown: Collection[str], longest: int) -> str:
    names = _pattern(re.escape(day))
    telling = [line for line in lines if names.search(line)]
    if any(line in shown for line in telling):
        return ""
    fits = (line for line in telling if _says_enough(line, day, longest=longest))
    return next(fits, "")


def _says_enough(line: str, day: str, *, longest: int) -> bool:
    count = len(line.split())
    return len(day.split()) < count <= longest and stands_alone(line) and not line.endswith(":")
