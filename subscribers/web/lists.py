"""Lists, and what brings people to them: page, form to embed, poster."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from staff.access import StaffRequest, mine, page, verb
from staff.roles import Act
from subscribers import listing, offers
from subscribers.models import List
from subscribers.models.lists import by_language
from subscribers.public import places


@page
def lists(request: StaffRequest) -> HttpResponse:
    """All lists of the user's offices."""
    rows = mine(List.objects.select_related("audience", "sender"), request).order_by("slug")
    context = {"section": "lists", "rows": [_row(row) for row in rows]}
    return render(request, "desk/lists.html", context)


@page
def list_(request: StaffRequest, slug: str) -> HttpResponse:
    """One list, with everything to copy and to print."""
    rows = mine(List.objects.select_related("audience", "sender"), request)
    row = get_object_or_404(rows, slug=slug)
    words = offers.newest_wordings([row.pk], _language()).get(row.pk)
    context = {
        "section": "lists",
        "row": _row(row),
        "wording": words,
        "short_url": f"{settings.SITE_URL}{reverse('public:list', args=[slug])}",
        "tongues": [_tongue(row, code, label=label) for code, label in settings.LANGUAGES],
        "origins": settings.EMBED_ORIGINS,
        "may_edit": request.rights.may(Act.EDIT, row.office_id),
    }
    return render(request, "desk/list.html", context)


@verb
def easy(request: StaffRequest, slug: str) -> HttpResponse:
    """Offer easy language to the people of a list, or stop offering it."""
    get_object_or_404(mine(List.objects.all(), request), slug=slug)
    offered = request.POST.get("offered") == "yes"
    if listing.offer_easy_language(slug, offered=offered, by=request.user):
        messages.success(request, _("Saved"))
    return redirect("offers:list", slug)


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _row(row: List) -> dict[str, object]:
    language = _language()
    return {
        "list": row,
        "name": row.name(language),
        "purpose": by_language(row.purposes, language),
        "audience": row.audience.name(language),
        "archive": places.archive(row.slug) if row.is_public else "",
    }


def _tongue(row: List, code: str, *, label: str) -> dict[str, str]:
    """The same in one language: addresses, snippets, posters."""
    with translation.override(code):
        page_url = f"{settings.SITE_URL}{reverse('site:home')}"
        frame = f"{settings.SITE_URL}{reverse('site:embed', args=[row.public_id])}"
        name = row.name(code)
        snippet = {"action": page_url, "public_id": row.public_id, "name": name}
        return {
            "code": code,
            "label": label,
            "page": f"{page_url}?list={row.slug}",
            "frame": render_to_string("desk/frame.txt", {"url": frame, "name": name}).strip(),
            "form": render_to_string("desk/snippet.txt", snippet).strip(),
            **{kind: reverse("site:poster", args=[row.slug, kind]) for kind in ("svg", "pdf")},
        }
