"""Searching: what is found, in which order, how it is shown, and what no query can do."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from mailer.archive.search import marked, tidy
from mailer.models import ArchivePage
from tests.integration.archive.shelf import Shelf
from tests.integration.archive.test_pages import LIST, statements, titles

pytestmark = pytest.mark.django_db
BIKE, WOOD = "Neue Radstation am Westbahnhof", "Stadtwald wird umgebaut"
HOSTILE = [
    "'; DROP TABLE mailer_page; --",
    "' OR 1=1 --",
    "a & | ! ( ) :* <-> b",
    "\\",
    "%' %s %(x)s",
    "\x00\x01\ufffe",
    '"unclosed',
    "-",
    "und der die das",
    "((((((((((" * 50,
    "a " * 3000,
    "x" * 5000,
    "\u202e\u2066",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Radstation", [BIKE]),
        ("radstationen", [BIKE]),
        ("Rad", [BIKE]),
        ("elsbeere", [WOOD]),
        ("Jena", [BIKE, WOOD]),
        ("Jena -Eichen", [BIKE]),
        ('"sehen dort"', []),
        ('"Eichen und Elsbeeren"', [WOOD]),
        ("Eichen or Westbahnhof", [BIKE, WOOD]),
        ("Straßenbahn", []),
    ],
)
def test_words_are_found(books: Shelf, reader: Client, words: str, found: list[str]) -> None:
    """Stems, beginnings of joined words, phrases, 'or' and 'not', as people know it."""
    assert sorted(titles(reader.get(LIST, {"q": words}).text)) == sorted(found)


def test_titles_weigh_most(books: Shelf, reader: Client) -> None:
    """Ranked: what a title says comes before what a text mentions, however new."""
    ArchivePage.objects.filter(issue=books.out, language="de").update(
        words="Der Stadtwald ist nah."
    )
    assert titles(reader.get(LIST, {"q": "Stadtwald"}).text) == [WOOD, BIKE]


def test_each_language_has_its_own_stems(books: Shelf, reader: Client) -> None:
    """English pages are searched in English."""
    english = "/en/archive/citizens/"
    assert titles(reader.get(english, {"q": "stations opening"}).text) == [
        "New bicycle station at the western railway station"
    ]


def test_a_topic_narrows_a_search(books: Shelf, reader: Client) -> None:
    """Both are asked at once."""
    assert titles(reader.get(LIST, {"q": "Jena", "topic": "Mobilität"}).text) == [BIKE]


def test_hits_are_marked_and_all_else_is_escaped(books: Shelf, reader: Client) -> None:
    """S8: a text with mark-up in it stays text, also where it is a hit."""
    words = "Das <script>alert(1)</script> Rad & <mark>nichts</mark> <img src=x onerror=alert(1) >"
    ArchivePage.objects.filter(issue=books.out).update(words=words)
    html = reader.get(LIST, {"q": "Rad"}).text
    assert "<mark>Rad</mark>" in html
    assert "<script>alert" not in html
    assert "<mark>nichts" not in html
    assert "<img" not in html
    assert marked("\x02<b>\x03&") == "<mark>&lt;b&gt;</mark>&amp;"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_queries_are_words(books: Shelf, reader: Client, words: str) -> None:
    """S40: whatever is typed is answered with a page, and quickly."""
    before = ArchivePage.objects.count()
    start = time.monotonic()
    answer = reader.get(LIST, {"q": words, "topic": words[:9]})
    assert answer.status_code == 200
    assert time.monotonic() - start < 2
    assert ArchivePage.objects.count() == before


def test_queries_have_an_end() -> None:
    """S40: 200 characters, one line, no controls."""
    assert tidy("  a\n\tb\x00c  ") == "a b c"
    assert len(tidy("ab " * 9999)) <= 200


def test_a_search_has_a_time_limit(books: Shelf, reader: Client) -> None:
    """S40: the database gives up on a search by itself; the limit ends with the transaction."""
    with statements() as said:
        reader.get(LIST, {"q": "Jena"})
    limits = [sql for sql in said if "statement_timeout" in sql]
    assert len(limits) == 1
    assert re.match(
        r"SET LOCAL statement_timeout = \d+; SET LOCAL enable_seqscan = off$", limits[0]
    )
