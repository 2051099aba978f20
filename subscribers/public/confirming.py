"""The click that confirms a wish: a page with one button, for link scanners open links (S12)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from subscribers import audience, consent, slips
from subscribers.models import Wish, WishKind
from subscribers.public.views import SOURCE, PublicPage, lost, other_languages, plain
from subscribers.slips import Slip


class Confirm(PublicPage):
    """Sign-ups, invitations, changes of address; GET, HEAD and OPTIONS change nothing."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say what is about to be confirmed."""
        wish = _wish(token)
        if wish is None:
            return lost(request)
        if wish.used_at:
            return _page(request, "confirmed", wish=wish)
        late = wish.expires_at <= timezone.now()
        return _page(request, "confirm_too_late" if late else "confirm", wish=wish)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Confirm; pressing twice is fine."""
        wish = _wish(token)
        if wish is None:
            return lost(request)
        verb = consent.confirm_move if wish.kind == WishKind.ADDRESS else consent.confirm
        done = verb(wish.pk, source=SOURCE)
        return _page(request, "confirmed" if done else "confirm_too_late", wish=wish)


def _wish(token: str) -> Wish | None:
    number = slips.read(Slip.CONFIRM, token) or 0
    return Wish.objects.filter(pk=number).exclude(kind=WishKind.LINK).first()


def _page(request: HttpRequest, template: str, *, wish: Wish) -> HttpResponse:
    if wish.kind == WishKind.ADDRESS:
        return plain(request, f"address_{template}")
    lists = audience.lists(ids=[int(key) for key in wish.choice["lists"]])
    language = translation.get_language() or ""
    context: dict[str, Any] = {
        "names": [one.name(language) for one in lists],
        "sender": lists[0].sender if lists else None,
        "other_languages": other_languages(),
    }
    return render(request, f"public/{template}.html", context)
