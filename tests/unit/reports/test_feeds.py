"""RSS, Atom and JSON Feed (S18): entries to reports, hostile feeds refused."""

from __future__ import annotations

import json

import pytest

from mailer.reports.codec import content_hash
from mailer.reports.errors import (
    BrokenFeedError,
    EmptySourceError,
    ReportError,
    TooLargeError,
    UnsafeSourceError,
)
from mailer.reports.feeds import FeedItem, parse_feed
from mailer.reports.model import ItemList, plain

BASE = "https://jena.example.org/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Jena</title><link>https://jena.example.org/</link><language>de-DE</language>
<item><title>Neues &lt;b&gt;Rad&lt;/b&gt; &amp;amp; Tat</title><link>/a</link>
<guid isPermaLink="false">g1</guid><category>Verkehr</category><category>Verkehr</category>
<pubDate>Mon, 03 Mar 2025 10:00:00 +0100</pubDate>
<content:encoded><![CDATA[<p>Am <a href="/x">Anger</a> tut sich was.</p><script>alert(1)</script>
<h2>Zahlen</h2><ul><li>BODY</li></ul>]]></content:encoded></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xml:base="https://other.example.org/b/"><title>T</title><entry><id>u1</id>
<title type="text">A &lt; B</title><link href="c"/><category term="Bau"/>
<published>2025-03-01T10:00:00Z</published><updated>2025-03-03T10:00:00Z</updated>
<content
 type="html">&lt;p&gt;The &lt;a href="d"&gt;plan&lt;/a&gt; is here.&lt;/p&gt;</content>
</entry></feed>"""


def one(data: str) -> FeedItem:
    """The feed's only entry."""
    (item,) = parse_feed(data.encode(), base_url=BASE)
    return item


def test_rss_entries_become_reports() -> None:
    """S18: the title is text, HTML is sanitised; links are resolved, categories are topics."""
    item = one(RSS)
    assert (item.guid, item.url) == ("g1", "https://jena.example.org/a")
    assert item.report.title == "Neues Rad & Tat"
    assert item.report.topics == ("Verkehr",)
    assert item.report.language == "de"
    assert item.report.date is not None
    assert item.updated is not None
    assert item.report.lead[1].href == "https://jena.example.org/x"
    assert "alert" not in repr(item.report)
    assert isinstance(item.report.sections[0].blocks[0], ItemList)


def test_atom_entries_use_their_own_base() -> None:
    """xml:base resolves links; `updated` is the entry's; the day is that of publishing."""
    item = one(ATOM)
    assert item.url == "https://other.example.org/b/c"
    assert item.report.title == "A < B"
    assert item.report.lead[1].href == "https://other.example.org/b/d"
    assert item.updated is not None
    assert item.updated.isoformat() == "2025-03-03T10:00:00+00:00"
    assert item.report.date is not None
    assert item.report.date.isoformat() == "2025-03-01"
    assert item.report.topics == ("Bau",)


def test_json_feed_entries_become_reports() -> None:
    """JSON Feed 1.1 with HTML or plain text."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "de",
        "items": [
            {
                "id": 7,
                "url": "/7",
                "title": "Hallo",
                "content_html": "<p>Der <a href='/q'>Plan</a> liegt aus.</p>",
                "tags": ["Bau"],
                "date_modified": "2025-03-03T10:00:00+01:00",
            },
            {"id": "8", "content_text": "Nur Text ist das. Mehr gibt es nicht."},
            "junk",
        ],
    }
    first, second = parse_feed(json.dumps(feed).encode(), base_url=BASE)
    assert (first.guid, first.url) == ("7", "https://jena.example.org/7")
    assert first.report.lead[1].href == "https://jena.example.org/q"
    assert (second.report.title, second.url) == ("Nur Text ist das", "")
    assert plain(second.report.lead) == "Mehr gibt es nicht."


def test_the_same_guid_with_other_words_has_another_hash() -> None:
    """A changed entry is a new revision; an unchanged one is not."""
    before, after = one(RSS), one(RSS.replace("BODY", "anders"))
    assert before.guid == after.guid
    assert content_hash(before.report) != content_hash(after.report)
    assert content_hash(before.report) == content_hash(one(RSS).report)


LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    '<rss version="2.0"><channel>&b;</channel></rss>'
)
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0">&x;</rss>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (LAUGHS.encode(), UnsafeSourceError),
        (OUTSIDE.encode(), UnsafeSourceError),
        (LAUGHS.encode("utf-16"), UnsafeSourceError),
        (
            ("<?xml version='1.0' encoding='utf-16'?>" + OUTSIDE).encode("utf-16-be"),
            UnsafeSourceError,
        ),
        (b"<rss>" + b"<a>" * 100 + b"</a>" * 100 + b"</rss>", TooLargeError),
        (b"<rss>" + b" " * 6_000_000, TooLargeError),
        (b"<html><body>Not found</body></html>", BrokenFeedError),
        (RSS[:400].encode(), BrokenFeedError),
        (b'{"version": "1"', BrokenFeedError),
        (b'{"items": []}', BrokenFeedError),
        (b"[" * 100_000, BrokenFeedError),
        (b"just words", BrokenFeedError),
        (b"  ", EmptySourceError),
    ],
)
def test_hostile_and_broken_feeds_are_refused(data: bytes, error: type[ReportError]) -> None:
    """S18: no entities of any kind, bounded depth and size, and a remedy for each fault."""
    with pytest.raises(error) as caught:
        parse_feed(data, base_url=BASE)
    assert caught.value.file == BASE
    assert caught.value.place
    assert caught.value.remedy


def test_small_faults_are_forgiven() -> None:
    """HTML's entities in XML are the commonest fault of feeds."""
    assert one(
        RSS.replace("BODY", "eins &nbsp; zwei").replace("Jena</title>", "Jena&nbsp;</title>")
    )
