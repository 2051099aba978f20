"""Properties of occurrences and windows over many zones, against one who watches the clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.schedules.cadence import (
    EVERY_DAY,
    Cadence,
    latest_due,
    occurrence_after,
    occurrences_between,
)
from mailer.schedules.windows import window

ZONES = (
    "Europe/Berlin", "Europe/Lisbon", "America/New_York", "America/St_Johns", "Africa/Casablanca",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC",
)  # fmt: skip
# Clocks change on quarters of an hour in these zones, so watching each quarter misses nothing.
QUARTER = timedelta(minutes=15)
YEAR = 2026

cadences = st.one_of(
    st.builds(
        Cadence,
        kind=st.just("daily"),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        zone=st.sampled_from(ZONES),
        weekdays=st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(tuple),
    ),
    st.builds(
        Cadence,
        kind=st.just("weekly"),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        zone=st.sampled_from(ZONES),
        weekdays=st.sampled_from(EVERY_DAY).map(lambda day: (day,)),
    ),
    st.builds(
        Cadence,
        kind=st.just("monthly"),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        zone=st.sampled_from(ZONES),
        day=st.integers(1, 31),
        nth=st.sampled_from((-1, 0, 1, 2, 3, 4)),
        weekday=st.sampled_from(EVERY_DAY),
    ),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@lru_cache
def first_seen(zone: str) -> dict[datetime, datetime]:
    """For each wall quarter of the year: the first UTC one at which a clock shows it or later."""
    seen: dict[datetime, datetime] = {}
    info = ZoneInfo(zone)
    moment = datetime(YEAR - 1, 12, 30, tzinfo=UTC)
    latest = datetime(YEAR - 1, 12, 29)  # noqa: DTZ001  wall time is meant
    while moment.year <= YEAR or moment.day < 3:
        wall = moment.astimezone(info).replace(tzinfo=None)
        while latest < wall:
            latest += QUARTER
            seen[latest] = moment
        moment += QUARTER
    return seen


def oracle(cadence: Cadence) -> list[datetime]:
    seen = first_seen(cadence.zone)
    days = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(365)]
    return [
        seen[datetime.combine(day, cadence.at)] for day in days if day.weekday() in cadence.weekdays
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", [time(1, 45), time(2, 0), time(2, 15), time(2, 45), time(7, 0)])
def test_a_year_agrees_with_watching_the_clock(zone: str, at: time) -> None:
    """Invariant 2: every day of a year fires when a person at the clock would have fired it."""
    cadence = Cadence(kind="daily", at=at, zone=zone, weekdays=EVERY_DAY)
    expected = oracle(cadence)
    assert occurrences_between(cadence, expected[0] - QUARTER, end=expected[-1]) == expected


@given(cadence=cadences, moment=moments)
@settings(max_examples=40, deadline=None)
def test_occurrences_are_unique_and_rise(cadence: Cadence, moment: datetime) -> None:
    """Invariant 2: (campaign, occurrence) can be unique, for occurrences strictly increase."""
    found = occurrences_between(cadence, moment, end=moment + timedelta(days=100))
    assert found
    assert all(earlier < later for earlier, later in pairwise([moment, *found]))
    assert [occurrence_after(cadence, at) for at in found[:-1]] == found[1:]
    assert latest_due(cadence, found[-1]) == found[-1]


@given(cadence=cadences, moment=moments)
@settings(max_examples=40, deadline=None)
def test_windows_meet(cadence: Cadence, moment: datetime) -> None:
    """Invariant 4: windows are fixed and meet exactly, so no report falls between or into two."""
    first = occurrence_after(cadence, moment)
    assert first is not None
    second = occurrence_after(cadence, first)
    assert second is not None
    assert window(cadence, second).start == window(cadence, first).end == first
    assert window(cadence, first).start < first
    assert first in window(cadence, second)
    assert first not in window(cadence, first)
