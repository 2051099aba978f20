"""The editions of one report side by side, for every audience that has a telling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings

from mailer.dispatch.errors import PlanError
from mailer.dispatch.tellings import easy_audiences, easy_telling_of, telling_of
from mailer.editions.compare import Column
from mailer.editions.fields import TellingError
from mailer.editions.model import Item
from mailer.editions.tell import tell
from mailer.editions.telling import Telling
from mailer.reports.tongues import easy as easy_code

# The report for an audience in a language.
ItemFor = Callable[[str, str], Item]


def columns(
    item_for: ItemFor, *, audiences: Iterable[str], languages: Iterable[str], easy: bool = False
) -> list[Column]:
    """One column per language and audience; audiences without a telling that works are left out.

    With `easy`, then those in easy language, where the report has a text in it.
    """
    known = list(audiences)
    makers = (_column, _easy_column) if easy else (_column,)
    return [
        column
        for language in languages
        for make in makers
        for audience in known
        for column in make(item_for, audience, language=language)
    ]


def _column(item_for: ItemFor, audience: str, *, language: str) -> Iterator[Column]:
    try:
        telling = telling_of(audience)
    except (PlanError, TellingError):
        return
    yield _told(item_for(audience, language), telling, audience=audience, language=language)


def _easy_column(item_for: ItemFor, audience: str, *, language: str) -> Iterator[Column]:
    if audience not in easy_audiences():
        return
    code = easy_code(language)
    item = item_for(audience, code)
    if item.report.language == code:
        yield _told(item, easy_telling_of(audience), audience=audience, language=code)


def _told(item: Item, telling: Telling, *, audience: str, language: str) -> Column:
    told = tell([item], telling, language=language, city=str(settings.CITY))
    return Column(audience, language, told, item.report)
