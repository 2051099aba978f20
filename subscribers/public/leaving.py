"""Leaving a list or all of them, taking that back, and one question afterwards (M16, P9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from subscribers import consent, tokens
from subscribers.models import EndedReason, Farewell, FarewellAnswer, List, Subscription
from subscribers.public.views import SOURCE, TokenPage
from subscribers.tokens import Purpose

MOST = 4096
"""Octets of a one-click request; a longer one is a form, or nonsense."""


class Unsubscribe(TokenPage):
    """One page, one button; also the one-click address of the List-Unsubscribe header."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A mail program shows nobody a page, and there may be hundreds of them in a second."""
        claim = tokens.read(self.purpose, kwargs["token"])
        if claim is None or type(self) is not Unsubscribe or not _is_one_click(request):
            return super().answer(request, *args, **kwargs)
        try:
            consent.end(*claim, reason=EndedReason.UNSUBSCRIBED, source=SOURCE)
        except (consent.MustStayError, List.DoesNotExist):
            return super().answer(request, *args, **kwargs)
        return HttpResponse(_("Unsubscribed"), content_type="text/plain; charset=utf-8")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Ask once more, for link scanners press every link."""
        if not self.list.may_leave:
            return self.page("must_stay")
        if not self.is_member():
            return self.page("not_on_list")
        return self.page("leave", others=len(open_lists(self)) > 1, all_path=self.path("leave_all"))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Leave; pressing twice is fine. The body is not looked at: mail clients send it in more
        than one form.
        """
        try:
            consent.end(*self.claim, reason=EndedReason.UNSUBSCRIBED, source=SOURCE)
        except consent.MustStayError:
            return self.page("must_stay", status=403)
        return self.page("left", **self.after())

    def path(self, name: str) -> str:
        """The address of a page about leaving, for this person and list."""
        token = tokens.make(Purpose.UNSUBSCRIBE, **self.claim._asdict())
        return reverse(f"public:{name}", args=[token])

    def after(self) -> dict[str, Any]:
        """What a page says to somebody who has just left."""
        return {
            "back_path": self.path("take_back"),
            "all_path": self.path("leave_all"),
            "why_path": self.path("why"),
            "others": bool(open_lists(self)),
            "answers": FarewellAnswer.choices,
        }


class TakeBack(Unsubscribe):
    """Undo, for those who pressed by mistake."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Somebody reloads: say how things stand."""
        return self.page("back" if self.is_member() else "not_on_list", names=[])

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Back on the list, within the hour."""
        done = consent.take_back(*self.claim, source=SOURCE)
        return self.page("back" if done else "too_late", names=[])


class LeaveAll(Unsubscribe):
    """The same for every list that the person may leave."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Name the lists, and ask with one button."""
        names = open_lists(self)
        return self.page("leave_all" if names else "on_no_list", names=names)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Leave them all at once."""
        consent.end_all(self.claim.subscriber_id, source=SOURCE)
        after = self.after() | {"back_path": self.path("take_back_all"), "others": False}
        return self.page("left", all=True, **after)


class TakeBackAll(Unsubscribe):
    """Undo of that."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Somebody reloads: say how things stand."""
        names = open_lists(self)
        return self.page("back" if names else "on_no_list", names=names)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Back on the lists that were left together, within the hour."""
        done = consent.take_back_all(self.claim.subscriber_id, source=SOURCE)
        return self.page("back" if done else "too_late", names=open_lists(self))


class Why(Unsubscribe):
    """One question, with answers to choose from; no person is stored with them."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Somebody reloads: there is nothing to see."""
        return self.page("thanks")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Count the answer of somebody who left within the hour, else only say thank you."""
        answer = request.POST.get("answer", "")
        if answer in FarewellAnswer.values and _has_just_left(self):
            today = timezone.localdate()
            Farewell.objects.create(list_id=self.claim.list_id, answer=answer, day=today)
        return self.page("thanks")


def open_lists(page: TokenPage) -> list[str]:
    """The names of the lists that the person may leave, by an address that others may hold: one
    whose name tells something of its members is named by its own link only (P33).
    """
    if page.person is None:
        return []
    rows = List.objects.filter(
        subscriptions__subscriber=page.person, subscriptions__ended_at=None, may_leave=True
    )
    language = translation.get_language() or ""
    return [
        one.name(language)
        for one in rows.order_by("slug")
        if not one.is_sensitive or one.pk == page.claim.list_id
    ]


def _is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program asks (RFC 8058 s3.2), in whichever form; nothing else is read."""
    length = request.headers.get("Content-Length", "")
    short = length.isdecimal() and 0 < int(length) <= MOST
    return request.method == "POST" and short and b"List-Unsubscribe" in request.body


def _has_just_left(page: TokenPage) -> bool:
    if page.person is None:
        return False
    return Subscription.objects.filter(
        subscriber=page.person,
        ended_reason=EndedReason.UNSUBSCRIBED,
        ended_at__gt=timezone.now() - consent.TAKE_BACK,
    ).exists()
