"""Every link of every public page, feed, poster and mail, followed as a link scanner would."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from mailer.models import Notice, NoticeKind
from mailer.notices.making import Writer
from subscribers import consent, people
from subscribers.models import List, Subscriber
from tests.integration.archive.shelf import Shelf
from tests.integration.desk.test_crawl import absolute, rows

pytestmark = pytest.mark.django_db
START = [
    *("/", "/de/", "/en/", "/link", "/s/citizens", "/robots.txt", "/sitemap.xml"),
    *(f"/de/poster/citizens.{kind}" for kind in ("svg", "pdf")),
]
READ = ("text/html", "text/plain", "application/xml", "application/rss", "application/atom")
LINK = re.compile(r'(?:href|src|action)="([^"#]*)')
ADDRESS = re.compile(r"https?://[^\s\"<>\\]+")
SITE = urlsplit(settings.SITE_URL).netloc


def mailed(anna: Subscriber, citizens: List) -> set[str]:
    """The links of all mails that the product itself writes, with tokens that work."""
    sign_up = consent.SignUp({citizens.pk: consent.Choice(frequency="weekly")}, source="web")
    wishes = {
        NoticeKind.SIGN_UP: consent.request("ben@example.org", sign_up),
        NoticeKind.ADDRESS: consent.ask_move(anna.pk, "neu@example.com", language="de"),
    }
    wishes[NoticeKind.INVITATION] = wishes[NoticeKind.WELCOME] = wishes[NoticeKind.SIGN_UP]
    wishes[NoticeKind.ADDRESS_TOLD] = wishes[NoticeKind.ADDRESS]
    found: set[str] = set()
    writer = Writer()
    for kind in NoticeKind:
        notice = Notice.objects.create(
            kind=kind, subscriber_id=anna.pk, list_id=citizens.pk, wish_id=wishes.get(kind),
            language="de",
        )  # fmt: skip
        values = writer.letter(notice).values
        found |= {value for name, value in values.items() if name.endswith("_url") and value}
    return found


def followed(address: str, place: str) -> str:
    """The path of a link on this site, '' for one that leads elsewhere or to a file."""
    link = absolute(address, place)
    parts = urlsplit(link)
    if parts.netloc not in {"", SITE} or parts.scheme not in {"", "http", "https"}:
        return ""
    own = parts.path.startswith("/") and not parts.path.startswith(("/static/", "/media/", "/desk"))
    return f"{parts.path}{'?' if parts.query else ''}{parts.query}" if own else ""


def test_a_scanner_that_follows_everything_changes_no_row(books: Shelf, reader: Client) -> None:
    """S12, M17: GET and HEAD on each link of all mails, pages and feeds; none is dead."""
    citizens = List.objects.get(slug="citizens")
    consent.enrol("anna@example.org", citizens.pk, basis="consent", source="t", proof="Akte 12")
    anna = people.find("anna@example.org")
    assert anna is not None
    edition = books.page(books.out).edition
    links = mailed(anna, citizens) | set(ADDRESS.findall(edition.html + edition.text))
    waiting = {followed(link, "") for link in links} | set(START)
    waiting |= {f"/de/embed/{citizens.public_id}", "/de/archive/citizens/?topic=Klima"}
    before, seen = rows(), {""}
    while waiting := waiting - seen:
        path = waiting.pop()
        seen.add(path)
        answer = reader.get(path)
        assert answer.status_code in {200, 301, 302}, path
        assert reader.head(path).status_code == answer.status_code, path
        if "Location" in answer:
            waiting.add(followed(answer["Location"], path))
        kind = answer.get("Content-Type", "")
        if kind.startswith(READ):
            pattern = LINK if kind.startswith("text/html") else ADDRESS
            waiting |= {followed(link, path) for link in pattern.findall(answer.text)}
    assert rows() == before
    missed = [
        part
        for part in ("/u/", "/p/", "/c/", "/o/", "/d/", "/a/", "/r/", "feed.rss", "feed.atom",
                     "feed.json", "/poster/", "/embed/", "/privacy", "/versions", "?topic=")
        if not any(part in path for path in seen)
    ]  # fmt: skip
    assert missed == []
