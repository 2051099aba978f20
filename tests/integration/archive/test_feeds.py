"""Feeds: whole reports, absolute addresses, 304, and another Rundbrief that reads them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from pytest_django import Settings

from mailer.intake.store import load
from mailer.models import Report
from mailer.reports.feeds import parse_feed
from mailer.reports.model import ItemList, Quote, plain
from mailer.reports.model import Report as Value
from tests.integration.archive.shelf import RAD, Shelf, add, issue_of, send
from tests.integration.archive.test_pages import LIST

pytestmark = pytest.mark.django_db
KINDS = ("rss", "atom", "json")


def read(reader: Client, kind: str, path: str = LIST, **query: str) -> bytes:
    """The bytes of a feed."""
    answer = reader.get(f"{path}feed.{kind}", query)
    assert answer.status_code == 200
    return answer.content


def quotes(report: Value) -> list[tuple[str, str]]:
    """Who is quoted, and what they said."""
    blocks = (block for section in report.sections for block in section.blocks)
    return [(b.speaker, b.text) for b in blocks if isinstance(b, Quote)]


def headings(report: Value) -> list[str]:
    """The headings of its sections."""
    return [section.heading for section in report.sections]


def items(report: Value) -> list[str]:
    """The words of all list items."""
    blocks = (block for section in report.sections for block in section.blocks)
    return [plain(i) for b in blocks if isinstance(b, ItemList) for i in b.items]


@pytest.mark.parametrize("kind", KINDS)
def test_another_rundbrief_reads_the_whole_report(
    books: Shelf, reader: Client, settings: Settings, kind: str
) -> None:
    """A round trip through our own reader loses no title, quote, list, topic or contact."""
    sent = load(books.bike.latest)["de"]
    found = parse_feed(read(reader, kind), base_url=f"https://other.example.org/feed.{kind}")
    [came] = [item for item in found if "Radstation" in item.report.title]
    assert came.url == came.guid == f"{settings.SITE_URL}/r/{books.bike.public_id}/de"
    assert came.report.language == "de"
    assert (came.report.title, plain(came.report.lead)) == (sent.title, plain(sent.lead))
    assert quotes(came.report) == quotes(sent)
    assert items(came.report)[:2] == items(sent)
    assert came.report.topics == sent.topics == ("Klima", "Mobilität")
    assert headings(sent)
    assert headings(came.report)[: len(headings(sent))] == headings(sent)
    assert "mailto:mobil@jena.example.org" in repr(came.report)
    assert "https://jena.example.org/beschluss" in repr(came.report)


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_are_well_formed(books: Shelf, reader: Client, kind: str) -> None:
    """feedparser, which many readers are built on, has nothing to complain about."""
    parsed = feedparser.parse(read(reader, kind))
    assert not parsed.bozo
    assert parsed.version == {"rss": "rss20", "atom": "atom10"}[kind]
    assert parsed.feed.language == "de"
    [bike, wood] = parsed.entries
    assert bike.published_parsed
    assert "Fahrräder stehen dort trocken" in bike.content[0].value
    assert "gut &amp; &lt;b&gt;hilft&lt;/b&gt;" in bike.content[0].value
    assert {tag.term for tag in wood.tags} == {"Klima"}


def test_json_feed_keeps_to_its_version(books: Shelf, reader: Client) -> None:
    """JSON Feed 1.1: the members that it wants, dates by RFC 3339, tags, languages."""
    feed = json.loads(read(reader, "json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith(f"{LIST}feed.json")
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert item["language"] == "de"
        assert "<p" in item["content_html"]


@pytest.mark.parametrize("kind", KINDS)
def test_addresses_are_absolute_and_nothing_is_personal(
    books: Shelf, reader: Client, kind: str
) -> None:
    """A reader elsewhere can follow every link; none of them is anybody's own."""
    text = read(reader, kind).decode().replace("&quot;", '"').replace('\\"', '"')
    addresses = re.findall(r'(?:href|src)="([^"]*)"', text)
    assert addresses
    assert [a for a in addresses if not re.match(r"https?://|mailto:|tel:", a)] == []
    assert not re.search(r"/[up]/v1|\ue000|unsubscribe", text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_topic_has_a_feed_of_its_own(books: Shelf, reader: Client, kind: str) -> None:
    """Per topic: only what is about it, under a name and address of its own."""
    text = read(reader, kind, topic="Mobilität").decode()
    assert "Radstation" in text
    assert "Stadtwald" not in text
    assert "Mobilität" in text
    assert "topic=Mobilit%C3%A4t" in text


@pytest.mark.parametrize("kind", KINDS)
def test_unchanged_feeds_cost_no_text(books: Shelf, reader: Client, kind: str) -> None:
    """304 for who has it already, by ETag or by date; 200 once something is new."""
    path = f"{LIST}feed.{kind}"
    first = reader.get(path)
    for header in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        again = reader.get(path, headers=header)
        assert (again.status_code, again.content) == (304, b"")
    later = timezone.now() + timedelta(seconds=2)
    Report.objects.filter(pk=books.wood.pk).update(withdrawn_at=later)
    answer = reader.get(path, headers={"if-modified-since": http_date(timezone.now().timestamp())})
    assert answer.status_code == 200
    assert answer["ETag"] != first["ETag"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_feed_is_a_feed_that_stays(books: Shelf, reader: Client, kind: str) -> None:
    """Nothing told yet: valid, and the same bytes at every call."""
    [one, two] = [read(reader, kind, topic="Nirgends") for _ in range(2)]
    assert one == two
    assert parse_feed(one, base_url="https://other.example.org/") == []


def test_a_report_told_twice_is_one_item(books: Shelf, reader: Client) -> None:
    """A new revision renews its item, under the same address, once it went out and not before."""
    add("rad.txt", RAD.replace("120 Plätzen", "150 Plätzen"))
    assert b"150 Pl" not in read(reader, "json")
    before = {item["id"]: item for item in json.loads(read(reader, "json"))["items"]}
    send(issue_of(books.bike, books.editor, "citizens"), books.approver)
    after = {item["id"]: item for item in json.loads(read(reader, "json"))["items"]}
    assert after.keys() == before.keys()
    [bike] = [item for item in after.values() if "Radstation" in item["title"]]
    assert "150 Plätzen" in bike["content_html"]
    assert bike["date_modified"] > before[bike["id"]]["date_modified"]
    assert bike["date_published"] == before[bike["id"]]["date_published"]


@pytest.mark.parametrize("kind", KINDS)
def test_feeds_speak_their_language(books: Shelf, reader: Client, kind: str) -> None:
    """Each item in the feed's language where there is one, else as it is, and marked so."""
    found = parse_feed(
        read(reader, kind, "/en/archive/citizens/"), base_url="https://other.example.org/"
    )
    languages = {item.report.title: item.report.language for item in found}
    assert languages == {
        "New bicycle station at the western railway station": "en",
        "Stadtwald wird umgebaut": "de",
    }
