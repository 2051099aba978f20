"""Cadences in German and English words."""

from datetime import UTC, date, datetime, time

import pytest

from mailer.schedules.cadence import EVERY_DAY, Cadence, CadenceError
from mailer.schedules.words import describe


def cadence(**fields: object) -> Cadence:
    given = {"kind": "daily", "at": time(7), "zone": "Europe/Berlin"} | fields
    return Cadence(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "german", "english"),
    [
        ({"weekdays": EVERY_DAY}, "täglich um 07:00 Uhr", "daily at 07:00"),
        (
            {"weekdays": (2, 0)},
            "montags und mittwochs um 07:00 Uhr",
            "on Mondays and Wednesdays at 07:00",
        ),
        (
            {"weekdays": range(5)},
            "montags, dienstags, mittwochs, donnerstags und freitags um 07:00 Uhr",
            "on Mondays, Tuesdays, Wednesdays, Thursdays and Fridays at 07:00",
        ),
        (
            {"kind": "weekly", "weekdays": (0,)},
            "wöchentlich, montags um 07:00 Uhr",
            "weekly, on Mondays at 07:00",
        ),
        (
            {"kind": "monthly", "day": 22, "at": time(18, 5)},
            "monatlich, am 22. um 18:05 Uhr",
            "monthly, on the 22nd at 18:05",
        ),
        (
            {"kind": "monthly", "day": 31},
            "monatlich, am 31. (sonst am letzten Tag) um 07:00 Uhr",
            "monthly, on the 31st (or the last day) at 07:00",
        ),
        (
            {"kind": "monthly", "nth": -1, "weekday": 4},
            "monatlich, am letzten Freitag um 07:00 Uhr",
            "monthly, on the last Friday at 07:00",
        ),
        (
            {"kind": "once", "once": date(2026, 3, 3)},
            "einmal, am 3. März 2026 um 07:00 Uhr",
            "once, on 3 March 2026 at 07:00",
        ),
        (
            {"kind": "once", "once": datetime(2026, 7, 1, 10, tzinfo=UTC)},
            "einmal, am 1. Juli 2026 um 12:00 Uhr",
            "once, on 1 July 2026 at 12:00",
        ),
    ],
)
def test_words(fields: dict[str, object], german: str, english: str) -> None:
    """The words complete in both languages, regions ignored."""
    assert describe(cadence(**fields), "de") == f"{german} (Europe/Berlin)"
    assert describe(cadence(**fields), "de-AT") == f"{german} (Europe/Berlin)"
    assert describe(cadence(**fields), "en") == f"{english} (Europe/Berlin)"


def test_other_languages_are_refused() -> None:
    """A language without words is an error, not a silent English."""
    with pytest.raises(CadenceError, match="'fr'"):
        describe(cadence(weekdays=(0,)), "fr")
