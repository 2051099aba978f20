"""The calendar of the days on which a city holds back (P23): kept by administrators."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from mailer.dispatch.almanac import read
from mailer.dispatch.errors import NotFoundError, PlanError
from mailer.models import RestraintPeriod
from staff import audit
from staff.models import User
from staff.roles import Act, NotAllowedError, offices


@transaction.atomic
def add(kind: str, name: str, *, start: date, end: date, by: User) -> RestraintPeriod:
    """Add days, both included; raises PlanError where they end before they begin."""
    office_id = _office(by)
    if end < start:
        raise PlanError(f"{name} would end on {end}, before it begins on {start}.")
    row = RestraintPeriod.objects.create(kind=kind, name=name, start=start, end=end)
    audit.note("added a period", row, by=by, office_id=office_id, name=name)
    return row


@transaction.atomic
def take(calendar: bytes, kind: str, *, lead: int = 0, by: User) -> list[RestraintPeriod]:
    """Add the days of an .ics file, without those that are over or there; raises CalendarError.

    `lead` days before each entry count, too: elections stand in calendars with their own day only.
    """
    _office(by)
    wanted = read(calendar, lead=lead)
    there = set(RestraintPeriod.objects.filter(kind=kind).values_list("name", "start", "end"))
    today = timezone.localdate()
    return [
        add(kind, days.name, start=days.start, end=days.end, by=by)
        for days in wanted
        if days.end >= today and (days.name, days.start, days.end) not in there
    ]


@transaction.atomic
def remove(period_id: int, *, by: User) -> None:
    """Take days out again; raises NotFoundError."""
    office_id = _office(by)
    row = RestraintPeriod.objects.filter(pk=period_id).first()
    if row is None:
        raise NotFoundError(f"There is no period {period_id}. See: rundbrief periods list")
    audit.note("removed a period", row, by=by, office_id=office_id, name=row.name)
    row.delete()


def _office(by: User) -> int:
    """An office in which they manage senders: periods are the whole installation's."""
    found = offices(by, Act.MANAGE_SENDERS).first()
    if found is None:
        raise NotAllowedError(f"{by.email} may not change periods. This takes the role: admin.")
    return found.pk
