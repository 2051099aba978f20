"""Periods in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import ngettext

from staff import retention
from staff.retention import Job


def span(job: Job) -> str:
    """How long after what a job removes something: '7 days after the wish'."""
    number = job.value
    return f"{_UNITS[job.before](number)} {job.after}"


def _hours(number: int) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def _months(number: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}


def _years(number: int) -> str:
    return ngettext("%(n)s year", "%(n)s years", number) % {"n": number}


_UNITS: dict[Callable[[datetime, int], datetime], Callable[[int], str]] = {
    retention.hours: _hours,
    retention.days: _days,
    retention.months: _months,
    retention.years_after_the_end: _years,
}
