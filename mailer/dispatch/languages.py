"""Which of an issue's editions somebody reads: the stated rule for languages (ADR 8).

In one's own language, if the product speaks it, else in its first one. Whoever prefers easy
language gets that: in their own language, else in the first one; where nobody wrote a text for
it, the ordinary edition.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from django.conf import settings

from mailer.dispatch.tellings import easy_audiences
from mailer.reports.tongues import easy, is_easy, spoken
from subscribers.audience import ListInfo

LANGUAGES: Final = tuple(code for code, _ in settings.LANGUAGES)
EASY: Final = tuple(map(easy, LANGUAGES))
# How `expand.sql` and `nameless.sql` call readers of languages that the product does not speak.
OTHERS: Final = "*"


def offers_easy(entry: ListInfo) -> bool:
    """Whether people of a list can be told in easy language."""
    return entry.easy_language and entry.audience in easy_audiences()


def edition_for(reader: str, there: Container[str]) -> str:
    """The language of the edition for a reader ('de', 'de-simple', '*'), of those there are."""
    own = spoken(reader) if spoken(reader) in LANGUAGES else LANGUAGES[0]
    wished = (easy(own), EASY[0]) if is_easy(reader) else ()
    return next((code for code in wished if code in there), own)


def readers(entry: ListInfo) -> tuple[str, ...]:
    """The kinds of readers that a list has, by language."""
    ordinary = (*LANGUAGES, OTHERS)
    return (*ordinary, *map(easy, ordinary)) if offers_easy(entry) else ordinary
