"""Calendars of a state or an election office (RFC 5545), read as days of restraint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from mailer.dispatch.errors import PlanError

if TYPE_CHECKING:
    from icalendar import Event

LONGEST: Final = 120  # of a name
_DAY: Final = timedelta(days=1)


class CalendarError(PlanError):
    """No calendar, or one that repeats itself."""


@dataclass(frozen=True, slots=True)
class Days:
    """An entry of a calendar; both days included."""

    name: str
    start: date
    end: date


def read(calendar: bytes, *, lead: int = 0) -> list[Days]:
    """The entries of an .ics file, the earliest first, each beginning `lead` days earlier.

    Entries without a name or a day are left out. Raises CalendarError for what is no calendar, and
    for entries that repeat: days of restraint are entered year by year.
    """
    from icalendar import Calendar, Event  # a heavy one, for a rare act

    try:
        events = Calendar.from_ical(calendar).walk("VEVENT")
        found = [d for event in events if isinstance(event, Event) for d in _days(event, lead)]
    except ValueError as error:
        raise CalendarError("This is no calendar file (.ics).") from error
    return sorted(set(found), key=lambda days: (days.start, days.end, days.name))


def _days(event: Event, lead: int) -> Iterator[Days]:
    name = " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST]
    if "RRULE" in event or "RDATE" in event:
        raise CalendarError(f"“{name}” repeats. Export the calendar with single entries.")
    if name and event.DTSTART is not None:
        begins, behind = _day(event.start), event.end  # by DTEND or DURATION; not included
        last = _day(behind) - _DAY if _is_day_start(behind) else _day(behind)
        yield Days(name, begins - lead * _DAY, max(begins, last))


def _is_day_start(moment: date) -> bool:
    return not isinstance(moment, datetime) or _local(moment).time() == time()


def _day(moment: date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
