"""The pages with a city's own words, with every version that ever counted."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from subscribers import legal
from subscribers.models import Page, PageName
from subscribers.public import places


@require_safe
def page(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    """The newest version, or the one of the address; the city's own site has precedence."""
    outside = getattr(settings, f"{name.upper()}_URL")
    if outside and not version:
        return redirect(outside)
    newest = legal.newest(name, _language())
    shown = _version(name, int(version)) if version else newest
    if shown is None or newest is None:
        raise Http404
    context = {
        "title": PageName(name).label,
        "page": shown,
        "text": legal.html(shown.text),
        "is_newest": shown.version == newest.version,
        "newest_path": reverse("site:page", args=[name]),
        "history_path": reverse("site:page-history", args=[name]),
        "in_languages": places.in_languages(lambda: reverse("site:page", args=[name])),
    }
    return render(request, "public/page.html", context)


@require_safe
def history(request: HttpRequest, name: str) -> HttpResponse:
    """All versions with their days."""
    newest = legal.newest(name, _language())
    if newest is None:
        raise Http404
    rows = legal.versions(name, newest.language)
    context = {
        "title": PageName(name).label,
        "rows": [(row, reverse("site:page-version", args=[name, row.version])) for row in rows],
        "in_languages": places.in_languages(lambda: reverse("site:page-history", args=[name])),
    }
    return render(request, "public/page_versions.html", context)


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _version(name: str, version: int) -> Page | None:
    """This version in the language of the address, else in the one that there is."""
    rows = list(Page.objects.filter(name=name, version=version))
    rows.sort(key=lambda row: row.language != _language())
    return rows[0] if rows else None
