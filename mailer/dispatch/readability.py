"""A report read in every form that readers get: as written, and as each audience is told it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from mailer.dispatch import marks
from mailer.dispatch.errors import PlanError
from mailer.dispatch.tellings import telling_of
from mailer.editions.fields import TellingError
from mailer.editions.model import Item
from mailer.editions.plain import Reading, of_report, of_told, read
from mailer.editions.tell import tell
from mailer.models import Revision
from mailer.reports.model import Report
from mailer.reports.tongues import easy, is_easy, text_in

WRITTEN: Final = "written"
EASY: Final = "easy"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a report: `name` is 'written', 'easy' or the audience that is told it."""

    name: str
    reading: Reading


def forms(
    texts: Mapping[str, Report],
    language: str,
    *,
    audiences: Iterable[str],
    revision: Revision | None = None,
) -> tuple[Form, ...]:
    """The forms of a report in one language, its easy text at the end where there is one; of a
    stored revision as editors want it told.

    Audiences without a telling that works are left out: others say what is wrong with it.
    """
    report = text_in(texts, language)
    simple = texts.get(easy(language))
    if is_easy(report.language):
        return tuple(_easy(report))
    told = (
        form
        for slug in audiences
        for form in _told(
            marks.item(revision, language, audience=slug, texts=texts)
            if revision
            else Item(report, report.url),
            slug,
            language=language,
        )
    )
    written = Form(WRITTEN, read(of_report(report), report.language))
    return (written, *told, *_easy(simple))


def _told(item: Item, audience: str, *, language: str) -> Iterator[Form]:
    try:
        telling = telling_of(audience)
    except (PlanError, TellingError):
        return
    told = tell([item], telling, language=language, city=str(settings.CITY))
    yield Form(audience, read(of_told(told), told.content_language))


def _easy(report: Report | None) -> Iterator[Form]:
    """An easy text is told as it was written."""
    if report is not None:
        yield Form(EASY, read(of_report(report), report.language, easy=True))
