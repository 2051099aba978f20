"""The archive's pages: all public lists, one list with its search, one issue."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from mailer.archive import places
from mailer.archive.common import (
    asking,
    in_languages,
    language_of,
    open_list,
    public_page,
    topic_asked,
)
from mailer.archive.finding import MOST_PAGES, Shown, newest, shown
from mailer.archive.later import is_withdrawn
from mailer.archive.lines import Look, line
from mailer.archive.search import search, tidy
from mailer.archive.standing import Standing
from mailer.archive.syndication import FEEDS
from mailer.archive.views import gone
from mailer.models import Edition
from subscribers.audience import ListInfo


@public_page
def index(request: HttpRequest, now: Standing) -> HttpResponse:
    """All lists that everybody may read."""
    lists, language = now.house.lists, language_of()
    sender = lists[0].sender if lists else None
    context = {"lists": lists, "sender": sender, "places": in_languages("index")}
    return render(request, "archive/index.html", {**context, "language": language})


@public_page
def of_list(request: HttpRequest, now: Standing, slug: str) -> HttpResponse:
    """The issues of a list, newest first; or those that fit a search, best first."""
    entry, language = open_list(now, slug), language_of()
    asked, topic, number = tidy(request.GET.get("q", "")), topic_asked(request), _number(request)
    if asked:
        found, more = search(entry, language, asked=asked, topic=topic, number=number)
    else:
        found, more = newest(entry, language, topic=topic, number=number)
    if number > 1 and not found:
        raise Http404
    before = number - 1 if number > 2 else ""
    here, names = places.path("list", language, slug), now.house.topic_names(language)
    topics = sorted(now.topics(entry, language) | {topic} - {""}, key=str.casefold)
    look = Look(now.house, slug, language)
    context = {
        **_shell(entry, language, topic=topic),
        "places": in_languages("list", slug),
        "here": here,
        "lines": Markup("").join(line(row, look) for row in found),
        "asked": asked,
        "topic": topic,
        "topics": [(one, names.get(one, one)) for one in topics],
        "names": names,
        "number": number,
        "newer": here + asking(q=asked, topic=topic, page=before) if number > 1 else "",
        "older": here + asking(q=asked, topic=topic, page=number + 1) if more else "",
    }
    return render(request, "archive/list.html", context)


@public_page
def issue(request: HttpRequest, now: Standing, slug: str, public_id: str) -> HttpResponse:
    """One issue as everybody may read it; any edition's id leads to that of the language."""
    entry, language = open_list(now, slug), language_of()
    found = shown(entry, language, public_id=public_id)
    if found is None:
        if _withdrawn(entry, public_id):
            return gone(request)
        raise Http404
    own = found.public_id
    if own != public_id:
        return HttpResponseRedirect(places.path("issue", language, slug, own))
    context = {
        **_shell(entry, language),
        "places": in_languages("issue", slug, ids=_ids(found) | {language: own}),
        "canonical": places.absolute("issue", language, slug, own),
        "page": found,
        # Escaped when it was written (mailer.editions.article).
        "article": Markup(found.article),  # noqa: S704
        "mailed": reverse("archive:edition", args=[own]),
        "eased": _eased(found, language, slug=slug),
        "right": places.path("issue", language, slug, found.right_id) if found.right_id else "",
    }
    return render(request, "archive/issue.html", context)


def _ids(page: Shown) -> dict[str, str]:
    """The same page by language; in easy language where it is and there is one."""
    return page.ids | page.easy_ids if page.easy else page.ids


def _eased(page: Shown, language: str, *, slug: str) -> str:
    """Where the issue is in easy language, on such a page the ordinary one; '' for none."""
    there = page.ids if page.easy else page.easy_ids
    other = there.get(language if language in there else page.language, "")
    return places.path("issue", language, slug, other) if other else ""


def _withdrawn(entry: ListInfo, public_id: str) -> bool:
    """Whether the list had this page until a report was withdrawn."""
    sent = Edition.objects.filter(
        public_id=public_id, issue__lists__list_id=entry.id, audience_id=entry.audience_id
    )
    found = sent.filter(issue__expanded_at__isnull=False).first()
    return found is not None and is_withdrawn(found)


def _shell(entry: ListInfo, language: str, *, topic: str = "") -> dict[str, object]:
    """The list, its sender with the legal notice, and its feeds, for every page about it."""
    feeds = [
        (kind, FEEDS[kind].label, FEEDS[kind].content_type.partition(";")[0],
         places.path("feed", language, entry.slug, kind) + asking(topic=topic))
        for kind in FEEDS
    ]  # fmt: skip
    return {
        "entry": entry,
        "sender": entry.sender,
        "language": language,
        "name": entry.name(language),
        "purpose": entry.purposes.get(language) or next(iter(entry.purposes.values()), ""),
        "feeds": feeds,
        "site_url": settings.SITE_URL,
    }


def _number(request: HttpRequest) -> int:
    """The page asked for; what is no number of a page leads nowhere."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MOST_PAGES):
        raise Http404
    return int(asked[:6])
