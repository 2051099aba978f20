"""Occurrences of cadences across clock changes, short months and leap years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailer.schedules.cadence import (
    EVERY_DAY,
    Cadence,
    CadenceError,
    latest_due,
    occurrence_after,
    occurrences_between,
)

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: time, zone: str = BERLIN) -> Cadence:
    return Cadence(kind="daily", at=at, zone=zone, weekdays=EVERY_DAY)


def monthly(**fields: int) -> Cadence:
    return Cadence(kind="monthly", at=time(7), zone="UTC", **fields)  # type: ignore[arg-type]


def dates(cadence: Cadence, year: int) -> list[date]:
    start, end = utc(f"{year}-01-01"), utc(f"{year + 1}-01-01")
    return [found.date() for found in occurrences_between(cadence, start, end=end)]


@pytest.mark.parametrize(
    ("zone", "at", "before", "expected"),
    [
        (BERLIN, time(2, 30), "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:30"]),
        (BERLIN, time(2, 0), "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:00"]),
        (BERLIN, time(3, 0), "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T01:00"]),
        (BERLIN, time(2, 30), "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        (BERLIN, time(7), "2026-10-24T12:00", ["2026-10-25T06:00", "2026-10-26T06:00"]),
        ("America/New_York", time(2, 30), "2026-03-07T12:00", ["2026-03-08T07:00"]),
        ("America/New_York", time(1, 30), "2026-10-31T12:00", ["2026-11-01T05:30"]),
        # Lord Howe moves by half an hour: 02:00 to 02:30 in October, 02:00 back to 01:30 in April.
        ("Australia/Lord_Howe", time(2, 15), "2026-10-03T02:00", ["2026-10-03T15:30"]),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-04T02:00", ["2026-04-04T14:45"]),
        # Samoa left out 30 December 2011: midnight of that day and of the next is one instant.
        ("Pacific/Apia", time(0), "2011-12-29T11:00", ["2011-12-30T10:00", "2011-12-31T10:00"]),
    ],
)
def test_clock_changes(zone: str, at: time, before: str, expected: list[str]) -> None:
    """Design, trap of the repeated hour: a skipped time fires at the jump, a repeated one first."""
    moment = utc(before)
    for text in expected:
        found = occurrence_after(daily(at, zone), moment)
        assert found == utc(text)
        moment = found


def test_gap_inside_an_hour_fires_at_the_exact_jump() -> None:
    """Local mean time ended in Berlin on 1 April 1893 with a jump of 6 minutes 32 seconds."""
    found = occurrence_after(daily(time(0, 3)), utc("1893-03-31T12:00"))
    assert found == utc("1893-03-31T23:06:32")


@pytest.mark.parametrize(
    ("cadence", "year", "expected"),
    [
        (monthly(day=31), 2027, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
        (monthly(day=29), 2028, [29, 29, 29, 29, 29, 29, 29, 29, 29, 29, 29, 29]),
        (monthly(day=30), 2028, [30, 29, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30]),
        (monthly(nth=1, weekday=0), 2026, [5, 2, 2, 6, 4, 1, 6, 3, 7, 5, 2, 7]),
        (monthly(nth=4, weekday=1), 2026, [27, 24, 24, 28, 26, 23, 28, 25, 22, 27, 24, 22]),
        (monthly(nth=-1, weekday=4), 2026, [30, 27, 27, 24, 29, 26, 31, 28, 25, 30, 27, 25]),
    ],
)
def test_days_of_the_month(cadence: Cadence, year: int, expected: list[int]) -> None:
    """Day 31 falls on a month's last day, 29 February on the 28th; nth and last weekdays."""
    found = dates(cadence, year)
    assert [day.month for day in found] == list(range(1, 13))
    assert [day.day for day in found] == expected


def test_weekly_and_chosen_weekdays() -> None:
    """A weekly cadence keeps its wall time; a daily one keeps to its weekdays."""
    weekly = Cadence(kind="weekly", at=time(7), zone=BERLIN, weekdays=(0,))
    assert occurrences_between(weekly, utc("2026-03-16"), end=utc("2026-03-31")) == [
        utc("2026-03-16T06:00"),
        utc("2026-03-23T06:00"),
        utc("2026-03-30T05:00"),
    ]
    chosen = Cadence(kind="daily", at=time(7), zone=BERLIN, weekdays=(4, 1))
    found = occurrences_between(chosen, utc("2026-01-01"), end=utc("2026-02-01"))
    assert {moment.weekday() for moment in found} == {1, 4}
    assert len(found) == 9


@pytest.mark.parametrize(
    ("once", "expected"),
    [
        (date(2026, 7, 1), "2026-07-01T05:00"),
        (datetime(2026, 7, 1, 9, 15), "2026-07-01T07:15"),  # noqa: DTZ001  wall time is meant
        (datetime(2026, 7, 1, 9, 15, tzinfo=ZoneInfo("Asia/Tokyo")), "2026-07-01T00:15"),
        (datetime(2026, 3, 29, 2, 30), "2026-03-29T01:00"),  # noqa: DTZ001  in the gap
    ],
)
def test_once_fires_once(once: date | datetime, expected: str) -> None:
    """A one-off is due from its moment on and never again."""
    cadence = Cadence(kind="once", at=time(7), zone=BERLIN, once=once)
    moment, minute = utc(expected), timedelta(minutes=1)
    assert occurrence_after(cadence, moment - minute) == moment
    assert occurrence_after(cadence, moment) is None
    assert latest_due(cadence, moment - minute) is None
    assert latest_due(cadence, moment) == moment


def test_latest_due_includes_now() -> None:
    """An occurrence is due at its own instant and until the next one."""
    cadence = daily(time(7))
    assert latest_due(cadence, utc("2026-01-02T06:00")) == utc("2026-01-02T06:00")
    assert latest_due(cadence, utc("2026-01-02T05:59")) == utc("2026-01-01T06:00")


def test_calendar_ends() -> None:
    """At the end of the calendar there is no next occurrence, rather than an overflow."""
    assert occurrence_after(daily(time(7)), utc("9998-12-31T23:00")) is None
    assert occurrence_after(monthly(day=1), utc("9998-12-31T23:00")) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "hourly"}, "Unknown kind"),
        ({"zone": "Europe/Atlantis"}, "Unknown time zone"),
        ({"zone": "Europe"}, "Unknown time zone"),
        ({"zone": "../etc/passwd"}, "Unknown time zone"),
        ({"zone": ""}, "Unknown time zone"),
        ({"weekdays": ()}, "at least one weekday"),
        ({"weekdays": (1, 1)}, "named twice"),
        ({"weekdays": (7,)}, "0 (Monday) to 6"),
        ({"kind": "weekly", "weekdays": (0, 1)}, "one weekday"),
        ({"kind": "monthly", "day": 0}, "from 1 to 31"),
        ({"kind": "monthly", "day": 32}, "from 1 to 31"),
        ({"kind": "monthly", "nth": 5}, "1st to 4th"),
        ({"kind": "monthly", "nth": 1, "weekday": 7}, "0 (Monday) to 6"),
        ({"kind": "once"}, "needs its date"),
        ({"at": time(7, tzinfo=UTC)}, "must not carry a zone"),
        ({"at": time(7, 0, 1)}, "whole minute"),
    ],
)
def test_nonsense_is_refused_in_words(fields: dict[str, object], words: str) -> None:
    """A cadence that makes no sense cannot be made, and says why."""
    good: dict[str, object] = {"kind": "daily", "at": time(7), "zone": BERLIN, "weekdays": (0,)}
    with pytest.raises(CadenceError) as caught:
        Cadence(**(good | fields))  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_moments_need_a_zone() -> None:
    """A naive moment is refused, for nobody can say which instant it is."""
    with pytest.raises(CadenceError, match="no zone"):
        occurrence_after(daily(time(7)), datetime(2026, 1, 1))  # noqa: DTZ001
