"""The feeds of a list, and of a topic in it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import SyndicationFeed
from django.utils.http import http_date
from markupsafe import escape

from mailer.archive import places
from mailer.archive.common import (
    asking,
    language_of,
    open_list,
    public_page,
    topic_asked,
)
from mailer.archive.standing import Standing
from mailer.archive.syndication import FEEDS
from mailer.archive.told import Told, newest_told
from mailer.reports.model import Image, Report, plain
from subscribers.audience import ListInfo


@public_page
def feed(request: HttpRequest, now: Standing, slug: str, kind: str) -> HttpResponse:
    """Whole reports, those told last in front; 304 while nothing is new."""
    if kind not in FEEDS:
        raise Http404
    entry, language, topic = open_list(now, slug), language_of(), topic_asked(request)
    told, changed = newest_told(entry, language, topic=topic)
    made = FEEDS[kind](
        title=_title(entry, language, topic=now.house.topic_names(language).get(topic, topic)),
        link=places.of_list(entry, language) + asking(topic=topic),
        description=entry.purposes.get(language) or next(iter(entry.purposes.values()), ""),
        language=language,
        author_name=entry.sender.name,
        feed_url=places.absolute("feed", language, slug, kind) + asking(topic=topic),
        changed=changed,
    )
    for item in told:
        _add(made, item, author=entry.sender.name)
    response = HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
    response["X-Robots-Tag"] = "noindex"
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def _title(entry: ListInfo, language: str, *, topic: str) -> str:
    name = f"{settings.CITY}: {entry.name(language)}"
    return f"{name} – {topic}" if topic else name


def _add(feed: SyndicationFeed, told: Told, *, author: str) -> None:
    report = told.report
    place = reverse("archive:report", args=[told.public_id, report.language])
    address = f"{settings.SITE_URL}{place}"
    feed.add_item(
        title=report.title,
        link=address,
        unique_id=address,
        unique_id_is_permalink=True,
        description=str(escape(plain(report.lead))),
        summary=plain(report.lead),
        content=_whole(report),
        language=report.language,
        image=_picture(report),
        author_name=author,
        categories=report.topics,
        pubdate=told.published,
        updateddate=told.changed,
    )


@lru_cache(maxsize=300)
def _whole(report: Report) -> str:
    """The report as HTML in its own language; every value is escaped."""
    with translation.override(report.language):
        return render_to_string("archive/item.html", {"report": report}, using="jinja2")


def _picture(report: Report) -> str:
    blocks = (block for section in report.sections for block in section.blocks)
    return next((block.src for block in blocks if isinstance(block, Image)), "")
