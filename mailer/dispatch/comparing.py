"""The editions of one report side by side, for every audience that has a telling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings

from mailer.dispatch.errors import PlanError
from mailer.dispatch.tellings import telling_of
from mailer.editions.compare import Column
from mailer.editions.fields import TellingError
from mailer.editions.model import Item
from mailer.editions.tell import tell

# The report for an audience in a language.
ItemFor = Callable[[str, str], Item]


def columns(
    item_for: ItemFor, *, audiences: Iterable[str], languages: Iterable[str]
) -> list[Column]:
    """One column per language and audience; audiences without a telling that works are left out."""
    known = list(audiences)
    return [
        column
        for language in languages
        for audience in known
        for column in _column(item_for, audience, language=language)
    ]


def _column(item_for: ItemFor, audience: str, *, language: str) -> Iterator[Column]:
    try:
        telling = telling_of(audience)
    except (PlanError, TellingError):
        return
    item = item_for(audience, language)
    told = tell([item], telling, language=language, city=str(settings.CITY))
    yield Column(audience, language, told, item.report)
