"""P30: an issue in easy language has a page of its own, one link from the ordinary one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from mailer.models import ArchivePage, Issue
from tests.integration.archive.shelf import Shelf, add, issue_of, send

pytestmark = pytest.mark.django_db
LIST = "/de/archive/citizens/"
EASY = """---
key: wald
language: Leichte Sprache
---
Der Wald wird neu

Die Stadt Jena pflanzt neue Bäume. Das ist gut für alle.

Warum macht die Stadt das?

Es hat wenig geregnet. Viele Bäume sind krank.
"""


@pytest.fixture
def easy(books: Shelf) -> Issue:
    """The issue on the wood, told in easy language as well."""
    add("wald.simple.txt", EASY)
    return send(issue_of(books.wood, books.editor, "citizens"), books.approver)


def address(issue: Issue, *, easy: bool, language: str = "de") -> str:
    page = ArchivePage.objects.get(issue=issue, easy=easy, language="de")
    return f"/{language}/archive/citizens/{page.edition.public_id}"


def test_ordinary_and_easy_page_lead_to_each_other(easy: Issue, reader: Client) -> None:
    """P30: visible label, German to screen readers, a sentence a line, an easy foot."""
    ordinary, simple = address(easy, easy=False), address(easy, easy=True)
    link = '<a class="rb-plain" href="{}">{}</a>'
    html = reader.get(ordinary).text
    assert link.format(simple, "In Leichter Sprache lesen") in html
    assert "Absender:" not in html
    html = reader.get(simple).text
    assert link.format(ordinary, "In Alltags-Sprache lesen") in html
    assert '<html lang="de">' in html
    assert re.search(r"<title>\s*Leichte Sprache: Der Wald wird neu", html)
    assert '<span class="rb-badge rb-badge--info">Leichte Sprache</span>' in html
    assert '<p class="rb-lead">Das ist gut für alle.</p>' in html
    assert "Absender:" in html
    mailed = re.search(r'href="(/a/[\w-]+)"', html)
    assert mailed
    assert "Der Wald wird neu" in reader.get(mailed[1]).text


def test_other_languages_are_one_link_away(easy: Issue, reader: Client) -> None:
    """Nobody wrote it in English: the switch leads to the ordinary page, an address stays right."""
    html = reader.get(address(easy, easy=True)).text
    english = re.search(r'hreflang="en" href="([^"]+)"', html)
    assert english
    assert "In Leichter Sprache" not in reader.get(english[1]).text
    answer = reader.get(address(easy, easy=True, language="en"))
    assert '<article class="rb-article" lang="de">' in answer.text
    assert "Der Wald wird neu" in answer.text


def test_the_list_and_the_search_show_an_issue_once(easy: Issue, reader: Client) -> None:
    """The ordinary page stands in the list; those without easy text offer none."""
    titles = re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", reader.get(LIST).text)
    assert titles.count("Stadtwald wird umgebaut") == 2
    assert "Leichte Sprache: Der Wald wird neu" not in titles
    assert "Der Wald wird neu" not in reader.get(f"{LIST}?q=Bäume").text
    older = Issue.objects.exclude(pk=easy.pk).get(
        pages__title__contains="Stadtwald", pages__language="de"
    )
    assert "In Leichter Sprache" not in reader.get(address(older, easy=False)).text
