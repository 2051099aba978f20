"""A cadence in words, German and English. Plain tables, so that no Django is needed."""

from collections.abc import Sequence
from datetime import datetime

from mailer.schedules.cadence import EVERY_DAY, Cadence, CadenceError, zone_of

DAYS_DE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_DE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NTH_DE = {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", -1: "letzten"}
NTH_EN = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
ORDINALS_EN = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def describe(cadence: Cadence, language: str) -> str:
    """The cadence in one phrase, such as 'weekly, on Mondays at 07:00 (Europe/Berlin)'.

    `language` is de or en, with or without a region. Raises CadenceError for any other.
    """
    words = {"de": _german, "en": _english}.get(language.lower().partition("-")[0])
    if words is None:
        raise CadenceError(f"No words for a cadence in {language!r}; there is de and en.")
    return f"{words(cadence, _wall(cadence))} ({cadence.zone})"


def _wall(cadence: Cadence) -> datetime | None:
    """A one-off's wall time; None for what recurs."""
    if cadence.kind != "once":
        return None
    when = cadence.once
    if isinstance(when, datetime):
        return when.astimezone(zone_of(cadence)) if when.tzinfo else when
    return datetime.combine(when, cadence.at) if when else None


def _german(cadence: Cadence, wall: datetime | None) -> str:
    if wall:
        day = f"{wall.day}. {MONTHS_DE[wall.month - 1]} {wall.year}"
        return f"einmal, am {day} um {wall:%H:%M} Uhr"
    return f"{_german_days(cadence)} um {cadence.at:%H:%M} Uhr"


def _german_days(cadence: Cadence) -> str:
    if cadence.kind == "monthly":
        return f"monatlich, {_german_month(cadence)}"
    days = _series([f"{DAYS_DE[day].lower()}s" for day in sorted(cadence.weekdays)], last="und")
    if cadence.kind == "weekly":
        return f"wöchentlich, {days}"
    return "täglich" if len(cadence.weekdays) == len(EVERY_DAY) else days


def _german_month(cadence: Cadence) -> str:
    if cadence.nth:
        return f"am {NTH_DE[cadence.nth]} {DAYS_DE[cadence.weekday]}"
    return f"am {cadence.day}." + (" (sonst am letzten Tag)" if cadence.day > 28 else "")


def _english(cadence: Cadence, wall: datetime | None) -> str:
    if wall:
        day = f"{wall.day} {MONTHS_EN[wall.month - 1]} {wall.year}"
        return f"once, on {day} at {wall:%H:%M}"
    return f"{_english_days(cadence)} at {cadence.at:%H:%M}"


def _english_days(cadence: Cadence) -> str:
    if cadence.kind == "monthly":
        return f"monthly, {_english_month(cadence)}"
    days = _series([f"{DAYS_EN[day]}s" for day in sorted(cadence.weekdays)], last="and")
    if cadence.kind == "weekly":
        return f"weekly, on {days}"
    return "daily" if len(cadence.weekdays) == len(EVERY_DAY) else f"on {days}"


def _english_month(cadence: Cadence) -> str:
    if cadence.nth:
        return f"on the {NTH_EN[cadence.nth]} {DAYS_EN[cadence.weekday]}"
    day = f"{cadence.day}{ORDINALS_EN.get(cadence.day, 'th')}"
    return f"on the {day}" + (" (or the last day)" if cadence.day > 28 else "")


def _series(names: Sequence[str], *, last: str) -> str:
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
