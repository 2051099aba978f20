"""The page behind the link in each mail: lists, topics, how we write, a pause (P9).

It is about the person, whichever of their mails it was opened from, and shows neither name nor
address: mails are passed on (docs/adr/0006).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from subscribers import consent, tokens, wishes
from subscribers.models import EndedReason, Frequency, Subscriber, Topic, Wish, WishKind
from subscribers.models.people import FormOfAddress
from subscribers.nudges import nudge_answers
from subscribers.public import memory
from subscribers.public.choices import mine, offers, topics
from subscribers.public.forms import FREQUENCIES
from subscribers.public.views import SOURCE, TokenPage
from subscribers.tokens import Purpose

LONGEST_PAUSE = timedelta(days=366)


class Refused(Exception):  # noqa: N818 (no error of ours: an answer to the person)
    """A choice that cannot be granted, in words for the person."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


class Preferences(TokenPage):
    """Each form of the page says by its button what it is about."""

    purpose = Purpose.PREFERENCES

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who only looks gets the page that others got for the same choices."""
        claim = tokens.read(self.purpose, kwargs["token"]) if request.method == "GET" else None
        key = memory.standing(claim) if claim else None
        if key is None:
            return super().answer(request, *args, **kwargs)
        if page := memory.recall(key):
            return HttpResponse(page)
        response = super().answer(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200:
            memory.remember(key, response.content)
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Show how things stand."""
        return self.show()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Do what the button says."""
        act = ACTS.get(request.POST.get("act", ""))
        if self.person is None:
            return self.show()
        if act is None:
            return self.show(error=_("Please choose once more."), status=400)
        try:
            said = act(self, self.person)
        except Refused as refusal:
            return self.show(error=str(refusal), status=refusal.status)
        del self.person  # read anew what was changed
        return self.show(**said)

    def show(self, *, status: int = 200, **said: Any) -> HttpResponse:
        """The page, with what was just done above it."""
        person = self.person
        if person is None:
            return self.page("not_on_list")
        lists = mine(person, self.claim.list_id)
        today = timezone.localdate()
        return self.page(
            "preferences",
            status=status,
            **{"done": "", "text": "", "error": "", "back_path": "", **said},
            person=person,
            lists=lists,
            offers=offers(person, lists),
            topics=topics(person),
            frequencies=FREQUENCIES,
            languages_to_choose=settings.LANGUAGES,
            forms=[(FormOfAddress.FORMAL, _("“Sie”")), (FormOfAddress.INFORMAL, _("“du”"))],
            paused=_pause_of(person),
            pause_from=today + timedelta(days=1),
            pause_to=today + LONGEST_PAUSE,
        )

    def number(self, name: str) -> int:
        """A number that a form sends; 0 for what is none."""
        value = self.request.POST.get(name, "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 12 else 0


def _frequency(page: Preferences, person: Subscriber) -> dict[str, Any]:
    frequency = page.request.POST.get("frequency", "")
    if frequency not in Frequency.values:
        raise Refused(_("Choose one of these."))
    consent.change_frequency(person.pk, page.number("list"), frequency=frequency, source=SOURCE)
    return _saved()


def _leave(page: Preferences, person: Subscriber) -> dict[str, Any]:
    lists = mine(person, page.claim.list_id)
    found = next((one for one in lists if one.id == page.number("list")), None)
    if found is None:
        return _saved()
    if not found.may_leave:
        words = _("The list “%(list)s” cannot be left here")
        raise Refused(words % {"list": found.name}, status=403)
    consent.end(person.pk, found.id, reason=EndedReason.UNSUBSCRIBED, source=SOURCE)
    return {
        "done": _("You are no longer on the list “%(list)s”") % {"list": found.name},
        "text": _("From now on this list sends you no more mails."),
        "back_path": _way_back("take_back", person, list_id=found.id),
    }


def _leave_all(page: Preferences, person: Subscriber) -> dict[str, Any]:
    consent.end_all(person.pk, source=SOURCE)
    return {
        "done": _("You have left all lists"),
        "text": _("From now on you get no more mails from us."),
        "back_path": _way_back("take_back_all", person, list_id=page.claim.list_id),
    }


def _way_back(name: str, person: Subscriber, *, list_id: int) -> str:
    token = tokens.make(Purpose.UNSUBSCRIBE, subscriber_id=person.pk, list_id=list_id)
    return reverse(f"public:{name}", args=[token])


def _join(page: Preferences, person: Subscriber) -> dict[str, Any]:
    wanted = page.number("list")
    offer = next((one for one in offers(person, mine(person, wanted)) if one.id == wanted), None)
    frequency = page.request.POST.get("frequency", "")
    if offer is None or frequency not in Frequency.values:
        raise Refused(_("Please choose once more."))
    try:
        joined = consent.join(
            person.pk,
            offer.id,
            frequency=frequency,
            wording_id=offer.wording_id,
            seen={"form": "preferences", "language": translation.get_language() or ""},
        )
    except consent.NotMailableError:
        joined = False
    if not joined:
        words = _("Mails to your address came back or were blocked. Please write to %(address)s.")
        sender = page.list.sender
        raise Refused(words % {"address": sender.reply_to or sender.address})
    return {
        "done": _("You are on the list “%(list)s”") % {"list": offer.name},
        "text": _("We have noted which words you agreed to, and when."),
    }


def _topics(page: Preferences, person: Subscriber) -> dict[str, Any]:
    chosen = Topic.objects.filter(slug__in=page.request.POST.getlist("topics"))
    consent.follow_topics(person.pk, [one.pk for one in chosen], source=SOURCE)
    return _saved()


def _style(page: Preferences, person: Subscriber) -> dict[str, Any]:
    sent = page.request.POST
    language, form = sent.get("language", ""), sent.get("form_of_address", "")
    if language not in dict(settings.LANGUAGES) or form not in FormOfAddress.values:
        raise Refused(_("Please choose once more."))
    consent.describe(
        person.pk,
        source=SOURCE,
        language=language,
        form_of_address=form,
        easy_language="easy_language" in sent,
        text_only="text_only" in sent,
    )
    return _saved()


def _pause(page: Preferences, person: Subscriber) -> dict[str, Any]:
    try:
        until = date.fromisoformat(page.request.POST.get("until", ""))
    except ValueError:
        until = date.min
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PAUSE:
        raise Refused(_("Choose a day from tomorrow on, within a year."))
    consent.pause(person.pk, until=until, source=SOURCE)
    return {"done": _("The pause has begun"), "text": _("It ends by itself on the day you chose.")}


def _resume(page: Preferences, person: Subscriber) -> dict[str, Any]:  # noqa: ARG001
    consent.pause(person.pk, until=None, source=SOURCE)
    return {"done": _("The pause is over"), "text": _("You get mails again.")}


def _data(page: Preferences, person: Subscriber) -> dict[str, Any]:  # noqa: ARG001
    send_link(person)
    return {
        "done": _("The link is on its way"),
        "text": _("It goes to the address that our mails go to, and works for a day."),
    }


def send_link(person: Subscriber) -> Wish | None:
    """Have the links to their own pages mailed to somebody."""
    if person.address is None:
        return None
    wish = wishes.note(
        WishKind.LINK,
        person.address,
        language=translation.get_language() or person.language,
        subscriber_id=person.pk,
    )
    nudge_answers()
    return wish


def _pause_of(person: Subscriber) -> datetime | None:
    """When a pause ends that is not over yet."""
    until = person.paused_until
    return until if until and until > timezone.now() else None


def _saved() -> dict[str, Any]:
    return {"done": _("Saved"), "text": _("Your choice counts from the next mail on.")}


Act = Callable[[Preferences, Subscriber], dict[str, Any]]
ACTS: dict[str, Act] = {
    "frequency": _frequency,
    "leave": _leave,
    "leave_all": _leave_all,
    "join": _join,
    "topics": _topics,
    "style": _style,
    "pause": _pause,
    "resume": _resume,
    "data": _data,
}
