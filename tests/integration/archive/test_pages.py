"""Who may read what, in which language, and what a reader leaves behind: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mailer.dispatch import letters
from mailer.models import ArchivePage, Edition, Issue, Report
from mailer.models.issues import value_of
from subscribers import audience
from subscribers.models import List, Topic
from tests.integration.archive.shelf import Shelf, issue_of, send

pytestmark = pytest.mark.django_db
LIST = "/de/archive/citizens/"


def titles(html: str) -> list[str]:
    """The titles of the issues that a page lists."""
    return re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", html)


def test_a_list_shows_what_went_out_newest_first(books: Shelf, reader: Client) -> None:
    """M21: the list's archive holds what is being sent or was sent, no draft, nothing cancelled."""
    found = titles(reader.get(LIST).text)
    assert found == ["Neue Radstation am Westbahnhof", "Stadtwald wird umgebaut"]


@pytest.mark.parametrize("state", ["sent", "paused"])
def test_an_issue_stays_when_it_is_done(books: Shelf, reader: Client, state: str) -> None:
    """What went out stays, also while somebody decides whether it goes on."""
    Issue.objects.filter(pk=books.out.pk).update(state=state)
    assert len(titles(reader.get(LIST).text)) == 2
    assert reader.get(books.path(books.out)).status_code == 200


def test_private_lists_have_no_archive(books: Shelf, reader: Client) -> None:
    """P33: neither list, issue, feed nor mention of what is private."""
    private = books.path(books.private, slug="councils")
    for path in ("/de/archive/councils/", private, "/de/archive/councils/feed.rss"):
        assert reader.get(path).status_code == 404
    assert "councils" not in reader.get("/de/archive/").text
    assert "councils" not in reader.get("/sitemap.xml").text


@pytest.mark.parametrize("change", [{"is_public": False}, {"is_sensitive": True}], ids=str)
def test_a_list_that_becomes_private_is_gone_at_once(
    books: Shelf, reader: Client, change: dict[str, bool]
) -> None:
    """P33: what counts is what the list is now; a delicate name is reason enough."""
    path = books.path(books.out)
    assert reader.get(path).status_code == 200
    List.objects.filter(slug="citizens").update(**change)
    assert [reader.get(p).status_code for p in (path, LIST, f"{LIST}feed.json")] == [404] * 3


def test_what_is_no_list_s_own_is_not_shown_there(books: Shelf, reader: Client) -> None:
    """Drafts, cancelled issues and those of other lists answer like ids that nobody made."""
    paths = [
        books.path(books.review),
        books.path(books.cancelled),
        books.path(books.older).replace("citizens", "partner-cities"),
        books.path(books.private, slug="councils").replace("councils", "citizens"),
        f"{LIST}unknown",
        "/de/archive/unknown/",
    ]
    assert [reader.get(path).status_code for path in paths] == [404] * len(paths)


def test_withdrawn_reports_disappear(books: Shelf, reader: Client) -> None:
    """A report that the city withdrew is in no list, page, search, feed or sitemap."""
    path = books.path(books.out)
    Report.objects.filter(pk=books.bike.pk).update(withdrawn_at=timezone.now())
    assert reader.get(path).status_code == 410
    for place in (LIST, f"{LIST}?q=Radstation", f"{LIST}feed.rss", "/sitemap.xml"):
        answer = reader.get(place)
        assert answer.status_code == 200
        assert "Westbahnhof" not in answer.text
        assert path not in answer.text


def test_an_issue_is_read_as_it_was_told(books: Shelf, reader: Client) -> None:
    """M70: the same words as the mail's, as headings and paragraphs, and nothing personal."""
    html = reader.get(books.path(books.out)).text
    page = books.page(books.out)
    assert "<h1>Neue Radstation am Westbahnhof</h1>" in html
    assert page.words in " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    assert "gut &amp; &lt;b&gt;hilft&lt;/b&gt;" in html
    assert not re.search(r"/[up]/|\ue000|unsubscribe|abmelden", html, re.IGNORECASE)
    assert f'href="/a/{page.edition.public_id}"' in html


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Neue Radstation"), ("en", "New bicycle station")],
)
def test_pages_speak_the_language_of_their_address(
    books: Shelf, reader: Client, language: str, title: str
) -> None:
    """The address decides, whatever the browser asks for; every other language is one link away."""
    answer = reader.get(books.path(books.out, language))
    other = {"de": "en", "en": "de"}[language]
    assert f'<html lang="{language}">' in answer.text
    assert title in answer.text
    assert answer["Content-Language"] == language
    assert f'hreflang="{other}" href="{books.path(books.out, other)}"' in answer.text


def test_any_edition_s_id_leads_to_the_page_of_the_language(books: Shelf, reader: Client) -> None:
    """An address that was copied from the other language works."""
    german, english = books.path(books.out), books.path(books.out, "en")
    answer = reader.get(german.replace("/de/", "/en/"))
    assert (answer.status_code, answer["Location"]) == (302, english)


def test_a_language_without_a_page_falls_back(books: Shelf, reader: Client) -> None:
    """An issue that was never told in a language is there in the installation's first one."""
    german = books.path(books.older)
    books.page(books.older, "en").delete()
    html = reader.get("/en/archive/citizens/").text
    assert '<h3 lang="de">' in html
    answer = reader.get(german.replace("/de/", "/en/"))
    assert '<article class="rb-article" lang="de">' in answer.text
    assert "Fichten" in answer.text


def test_without_a_language_the_browser_decides(books: Shelf, reader: Client) -> None:
    """Addresses without a language lead to the one that the reader speaks."""
    answer = reader.get("/archive/citizens/")
    assert answer["Location"] == "/en/archive/citizens/"
    assert "accept-language" in answer["Vary"].lower()


def test_editions_from_before_are_shown_as_mailed(books: Shelf, reader: Client) -> None:
    """Old issues have no article: their mail stands in a frame that runs nothing (S7)."""
    path = books.path(books.out)
    ArchivePage.objects.filter(issue=books.out).update(article="")
    html = reader.get(path).text
    assert re.search(r'<iframe [^>]*src="/a/[\w-]+"[^>]* sandbox="allow-popups', html)
    assert "allow-scripts" not in html


def test_pages_are_for_search_engines_and_mails_are_not(books: Shelf, reader: Client) -> None:
    """M70: the archive of a public list may be found; mails and searches stay out."""
    path = books.path(books.out)
    answer = reader.get(path)
    assert "noindex" not in answer.text
    assert "X-Robots-Tag" not in answer
    assert "noindex" in reader.get(f"{LIST}?q=Rad").text
    mail = reader.get(f"/a/{books.page(books.out).edition.public_id}")
    assert "noindex" in mail["X-Robots-Tag"]
    assert "Disallow: /desk/" in reader.get("/robots.txt").text
    assert path in reader.get("/sitemap.xml").text


def test_social_preview(books: Shelf, reader: Client, settings: Settings) -> None:
    """Whoever shares the address shares title, teaser and canonical address; nothing tracks."""
    html = reader.get(books.path(books.out)).text
    page = books.page(books.out)
    for name, value in (
        ("og:title", page.title),
        ("og:description", page.teaser),
        ("og:url", f"{settings.SITE_URL}{books.path(books.out)}"),
        ("og:type", "article"),
    ):
        assert f'<meta property="{name}" content="{value}">' in html
    assert 'rel="canonical"' in html


def test_reading_leaves_no_trace(books: Shelf, reader: Client) -> None:
    """P20, S31: no cookie, no session; caches may keep pages, and unchanged ones cost no text."""
    for path in ("/de/archive/", LIST, f"{LIST}?q=Rad", books.path(books.out), f"{LIST}feed.atom"):
        answer = reader.get(path)
        assert not answer.cookies
        assert "cookie" not in answer.get("Vary", "").lower()
        assert "accept-language" not in answer.get("Vary", "").lower()
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=300"}
        again = reader.get(path, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert reader.post(path).status_code == 405


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked in a block."""
    said: list[str] = []

    def listen(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield said


def test_pages_ask_the_database_little(
    books: Shelf, reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The bare view's time leaves room for few questions: how things stand, and what a page shows;
    what lists and topics are called is known from the page before.
    """
    reader.get("/robots.txt")
    issue = books.path(books.out)
    for path, count in (("/de/archive/", 1), (LIST, 3), (issue, 2), (f"{LIST}feed.rss", 3)):
        with django_assert_max_num_queries(count):
            assert reader.get(path).status_code == 200
    with django_assert_max_num_queries(2):
        assert reader.get(LIST, {"page": 1}).status_code == 200


def test_a_page_asked_for_again_is_not_made_again(
    books: Shelf,
    reader: Client,
    settings: Settings,
    *,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """S40: many readers cost one page; a flood of searches, which are endless, drives none out."""
    searched = f"{LIST}?q=Rad"
    first = [reader.get(path) for path in (LIST, searched)]
    with django_assert_num_queries(2):
        again = [reader.get(path) for path in (LIST, searched)]
    assert [one.content for one in again] == [one.content for one in first]
    assert again[0]["Content-Type"] == first[0]["Content-Type"]
    for number in range(settings.CACHES["searches"]["OPTIONS"]["MAX_ENTRIES"] + 1):
        caches["searches"].set(str(number), "")
    with django_assert_num_queries(1):
        reader.get(LIST)


def test_a_mailed_edition_is_made_once_and_never_shown_when_withdrawn(
    books: Shelf, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """S40, invariant 12: of a private list too; any process learns of a change at the next look."""
    paths = [
        f"/a/{books.page(issue, audience=audience).edition.public_id}"
        for issue, audience in ((books.out, "citizens"), (books.private, "councils"))
    ]
    first = [reader.get(path) for path in paths]
    with django_assert_num_queries(len(paths)):
        again = [reader.get(path) for path in paths]
    for one, other in zip(first, again, strict=True):
        assert (one.content, dict(one.headers)) == (other.content, dict(other.headers))
    Report.objects.filter(pk=books.bike.pk).update(withdrawn_at=timezone.now())
    assert [reader.get(path).status_code for path in paths] == [410, 410]


def test_an_edition_that_is_not_out_is_not_kept(books: Shelf, reader: Client) -> None:
    """S40: it may still change, and does not say so to the archive."""
    edition = books.review.editions.filter(language="de").get()
    path = f"/a/{edition.public_id}"
    assert reader.get(path)["Cache-Control"] == "no-store"
    Edition.objects.filter(pk=edition.pk).update(html=edition.html.replace("Radstation", "Halle"))
    assert "Radstation" not in reader.get(path).content.decode()


def _rename(books: Shelf) -> None:
    topic = Topic.objects.get(slug="climate")
    topic.names = {"de": "Stadtgrün", "en": "Green"}
    topic.save()
    List.objects.filter(slug="citizens").update(names={"de": "Neues", "en": "News"})


CHANGES: dict[str, Callable[[Shelf], object]] = {
    "goes out": lambda books: send(issue_of(books.wood, books.editor, "citizens"), books.approver),
    "is called off": lambda books: Issue.objects.filter(pk=books.out.pk).update(state="cancelled"),
    "is withdrawn": lambda books: Report.objects.filter(pk=books.wood.pk).update(
        withdrawn_at=timezone.now()
    ),
    "is renamed": _rename,
    "is private": lambda _: List.objects.filter(slug="citizens").update(is_public=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_is_shown_what_was(books: Shelf, reader: Client, change: str) -> None:
    """P33: a page that a process kept is not shown once anything that it tells has changed."""
    paths = (LIST, f"{LIST}feed.json", "/sitemap.xml")
    before = [reader.get(path) for path in paths]
    assert [reader.get(path).content for path in paths] == [one.content for one in before]
    CHANGES[change](books)
    for path, one in zip(paths, before, strict=True):
        if path != "/sitemap.xml" or change != "is renamed":
            assert reader.get(path).content != one.content, path


@pytest.mark.parametrize("page", ["0", "-1", "x", "251", "9" * 30, "2", "²"])
def test_pages_that_are_none(books: Shelf, reader: Client, page: str) -> None:
    """S40: nobody leafs beyond the end, or beyond what leafing is for."""
    assert reader.get(LIST, {"page": page}).status_code == 404


def test_topics_choose(books: Shelf, reader: Client) -> None:
    """A topic shows what is about it; one that nobody knows shows nothing and breaks nothing."""
    assert titles(reader.get(LIST, {"topic": "Mobilität"}).text) == [
        "Neue Radstation am Westbahnhof"
    ]
    assert len(titles(reader.get(LIST, {"topic": "Klima"}).text)) == 2
    answer = reader.get(LIST, {"topic": "\x00<script>'"})
    assert answer.status_code == 200
    assert titles(answer.text) == []
    assert "<script>'" not in answer.text


def test_a_long_list_is_leafed_through(
    books: Shelf, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older issues are on the next page, and the way back is there."""
    monkeypatch.setattr("mailer.archive.finding.PER_PAGE", 1)
    first, second = reader.get(LIST).text, reader.get(LIST, {"page": 2}).text
    assert titles(first) == ["Neue Radstation am Westbahnhof"]
    assert titles(second) == ["Stadtwald wird umgebaut"]
    assert f'href="{LIST}?page=2" rel="next"' in first
    assert f'href="{LIST}" rel="prev"' in second
    assert 'rel="next"' not in second


def test_mails_name_the_archive_of_their_list(
    books: Shelf, reader: Client, settings: Settings
) -> None:
    """M21: List-Archive leads to a page that is there, and only where a list has an archive."""
    lists = {entry.slug: entry for entry in audience.lists()}
    edition = value_of(books.page(books.out, "en").edition)
    head = letters.head_of(books.out.pk, lists["citizens"], edition=edition)
    assert head.archive_url == f"{settings.SITE_URL}/en/archive/citizens/"
    assert reader.get(head.archive_url.removeprefix(settings.SITE_URL)).status_code == 200
    head = letters.head_of(books.out.pk, lists["councils"], edition=edition)
    assert head.archive_url == ""
