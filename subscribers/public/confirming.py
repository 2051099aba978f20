"""The click that confirms a wish: a page with one button, for link scanners open links (S12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from subscribers import audience, consent, slips
from subscribers.audience import ListInfo
from subscribers.models import List, Wish, WishKind, Wording
from subscribers.public import places
from subscribers.public.forms import FREQUENCIES
from subscribers.public.views import SOURCE, PublicPage, lost, other_languages, plain
from subscribers.slips import Slip
from subscribers.wishes import SignUp


class Asked(NamedTuple):
    """A list that is about to be joined: how often it writes, and the words agreed to."""

    name: str
    often: str
    words: str
    archive: str


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
    sign_up = SignUp.from_json(wish.choice)
    lists = audience.lists(ids=sign_up.lists)
    context: dict[str, Any] = {
        "asked": _asked(sign_up, lists),
        "names": [one.name(_language()) for one in lists],
        "sender": lists[0].sender if lists else None,
        "other_languages": other_languages(),
    }
    return render(request, f"public/{template}.html", context)


def _asked(sign_up: SignUp, lists: tuple[ListInfo, ...]) -> list[Asked]:
    shown = {choice.wording_id for choice in sign_up.lists.values() if choice.wording_id}
    words = dict(Wording.objects.filter(pk__in=shown).values_list("pk", "text"))
    usual = dict(List.objects.filter(pk__in=sign_up.lists).values_list("pk", "frequency"))
    often: Mapping[str, Any] = dict(FREQUENCIES)
    return [
        Asked(
            name=one.name(_language()),
            often=str(often[choice.frequency or usual[one.id]]),
            words=words.get(choice.wording_id or 0, ""),
            archive=places.archive(one.slug) if one.is_public else "",
        )
        for one in lists
        if (choice := sign_up.lists[one.id])
    ]


def _language() -> str:
    return translation.get_language() or ""
