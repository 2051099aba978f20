"""Leaving a list and choosing how often to hear from it (RFC 8058; M16, M17, S12, P20).

GET, HEAD and OPTIONS change nothing, whoever follows the link. POST needs neither cookie nor
CSRF token nor Referer, because whoever holds the token may do exactly this.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from subscribers import audience, consent, tokens
from subscribers.audience import ListInfo
from subscribers.chain import open_row
from subscribers.models import EndedReason, Frequency
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

    def page(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
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
        return open_row(*self.claim) is not None

    def leave(self) -> HttpResponse:
        """Take the person off the list; pressing twice is fine."""
        try:
            consent.end(*self.claim, reason=EndedReason.UNSUBSCRIBED, source=SOURCE)
        except consent.MustStayError:
            return self.page("must_stay", status=403)
        return self.page("left", back_path=reverse("public:take_back", args=[self._token()]))

    def _token(self) -> str:
        return tokens.make(Purpose.UNSUBSCRIBE, **self.claim._asdict())


class Unsubscribe(TokenPage):
    """One page, one button; also the one-click address of the List-Unsubscribe header."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Ask once more, for link scanners press every link."""
        if not self.list.may_leave:
            return self.page("must_stay")
        return self.page("leave" if self.is_member() else "not_on_list")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Leave. The body is not looked at: mail clients send it in more than one form."""
        return self.leave()


class TakeBack(TokenPage):
    """Undo, for those who pressed by mistake."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Somebody reloads: say how things stand."""
        return self.page("leave" if self.is_member() else "not_on_list")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Back on the list, within the hour."""
        return self.page("back" if consent.take_back(*self.claim, source=SOURCE) else "too_late")


class Preferences(TokenPage):
    """How often, or not at all."""

    purpose = Purpose.PREFERENCES

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Show the choice."""
        return self._choice()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Save the choice, or leave."""
        if "leave" in request.POST:
            return self.leave()
        frequency = request.POST.get("frequency", "")
        if frequency not in Frequency.values:
            return self._choice(error=_("Choose one of these."), status=400)
        consent.change_frequency(*self.claim, frequency=frequency, source=SOURCE)
        return self._choice(saved=True)

    def _choice(self, *, status: int = 200, error: str = "", saved: bool = False) -> HttpResponse:
        row = open_row(*self.claim)
        if row is None:
            return self.page("not_on_list")
        return self.page(
            "preferences",
            status=status,
            error=error,
            saved=saved,
            frequency=row.frequency,
            frequencies=_frequencies(),
        )


def lost(request: HttpRequest) -> HttpResponse:
    """What to do about a link that is not ours; the legal notice is that of any sender (P21)."""
    sender = next((one.sender for one in audience.lists()), None)
    context = {"other_languages": other_languages(), "sender": sender}
    return render(request, "public/lost.html", context, status=404)


def _frequencies() -> list[tuple[str, str]]:
    return [
        (Frequency.IMMEDIATELY, _("As soon as there is something new")),
        (Frequency.DAILY, _("Once a day")),
        (Frequency.WEEKLY, _("Once a week")),
        (Frequency.MONTHLY, _("Once a month")),
    ]


def _language(request: HttpRequest) -> str:
    """The one of the language link, else the one that the browser asks for."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "de"


def other_languages() -> list[tuple[str, str]]:
    """The languages that a page could be read in instead."""
    return [pair for pair in settings.LANGUAGES if pair[0] != translation.get_language()]
