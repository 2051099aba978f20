"""What an invitation and a survey promise: a day to come, its hours, a place to take part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from mailer.editions.catalogue import LANGUAGES, long_date, marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.moments import HOUR
from mailer.editions.check.registry import BLOCKING, MAIL, WARNING, Hit, at, at_element, rule
from mailer.editions.layouts import layouts

_DAY: Final = re.compile(
    r"^DT(?P<which>START|END)(?P<whole>;VALUE=DATE)?:(?P<day>\d{8})", re.MULTILINE
)
# Lines that say when; elsewhere, hours are those of an office that can be called.
_WHEN: Final = re.compile(
    r"\W*(?:Wann|Termin|Uhrzeit|Zeit|Beginn|Einlass|When|Time|Begins|Doors)\b"
)


@rule(
    "event-past",
    BLOCKING,
    says=marked("The event will be over when the mail goes out: {date}"),
    remedy=marked("Correct the day in the report, or do not invite to it any more."),
)
def event_lies_ahead(mail: Mail) -> Iterator[Hit]:
    """Nobody comes to what was; its entry would stand in the past of every calendar."""
    last, day = _last_day(mail.edition.calendar), mail.facts.day
    if last and day and last < day:
        yield at(MAIL, date={code: long_date(last, code) for code in LANGUAGES})


@rule(
    "event-hours",
    WARNING,
    says=marked("The calendar entry takes the whole day, although the mail says: {hours}"),
    remedy=marked(
        "Write day and hours into one line of the report: “Wann: Samstag, 27. September 2025, "
        "14 bis 18 Uhr”."
    ),
)
def event_has_its_hours(mail: Mail) -> Iterator[Hit]:
    """Whoever saves an entry without hours comes at the wrong one."""
    whole = any(found["whole"] for found in _DAY.finditer(mail.edition.calendar))
    dated = {id(element) for element, _ in mail.dated} if whole else set()
    for element, words in mail.passages if whole else ():
        hours = HOUR.search(words)
        if hours and (id(element) in dated or _WHEN.match(words)):
            yield at_element(element, hours=hours[0])


@rule(
    "survey-link",
    WARNING,
    says=marked("The button of the survey leads to the report, for that has no link to take part."),
    remedy=marked(
        "Put the address of the survey into a section of the report that is called “Mitmachen” "
        "or “Take part”."
    ),
)
def survey_can_be_taken(mail: Mail) -> Iterator[Hit]:
    """A button that promises a survey leads to it."""
    for button in mail.page.shown:
        if "button" in button.attrs.get("class", "").split() and button.text in _to_surveys():
            yield at_element(button)


@cache
def _to_surveys() -> frozenset[str]:
    """The words of a survey's button that only leads to its report."""
    survey = layouts()["survey"].changes
    return frozenset(survey[code]["labels"]["link"] for code in LANGUAGES)


def _last_day(calendar: str) -> date | None:
    """The last day of an entry; the end of whole days is the day after (RFC 5545, 3.6.1)."""
    days = {found["which"]: found for found in _DAY.finditer(calendar)}
    found = days.get("END") or days.get("START")
    if found is None:
        return None
    last = date.fromisoformat(found["day"])
    return last - timedelta(days=1) if found["whole"] and found["which"] == "END" else last
