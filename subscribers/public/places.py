"""Where pages of the site stand: in each language, and those of the archive where it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

# The archive is the mailer's: only the names of its addresses are known here.
ARCHIVES = ("reading", "archive")


class Place(NamedTuple):
    """A page in one language."""

    code: str
    label: str
    path: str


def in_languages(path_of: Callable[[], str], query: str = "") -> list[Place]:
    """A page in each language of the site."""
    found = []
    for code, label in settings.LANGUAGES:
        with translation.override(code):
            found.append(Place(code, label, path_of() + (f"?{query}" if query else "")))
    return found


def archive(slug: str) -> str:
    """The archive of a list, '' where there is none."""
    return _archive("list", slug)


def feed(slug: str) -> str:
    """The feed of a list, '' where there is none."""
    return _archive("feed", slug, "atom")


def send_link() -> str:
    """Where people have the link to their settings sent to them, '' where nowhere."""
    return _first("public:link")


def _archive(name: str, *parts: str) -> str:
    return _first(*(f"{space}:{name}" for space in ARCHIVES), parts=parts)


def _first(*names: str, parts: tuple[str, ...] = ()) -> str:
    """The first of these addresses that there is."""
    for name in names:
        try:
            return reverse(name, args=parts)
        except NoReverseMatch:
            continue
    return ""


@require_safe
def start(request: HttpRequest, slug: str = "") -> HttpResponse:  # noqa: ARG001
    """The sign-up page in the browser's language; with a list of the short address in front."""
    target = reverse("site:home") + (f"?list={slug}" if slug else "")
    response = HttpResponseRedirect(target)
    patch_vary_headers(response, ["Accept-Language"])
    return response
