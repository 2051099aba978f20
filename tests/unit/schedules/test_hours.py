"""Hours of the day, over midnight and over both clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mailer.schedules.hours import Hours, HoursError

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Wall time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "moment", "opens"),
    [
        ("08:00-20:00", "2026-11-24 07:59", "2026-11-24 08:00"),
        ("08:00-20:00", "2026-11-24 08:00", "2026-11-24 08:00"),
        ("08:00-20:00", "2026-11-24 20:00", "2026-11-25 08:00"),
        ("20:00-06:00", "2026-11-24 12:00", "2026-11-24 20:00"),
        ("20:00-06:00", "2026-11-24 23:00", "2026-11-24 23:00"),
        ("20:00-06:00", "2026-11-25 05:59", "2026-11-25 05:59"),
        ("08:00-20:00", "2026-03-28 21:00", "2026-03-29 08:00"),
        ("08:00-20:00", "2026-10-24 21:00", "2026-10-25 08:00"),
    ],
)
def test_they_open(hours: str, moment: str, opens: str) -> None:
    """By the wall clock, also where the night has 23 or 25 hours."""
    assert Hours.read(hours, "Europe/Berlin").opens(at(moment)) == at(opens)


def test_quiet_hours_are_the_rest_of_the_day() -> None:
    """What is closed at night opens in the morning, and closes again."""
    day = Hours.read("21:00-07:00", "Europe/Berlin").opposite()
    assert day.opens(at("2026-11-24 23:00")) == at("2026-11-25 07:00")
    assert day.closes(at("2026-11-24 12:00")) == at("2026-11-24 21:00").astimezone(UTC)


@pytest.mark.parametrize("text", ["", "8-20", "08:00", "25:00-26:00", "08:00-08:00", "night"])
def test_rubbish_is_refused(text: str) -> None:
    """The words say what is expected."""
    with pytest.raises(HoursError, match="08:00-20:00"):
        Hours.read(text, "Europe/Berlin")
