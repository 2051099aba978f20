"""What the archive shows: issues that went out to a list, each by the page that fits a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from mailer.archive import sql
from mailer.models import Issue
from mailer.models.issues import OUT
from mailer.reports import tongues
from subscribers.audience import ListInfo

PER_PAGE = 20
# Nobody leafs further than this; robots shall not make the database count to the end.
MOST_PAGES = 250
# Topics are offered that the newest pages have.
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list's archive; `snippet` is what a search found, marks still between controls.

    `frequency` is that of a digest, '' for an issue to everybody.
    """

    public_id: str
    language: str
    title: str
    teaser: str
    topics: tuple[str, ...]
    moment: datetime
    frequency: str
    snippet: str = ""


def newest(
    entry: ListInfo, language: str, *, topic: str = "", number: int = 1, size: int = 0
) -> tuple[list[Entry], bool]:
    """One page of the archive, and whether there are older ones."""
    size = size or PER_PAGE
    values = values_of(entry, language, topic=topic, limit=size + 1, offset=(number - 1) * size)
    found = [entry_of(row) for row in sql.rows("newest", values, about=ABOUT if topic else "")]
    return found[:size], len(found) > size


def issues_of(entry: ListInfo) -> QuerySet[Issue]:
    """What went out to a list, newest first."""
    return Issue.objects.filter(
        state__in=OUT, expanded_at__isnull=False, lists__list_id=entry.id
    ).order_by("-expanded_at", "-pk")


def topics_of(entry: ListInfo, language: str) -> frozenset[str]:
    """The topics of a list's newest issues."""
    rows = sql.rows("topics", values_of(entry, language, limit=LOOKED_AT))
    return frozenset(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, and under which public id each language has its own, in easy language too.

    `correction` says what was wrong in it, `right_id` names the right one, out at `corrected_at`.
    """

    ids: dict[str, str]
    easy_ids: dict[str, str]
    public_id: str
    easy: bool
    language: str
    title: str
    teaser: str
    image: str
    article: str
    moment: datetime
    correction: str
    corrected_at: datetime | None
    right_id: str | None


def shown(entry: ListInfo, language: str, *, public_id: str) -> Shown | None:
    """The page of the issue that an edition belongs to; None where a list does not show it.

    Whichever edition of the issue is asked for, it is the one that fits the language; in easy
    language where that was asked for.
    """
    easy = [tongues.easy(code) for code, _ in settings.LANGUAGES]
    rows = sql.rows("shown", values_of(entry, language, public_id=public_id, easy=easy))
    ids: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for own, is_easy, code, *_ in rows:
        ids[is_easy][code] = own
    return Shown(ids[False], ids[True], *rows[0]) if rows else None


def entry_of(row: tuple[Any, ...]) -> Entry:
    """A row of newest.sql, or of search.sql with its snippet."""
    public_id, language, title, teaser, topics, moment, frequency, *snippet = row
    return Entry(public_id, language, title, teaser, tuple(topics), moment, frequency, *snippet)


# Issues by the index of their pages' topics: a rare one is found without walking through all.
ABOUT = """AND i.id IN (
    SELECT a.issue_id FROM mailer_archivepage a
    WHERE a.topics @> ARRAY[%(topic)s]::text[] AND a.audience_id = %(audience)s)"""


def values_of(entry: ListInfo, language: str, **more: object) -> dict[str, object]:
    """What the statements ask for: a list, as read in a language."""
    return {
        "list": entry.id,
        "audience": entry.audience_id,
        "language": language,
        "otherwise": settings.LANGUAGE_CODE,
        **more,
    }
