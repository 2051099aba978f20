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
    return _where("reading:list", slug)


def feed(slug: str) -> str:
    """The feed of a list, '' where there is none."""
    return _where("reading:feed", slug, "atom")


def _where(name: str, *parts: str) -> str:
    """The archive is the mailer's: only the names of its addresses are known here."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


@require_safe
def start(request: HttpRequest, slug: str = "") -> HttpResponse:  # noqa: ARG001
    """The sign-up page in the browser's language; with a list of the short address in front."""
    target = reverse("site:home") + (f"?list={slug}" if slug else "")
    response = HttpResponseRedirect(target)
    patch_vary_headers(response, ["Accept-Language"])
    return response
