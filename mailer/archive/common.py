"""What all pages of the archive ask first: which list, which language, which topic."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import set_response_etag
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from mailer.archive import places
from mailer.archive.search import tidy
from mailer.archive.standing import Standing, stand
from subscribers.audience import ListInfo

FRESH = 300
View = Callable[..., HttpResponse]


class Place(NamedTuple):
    """A page in one language."""

    code: str
    label: str
    path: str


def public_page(view: View) -> View:
    """A page for everybody: read only, fresh for five minutes, 304 while nothing changed.

    The view is handed what stands now (`standing.stand`). Of searches, which are endless, few are
    kept.
    """
    fresh = cache_control(public=True, max_age=FRESH)(view)

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        now = stand()

        def make() -> HttpResponse:
            response = fresh(request, now, *args, **kwargs)
            # Kept with the page: the digest of a feed takes as long as all the rest of a visit.
            set_response_etag(response)
            return response

        return once(request, now, make, among="searches" if "q" in request.GET else "pages")

    return wraps(view)(require_safe(conditional_page(answer)))


def once(
    request: HttpRequest, now: Standing, make: Callable[[], HttpResponse], *, among: str
) -> HttpResponse:
    """What this process made of an address in a language for as long as all stands the same,
    however many ask for it; else made now, and kept among these unless it says 'no-store'.
    """
    stood = (now.house.mark, now.shelf, language_of(), request.get_full_path())
    key = sha256("\n".join(stood).encode()).hexdigest()
    if (known := caches[among].get(key)) is not None:
        content, headers = known
        return HttpResponse(content, headers=headers)
    response = make()
    if response.status_code == 200 and "no-store" not in response.get("Cache-Control", ""):
        caches[among].set(key, (response.content, dict(response.headers)))
    return response


def language_of() -> str:
    """The language in the address."""
    return get_language() or settings.LANGUAGE_CODE


def open_list(now: Standing, slug: str) -> ListInfo:
    """A list with an archive; private ones are as if they were not there."""
    for entry in now.house.lists:
        if entry.slug == slug:
            return entry
    raise Http404


def topic_asked(request: HttpRequest) -> str:
    """The topic of the address, '' for all."""
    return tidy(request.GET.get("topic", ""))


def asking(**parts: object) -> str:
    """'?a=b&c=d' of what is not empty."""
    given = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(given)}" if given else ""


def in_languages(name: str, *parts: str, ids: dict[str, str] | None = None) -> list[Place]:
    """A page in each language of the site; `ids` are last parts that differ by language."""
    own = {code: (*parts, ids[code]) if ids else parts for code in ids or places.LANGUAGES}
    return [
        Place(code, label, places.path(name, code, *own[code]))
        for code, label in settings.LANGUAGES
        if code in own
    ]
