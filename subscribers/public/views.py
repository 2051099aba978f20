"""What all pages share that a link opens, without login, cookie or JavaScript (M17, S12, P20).

GET, HEAD and OPTIONS change nothing, whoever follows the link. POST needs neither cookie nor
CSRF token nor Referer, because whoever holds the token may do exactly this.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from subscribers import audience, people, tokens
from subscribers.audience import ListInfo
from subscribers.chain import open_row
from subscribers.models import Subscriber
from subscribers.tokens import Claim, Purpose

SOURCE = "web"


@method_decorator(csrf_exempt, name="dispatch")
class PublicPage(View):
    """A page that its address alone opens. Nobody stores it, no other site learns its address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the reader's language."""
        language = _language(request)
        with translation.override(language):
            response = self.answer(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Content-Language"] = language
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer by the verb of the request."""
        return super().dispatch(request, *args, **kwargs)


class TokenPage(PublicPage):
    """A page about a person and a list; a token that is not ours gets a page that helps."""

    purpose: ClassVar[Purpose] = Purpose.UNSUBSCRIBE
    claim: Claim
    list: ListInfo

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the token first."""
        claim = tokens.read(self.purpose, kwargs["token"])
        known = audience.lists(ids=[claim.list_id]) if claim else ()
        if claim is None or not known:
            return lost(request)
        self.claim, self.list = claim, known[0]
        return super().answer(request, *args, **kwargs)

    @cached_property
    def person(self) -> Subscriber | None:
        """Whom the link is about, if anything of them is still stored."""
        return people.present(self.claim.subscriber_id)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page about this list."""
        links = audience.links(*self.claim)
        context |= {
            "name": self.list.name(translation.get_language() or ""),
            "sender": self.list.sender,
            "may_leave": self.list.may_leave,
            "other_languages": other_languages(),
            "unsubscribe_path": links.unsubscribe_url.removeprefix(settings.SITE_URL),
            "preferences_path": links.preferences_url.removeprefix(settings.SITE_URL),
        }
        return render(self.request, f"public/{template}.html", context, status=status)

    def is_member(self) -> bool:
        """Whether the person is on the list now."""
        return self.person is not None and bool(open_row(self.person.pk, self.claim.list_id))


def lost(request: HttpRequest) -> HttpResponse:
    """What to do about a link that is not ours; the legal notice is that of any sender (P21)."""
    return plain(request, "lost", status=404)


def plain(
    request: HttpRequest, template: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page about no list in particular."""
    sender = next((one.sender for one in audience.lists()), None)
    context = {"other_languages": other_languages(), "sender": sender, **context}
    return render(request, f"public/{template}.html", context, status=status)


def _language(request: HttpRequest) -> str:
    """The one of the language link, else the one that the browser asks for."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "de"


def other_languages() -> list[tuple[str, str]]:
    """The languages that a page could be read in instead."""
    return [pair for pair in settings.LANGUAGES if pair[0] != translation.get_language()]
