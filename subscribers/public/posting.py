"""Posters of public lists: drawn once per process and content, for anybody to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from subscribers import offers
from subscribers.posters import Poster, pdf, svg

KINDS: dict[str, tuple[str, Callable[[Poster], bytes]]] = {
    "svg": ("image/svg+xml", svg),
    "pdf": ("application/pdf", pdf),
}


@require_safe
@cache_control(public=True, max_age=300)
def poster(request: HttpRequest, slug: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """The poster of a list in the language of the address."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    offer = offers.catalogue(language).find(slug)
    if offer is None or offer.slug != slug or kind not in KINDS:
        raise Http404
    url = f"{settings.SITE_URL}{reverse('public:list', args=[slug])}"
    drawn = _drawn(Poster(settings.CITY, offer.name, offer.purpose, url, language), kind)
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-{language}.{kind}"',
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return HttpResponse(drawn, content_type=KINDS[kind][0], headers=headers)


@lru_cache(maxsize=32)
def _drawn(content: Poster, kind: str) -> bytes:
    with translation.override(content.language):
        return KINDS[kind][1](content)
