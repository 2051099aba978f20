"""Searching a list's archive by PostgreSQL's own full text search: ranked, with a snippet.

What somebody typed is never part of a statement, and what was found is escaped before it is marked.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchHeadline,
    SearchQuery,
    SearchRank,
)
from django.db import connection, transaction
from django.db.models import F, QuerySet
from markupsafe import Markup, escape

from mailer.archive.finding import PER_PAGE, Entry, entries, pages
from mailer.models import ArchivePage
from mailer.models.pages import CONFIGS, UNSTEMMED
from subscribers.audience import ListInfo

LONGEST = 200
# Ranked are the newest that match: a word that is in every issue must not read them all.
CANDIDATES = 1000
PATIENCE_MS = 3000
# Controls that no text of ours can hold (`mailer.editions.clean`), so that marks are never words.
START, STOP = "\x02", "\x03"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_WORD = re.compile(r"\w{3,40}")
_OPERATORS = re.compile(r'["-]|\bor\b', re.IGNORECASE)
_MOST_WORDS = 8


def tidy(asked: str) -> str:
    """What somebody typed as one line of at most 200 characters."""
    return " ".join(_CONTROLS.sub(" ", asked[: 2 * LONGEST]).split())[:LONGEST].strip()


def search(
    entry: ListInfo, language: str, *, asked: str, topic: str = "", number: int = 1
) -> tuple[list[Entry], bool]:
    """What fits best comes first, and whether there is more; `asked` is what `tidy` left."""
    config = CONFIGS.get(language, UNSTEMMED)
    query = _query(asked, config)
    matching = ArchivePage.objects.filter(audience_id=entry.audience_id, search=query)
    if topic:
        matching = matching.filter(topics__contains=[topic])
    # First the newest that match, read from one table and its indexes; then what may be shown.
    newest = matching.order_by("-issue_id").values("pk")[:CANDIDATES]
    found = pages(entry, language).filter(pk__in=newest)
    start = (number - 1) * PER_PAGE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
        part = slice(start, start + PER_PAGE + 1)
        rows = entries(_ranked(found, query, config=config), part, "snippet")
    return rows[:PER_PAGE], len(rows) > PER_PAGE


def marked(snippet: str) -> Markup:
    """A snippet with its hits in <mark>, everything else escaped."""
    safe = str(escape(snippet)).replace(START, "<mark>").replace(STOP, "</mark>")
    return Markup(safe)  # noqa: S704 escaped in the line above


def _query(asked: str, config: str) -> CombinedSearchQuery | SearchQuery:
    """The words as people write them to search engines; plain words also find longer ones.

    German joins words ('Rad' in 'Radstation'), so that the beginning of a word has to do.
    """
    query = SearchQuery(asked, config=config, search_type="websearch")
    words = _WORD.findall(asked)[:_MOST_WORDS]
    if not words or _OPERATORS.search(asked):
        return query
    starts = " & ".join(f"'{word}':*" for word in words)
    return query | SearchQuery(starts, config=UNSTEMMED, search_type="raw")


def _ranked(
    found: QuerySet[ArchivePage], query: CombinedSearchQuery | SearchQuery, *, config: str
) -> QuerySet[ArchivePage]:
    snippet = SearchHeadline(
        "words",
        query,
        config=config,
        start_sel=START,
        stop_sel=STOP,
        min_words=12,
        max_words=30,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    return found.annotate(rank=SearchRank(F("search"), query), snippet=snippet).order_by(
        "-rank", "-issue__expanded_at", "-issue_id"
    )
