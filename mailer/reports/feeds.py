"""RSS 2.0, Atom and JSON Feed to reports; items share the path of every other HTML (S18)."""

from __future__ import annotations

import io
import json
from calendar import timegm
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser
from dateutil.parser import isoparse

from mailer.reports.assemble import assemble
from mailer.reports.clean import clean
from mailer.reports.errors import BrokenFeedError, EmptySourceError, TooLargeError
from mailer.reports.feedguard import check_xml
from mailer.reports.formats.frontmatter import Front
from mailer.reports.formats.markup import parse_html, plain_text
from mailer.reports.model import Contact, Image, Report

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ITEMS: Final = 500


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry: `guid` stays the same when the text changes; `updated` is aware or None."""

    guid: str
    url: str
    updated: datetime | None
    report: Report


@dataclass(frozen=True, slots=True)
class _Entry:
    guid: str
    url: str
    title: str
    html: str
    base: str
    summary: str = ""
    language: str = ""
    author: str = ""
    image: str = ""
    topics: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None


def parse_feed(data: bytes, *, base_url: str) -> list[FeedItem]:
    """The entries in the feed's order, at most 500; those without any words are left out.

    `base_url` resolves relative links and names the feed in errors. Raises BrokenFeedError,
    UnsafeSourceError (entity declarations), TooLargeError or EmptySourceError.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(base_url, f"{len(data) // 1024} KiB")
    if not data.strip():
        raise EmptySourceError(base_url, "whole feed")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    entries = _json(data, base_url) if start == b"{" else _xml(data, base_url)
    items = (_item(entry) for entry in entries[:MAX_ITEMS])
    return [item for item in items if item is not None]


def _item(entry: _Entry) -> FeedItem | None:
    front = Front(
        title=entry.title,
        language=entry.language,
        date=_day(entry.published or entry.updated),
        topics=entry.topics,
        contact=Contact(name=entry.author) if entry.author else None,
        url=entry.url,
    )
    drafts = parse_html(entry.html or entry.summary, entry.base)
    if not drafts and not entry.title:
        return None
    report = assemble(drafts, front, fallback=entry.title or entry.url or entry.guid)
    return FeedItem(
        entry.guid or entry.url or entry.title,
        entry.url,
        entry.updated or entry.published,
        _illustrated(report, entry.image),
    )


def _illustrated(report: Report, src: str) -> Report:
    """The entry's own picture, where its text shows none."""
    shown = any(isinstance(b, Image) for s in report.sections for b in s.blocks)
    if not src or shown or not report.sections:
        return report
    first = report.sections[0]
    first = replace(first, blocks=(Image(src), *first.blocks))
    return replace(report, sections=(first, *report.sections[1:]))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _xml(data: bytes, base_url: str) -> list[_Entry]:
    check_xml(data, base_url)
    # A stream, not bytes: feedparser takes bytes for a file name first.
    parsed: Any = feedparser.parse(
        io.BytesIO(data),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-location": base_url},
    )
    if not parsed.get("version"):
        raise BrokenFeedError(base_url, _place(parsed.get("bozo_exception")))
    language = _language(parsed.feed.get("language", ""))
    return [_xml_entry(entry, base_url, language=language) for entry in parsed.entries]


def _place(error: object) -> str:
    line = getattr(error, "getLineNumber", None)
    return f"line {line()}" if callable(line) else "root element"


def _xml_entry(entry: Any, base_url: str, *, language: str) -> _Entry:
    contents = sorted(entry.get("content", []), key=lambda part: "html" not in part.get("type", ""))
    content: Any = contents[0] if contents else {}
    summary: Any = entry.get("summary_detail") or {}
    base = content.get("base") or summary.get("base") or base_url
    detail: Any = entry.get("title_detail") or {}
    return _Entry(
        guid=clean(entry.get("id", "")).strip(),
        url=_web(entry.get("link", ""), base_url),
        title=_title(detail.get("value") or entry.get("title", "")),
        html=_as_html(content),
        base=urljoin(base_url, base),
        summary=_as_html(summary),
        language=_language(content.get("language") or "") or language,
        author=_title(entry.get("author_detail", {}).get("name", "")),
        image=_enclosure(entry, base_url),
        topics=_topics(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])),
        published=_moment(entry.get("published_parsed")),
        # feedparser lends the day of publishing to a missing 'updated', with a warning.
        updated=_moment(entry["updated_parsed"]) if "updated_parsed" in entry else None,
    )


def _as_html(part: Any) -> str:
    value = str(part.get("value") or "")
    if part.get("type") != "text/plain" or "<" in value or "&" in value:
        return value
    return "".join(f"<p>{words}</p>" for words in value.split("\n\n"))


def _title(value: str) -> str:
    """Titles are text: mark-up in them is dropped, escaped or not."""
    return plain_text(plain_text(str(value)))


def _enclosure(entry: Any, base_url: str) -> str:
    for item in entry.get("enclosures", []):
        if str(item.get("type", "")).startswith("image/"):
            return _web(item.get("href", ""), base_url)
    return ""


def _topics(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for value in values if (words := _title(value))))


def _language(code: str) -> str:
    return str(code).strip().lower()[:2] if str(code).strip()[:2].isalpha() else ""


def _web(url: str, base_url: str) -> str:
    try:
        url = clean(str(url)).strip()
        url = urljoin(base_url, url) if url else ""
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _json(data: bytes, base_url: str) -> list[_Entry]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BrokenFeedError(base_url, f"line {line}") from error
    version = feed.get("version", "") if isinstance(feed, dict) else ""
    entries = feed.get("items") if isinstance(feed, dict) else None
    if "jsonfeed.org/version/" not in str(version) or not isinstance(entries, list):
        raise BrokenFeedError(base_url, "version")
    language = _language(feed.get("language") or "")
    return [_json_entry(e, base_url, language=language) for e in entries if isinstance(e, dict)]


def _json_entry(entry: dict[str, Any], base_url: str, *, language: str) -> _Entry:
    url = _web(entry.get("url") or entry.get("external_url") or "", base_url)
    text = {"type": "text/plain", "value": entry.get("content_text") or entry.get("summary")}
    authors = entry.get("authors") or [entry.get("author")]
    author = authors[0] if isinstance(authors, list) and authors else None
    tags = entry.get("tags")
    return _Entry(
        guid=clean(str(entry.get("id") or url)),
        url=url,
        title=_title(entry.get("title") or ""),
        html=str(entry.get("content_html") or ""),
        base=url or base_url,
        summary=_as_html(text),
        language=_language(entry.get("language") or "") or language,
        author=_title(author.get("name") or "") if isinstance(author, dict) else "",
        image=_web(entry["image"], base_url) if isinstance(entry.get("image"), str) else "",
        topics=_topics(tags if isinstance(tags, list) else ()),
        published=_iso(entry.get("date_published")),
        updated=_iso(entry.get("date_modified")),
    )


def _iso(value: object) -> datetime | None:
    """RFC 3339, as JSON Feed 1.1 asks; anything else is no date."""
    try:
        moment = isoparse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
