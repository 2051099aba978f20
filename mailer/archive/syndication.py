"""RSS 2.0, Atom and JSON Feed 1.1 with the whole text of each item, from the same values."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

CONTENT = "http://purl.org/rss/1.0/modules/content/"


class Steady(SyndicationFeed):
    """A feed whose bytes change with what it says only: an empty one is not as new as the clock."""

    label = ""
    content_type = ""

    def latest_post_date(self) -> datetime:
        """When anything in it changed last."""
        return self.feed["changed"] or datetime.fromtimestamp(0, UTC)


class RssFeed(Steady, Rss201rev2Feed):
    """RSS, the whole text in content:encoded."""

    label = "RSS"
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        """With the module that knows whole texts."""
        return {**super().rss_attributes(), "xmlns:content": CONTENT}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """With the whole text, and its language where it is not the feed's."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"], _tongue(self, item))


class AtomFeed(Steady, Atom1Feed):
    """Atom, the whole text in content."""

    label = "Atom"
    content_type = "application/atom+xml; charset=utf-8"

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """With the whole text, and its language where it is not the feed's."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html", **_tongue(self, item)})


class JsonFeed(Steady):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    label = "JSON Feed"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:  # noqa: ARG002
        """Write the feed into a text file."""
        feed = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"]}],
            "items": [_json_item(item) for item in self.items],
        }
        outfile.write(json.dumps(document, ensure_ascii=False))


FEEDS: dict[str, type[Steady]] = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}


def _json_item(item: dict[str, Any]) -> dict[str, Any]:
    """The members that have something to say."""
    known = {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "content_html": item["content"],
        "summary": item["summary"],
        "image": item["image"],
        "date_published": _date(item["pubdate"]),
        "date_modified": _date(item["updateddate"]),
        "authors": [{"name": item["author_name"]}] if item["author_name"] else None,
        "tags": item["categories"],
        "language": item["language"],
    }
    return {name: value for name, value in known.items() if value}


def _date(moment: datetime | None) -> str:
    return rfc3339_date(moment) if moment else ""


def _tongue(feed: SyndicationFeed, item: dict[str, Any]) -> dict[str, str]:
    return {} if item["language"] == feed.feed["language"] else {"xml:lang": item["language"]}
