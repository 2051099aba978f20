"""A campaign's cadence and its occurrences: local wall time with a zone in, aware UTC out."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from mailer.schedules.clock import instant

Kind = Literal["once", "daily", "weekly", "monthly"]
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DAY = timedelta(days=1)

# Dates and instants may differ by a day of offset on either side of the date line.
SLACK = 2 * DAY
# Longest way back to an earlier occurrence: two months, whatever days of theirs are meant.
REACH = timedelta(days=70)


class CadenceError(ValueError):
    """A cadence, or a question about it, that makes no sense; the text is fit for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a campaign runs. Fields that the kind does not use are left alone.

    `at` is wall time in `zone`, to the minute. `weekdays` (0 is Monday) serves daily (one or
    more) and weekly (exactly one). Monthly takes `day` (1 to 31, at most the month's last) or,
    where `nth` is 1 to 4 or -1 (the last), the nth `weekday`. `once` is a date (then `at`
    applies), a naive datetime (wall time in `zone`) or an aware one.

    Raises CadenceError.
    """

    kind: Kind
    at: time
    zone: str
    weekdays: tuple[int, ...] = ()
    day: int = 1
    nth: int = 0
    weekday: int = 0
    once: date | datetime | None = None

    def __post_init__(self) -> None:
        _check_clock(self)
        check = {"once": _check_once, "monthly": _check_monthly}.get(self.kind, _check_weekdays)
        check(self)


def zone_of(cadence: Cadence) -> ZoneInfo:
    """The cadence's zone, from the zone database."""
    return _zone(cadence.zone)


def occurrence_after(cadence: Cadence, moment: datetime) -> datetime | None:
    """The first occurrence strictly after an aware moment, in UTC; None if there is none."""
    return next(_since(cadence, moment), None)


def occurrences_between(cadence: Cadence, start: datetime, *, end: datetime) -> list[datetime]:
    """The occurrences after `start` and up to and including `end`, in order, in UTC."""
    until = _aware(end)
    return list(takewhile(lambda found: found <= until, _since(cadence, start)))


def latest_due(cadence: Cadence, now: datetime) -> datetime | None:
    """The last occurrence at or before `now`, in UTC; None if there was none."""
    if cadence.kind == "once":
        found = _once(cadence)
        return found if found <= _aware(now) else None
    found_all = occurrences_between(cadence, _aware(now) - REACH, end=now)
    return found_all[-1] if found_all else None


def _since(cadence: Cadence, moment: datetime) -> Iterator[datetime]:
    """Occurrences strictly after `moment`, strictly increasing.

    Two dates can meet in one instant where a zone skipped a whole day; that fires once.
    """
    last = _aware(moment)
    for found in _instants(cadence, last):
        if found > last:
            yield found
            last = found


def _instants(cadence: Cadence, moment: datetime) -> Iterator[datetime]:
    if cadence.kind == "once":
        yield _once(cadence)
        return
    zone = zone_of(cadence)
    for found in _dates(cadence, moment.date() - SLACK):
        yield instant(datetime.combine(found, cadence.at), zone)


def _once(cadence: Cadence) -> datetime:
    when = cadence.once
    if when is None:
        raise CadenceError("A one-off needs its date.")
    if not isinstance(when, datetime):
        when = datetime.combine(when, cadence.at)
    return when.astimezone(UTC) if when.tzinfo else instant(when, zone_of(cadence))


def _dates(cadence: Cadence, start: date) -> Iterator[date]:
    return _monthly(cadence, start) if cadence.kind == "monthly" else _daily(cadence, start)


def _daily(cadence: Cadence, start: date) -> Iterator[date]:
    for ordinal in range(start.toordinal(), date(MAXYEAR, 1, 1).toordinal()):
        found = date.fromordinal(ordinal)
        if found.weekday() in cadence.weekdays:
            yield found


def _monthly(cadence: Cadence, start: date) -> Iterator[date]:
    for month in range(start.year * 12 + start.month - 1, MAXYEAR * 12):
        found = _in_month(cadence, month // 12, month=month % 12 + 1)
        if found >= start:
            yield found


def _in_month(cadence: Cadence, year: int, *, month: int) -> date:
    first, length = monthrange(year, month)
    if not cadence.nth:
        return date(year, month, min(cadence.day, length))
    earliest = 1 + (cadence.weekday - first) % 7
    if cadence.nth > 0:
        return date(year, month, earliest + 7 * (cadence.nth - 1))
    return date(year, month, earliest + 7 * ((length - earliest) // 7))


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise CadenceError(f"The moment {moment} has no zone.")
    return moment.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # unknown, a folder, or no name at all
        raise CadenceError(f"Unknown time zone {name!r}; write it like Europe/Berlin.") from error


def _check_clock(cadence: Cadence) -> None:
    if cadence.kind not in get_args(Kind):
        raise CadenceError(f"Unknown kind {cadence.kind!r}; use {', '.join(get_args(Kind))}.")
    _zone(cadence.zone)
    if cadence.at.tzinfo is not None:
        raise CadenceError("The time of day must not carry a zone; the cadence has one.")
    if cadence.at.second or cadence.at.microsecond:
        raise CadenceError("The time of day must be a whole minute.")


def _check_once(cadence: Cadence) -> None:
    if cadence.once is None:
        raise CadenceError("A one-off needs its date.")


def _check_weekdays(cadence: Cadence) -> None:
    if not cadence.weekdays:
        raise CadenceError("Choose at least one weekday.")
    if len(set(cadence.weekdays)) != len(cadence.weekdays):
        raise CadenceError("A weekday is named twice.")
    for weekday in cadence.weekdays:
        _check_weekday(weekday)
    if cadence.kind == "weekly" and len(cadence.weekdays) != 1:
        raise CadenceError("A weekly cadence has one weekday; for several, choose daily.")


def _check_monthly(cadence: Cadence) -> None:
    if cadence.nth not in (-1, 0, 1, 2, 3, 4):
        raise CadenceError("Choose the 1st to 4th weekday of the month, or -1 for the last.")
    if not 1 <= cadence.day <= 31:
        raise CadenceError("The day of the month must be from 1 to 31.")
    _check_weekday(cadence.weekday)


def _check_weekday(weekday: int) -> None:
    if weekday not in EVERY_DAY:
        raise CadenceError("Weekdays count from 0 (Monday) to 6 (Sunday).")
