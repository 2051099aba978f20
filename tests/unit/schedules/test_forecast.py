"""When an issue would be finished."""

from __future__ import annotations

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from mailer.schedules.forecast import finish
from mailer.schedules.hours import Hours

BERLIN = ZoneInfo("Europe/Berlin")
DAY = Hours.read("08:00-20:00", "Europe/Berlin")
MORNING = Hours.read("06:00-10:00", "Europe/Berlin")


def at(text: str) -> datetime:
    """Wall time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("count", "rate", "hours", "start", "ready"),
    [
        (600, 10, [], "2026-11-24 09:00", "2026-11-24 10:00"),
        (600, 10, [DAY], "2026-11-24 19:30", "2026-11-25 08:30"),
        (600, 10, [DAY], "2026-11-24 03:00", "2026-11-24 09:00"),
        (600, 10, [DAY, MORNING], "2026-11-24 09:30", "2026-11-25 08:30"),
        (24 * 60, 1, [], "2026-11-24 12:00", "2026-11-25 12:00"),
    ],
)
def test_pace_and_hours(
    count: int, rate: float, hours: list[Hours], start: str, ready: str
) -> None:
    """What does not fit into a day goes on the next one."""
    found = finish(
        count, rate, start=at(start), hours=hours, room=lambda _day: math.inf, zone=BERLIN
    )
    assert found == at(ready)


def test_so_many_a_day() -> None:
    """M46: 50 on the first day, 100 on the second, then all."""
    steps = {date(2026, 11, 24): 50, date(2026, 11, 25): 100}
    found = finish(
        200,
        1,
        start=at("2026-11-24 09:00"),
        hours=[DAY],
        room=lambda day: steps.get(day, math.inf),
        zone=BERLIN,
    )
    assert found == at("2026-11-26 08:50")


def test_never_is_said() -> None:
    """A day without room, for ever."""
    found = finish(1, 1, start=at("2026-11-24 09:00"), hours=[], room=lambda _day: 0, zone=BERLIN)
    assert found is None
