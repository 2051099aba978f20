"""One report for each layout, read from the samples, and its editions in every telling."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar

from mailer.editions.compose import compose
from mailer.editions.layouts import laid
from mailer.editions.model import Edition, Item, Theme
from mailer.editions.telling import shipped, telling_from
from mailer.reports.model import Figure
from mailer.reports.read import read_report
from tests.unit.editions.reports import BROWSER, IDENTITY, THEME

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "reports"
AUDIENCES = ("citizens", "councils", "partner-cities")
EASY = "citizens-easy"
LANGUAGES = ("de", "en")
# By layout: what it is good for; '' is the telling's own, 'digest' two reports in one mail, 'photo'
# one with a photo and figures.
REPORTS = {
    "": "kongress.txt",
    "digest": "kongress.txt",
    "short": "pressemitteilung.txt",
    "crisis": "warnung.txt",
    "invitation": "veranstaltung.txt",
    "survey": "umfrage.md",
    "photo": "radweg.html",
}
OWN = ("", "digest", "photo")
BUDGET = "Haushalt 2026, Tiefbauamt"
FIGURES = (
    Figure("3,4 km", "neuer Weg", BUDGET),
    Figure("1,2 Mio. Euro", "Gesamtkosten", BUDGET),
)
AS_OF = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))
# The same in easy language, which is written in German only.
EASY_REPORTS = {
    "": "kongress.simple.txt",
    "digest": "kongress.simple.txt",
    "short": "warnung.simple.txt",
    "crisis": "warnung.simple.txt",
    "invitation": "veranstaltung.simple.txt",
    "survey": "umfrage.simple.md",
}
EVERY = [(x, a, c) for x in REPORTS for a in AUDIENCES for c in LANGUAGES]
EVERY += [(x, EASY, "de") for x in EASY_REPORTS]


def sample(name: str, number: int = 7) -> Item:
    """A sample report as an edition gets it."""
    report = read_report(name, (SAMPLES / name).read_bytes())
    return Item(report, f"https://rundbrief.example.org/archiv/{number}", number, as_of=AS_OF)


def _counted(told: Item) -> Item:
    """With figures in its second section: pages as they are read have none."""
    first, second, *rest = told.report.sections
    second = replace(second, blocks=(*FIGURES, *second.blocks))
    return replace(told, report=replace(told.report, sections=(first, second, *rest)))


@cache
def laid_out(layout: str, audience: str, language: str, *, theme: Theme = THEME) -> Edition:
    """The edition of that layout's report; made once in a run."""
    reports, second = REPORTS, "stadtgaerten.txt"
    if audience == EASY:
        reports, second = EASY_REPORTS, "veranstaltung.simple.txt"
    told = [sample(reports[layout])]
    if layout == "photo":
        told = [_counted(told[0])]
    if layout == "digest":
        told.append(sample(second, 8))
    form = "" if layout in OWN else layout
    return compose(
        told,
        telling_from(laid(shipped()[audience], form)),
        language=language,
        theme=theme,
        identity=IDENTITY,
        browser_url=BROWSER,
    )


def event_of(calendar: str) -> dict[str, object]:
    """The one entry of a calendar file, its moments as such."""
    [found] = Calendar.from_ical(calendar).walk("VEVENT")
    return {name: value.dt if hasattr(value, "dt") else str(value) for name, value in found.items()}
