"""Searching a list's archive by PostgreSQL's own full text search: ranked, with a snippet.

What somebody typed is never part of a statement, and what was found is escaped before it is marked.
"""

from __future__ import annotations

import re

from django.db import connection, transaction
from markupsafe import Markup, escape

from mailer.archive import sql
from mailer.archive.finding import Entry, entry_of, values_of
from mailer.models.pages import CONFIGS, UNSTEMMED
from subscribers.audience import ListInfo

LONGEST = 200
PER_PAGE = 10
# Ranked are the newest that match: a word that is in every issue must not read them all.
RANKED, POOL = 100, 1000
PATIENCE_MS = 3000
# Controls that no text of ours can hold (`mailer.editions.clean`), so that marks are never words.
START, STOP = "\x02", "\x03"
_STYLE = (
    f"StartSel={START}, StopSel={STOP}, MinWords=12, MaxWords=30, MaxFragments=2, "
    'FragmentDelimiter=" … "'
)
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
    start = (number - 1) * PER_PAGE
    values = values_of(
        entry,
        language,
        config=CONFIGS.get(language, UNSTEMMED),
        asked=asked,
        starts=_starts(asked),
        first=next(iter(re.findall(r"\w+", asked.lower())), ""),
        topic=topic,
        style=_STYLE,
        pool=POOL,
        ranked=RANKED,
        most=max(RANKED, start + PER_PAGE + 1),
        limit=PER_PAGE + 1,
        offset=start,
    )
    query = _EITHER if values["starts"] else _AS_ASKED
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        rows = sql.rows("search", values, query=query, about=_ABOUT if topic else "")
    return [entry_of(row) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


def marked(snippet: str) -> Markup:
    """A snippet with its hits in <mark>, everything else escaped."""
    safe = str(escape(snippet)).replace(START, "<mark>").replace(STOP, "</mark>")
    return Markup(safe)  # noqa: S704 escaped in the line above


# Reading the words of all pages looks cheaper than their index to a planner that does not know how
# long a text is.
_LIMITS = f"SET LOCAL statement_timeout = {PATIENCE_MS}; SET LOCAL enable_seqscan = off"
# The words as people write them to search engines; plain words also find longer ones.
_AS_ASKED = "websearch_to_tsquery(%(config)s::regconfig, %(asked)s)"
_EITHER = f"({_AS_ASKED} || to_tsquery('{UNSTEMMED}', %(starts)s))"
_ABOUT = "AND p.topics @> ARRAY[%(topic)s]::text[]"


def _starts(asked: str) -> str:
    """The same words as beginnings of others, '' where operators say exactly what is meant.

    German joins words ('Rad' in 'Radstation'), so that the beginning of a word has to do.
    """
    words = _WORD.findall(asked)[:_MOST_WORDS]
    return "" if _OPERATORS.search(asked) else " & ".join(f"'{word}':*" for word in words)
