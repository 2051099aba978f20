"""Signing up: lists, a form, and the same answer for everybody (S10, S14, P6, P16, P20).

POST needs no cookie and no CSRF token: the form's own signed token says that it was shown.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from subscribers import consent, legal, limits, offers
from subscribers.models import PageName
from subscribers.offers import Offer
from subscribers.policy import ip_for_evidence
from subscribers.public import places, tickets
from subscribers.public.clients import client_address
from subscribers.public.forms import TRAP, SignUpForm
from subscribers.public.skeletons import SLOT, Skeleton, skeleton
from subscribers.public.tickets import Fault, Ticket


@method_decorator(csrf_exempt, name="dispatch")
class SignUpPage(View):
    """A form with lists on it; subclasses say which lists, where, and in which frame."""

    shell = "public/site.html"
    name = "page"
    first: Offer | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read what is on offer; nobody stores a page that carries a token."""
        self.language = translation.get_language() or settings.LANGUAGE_CODE
        self.catalogue = offers.catalogue(self.language)
        response = self.answer(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer by the verb of the request."""
        return super().dispatch(request, *args, **kwargs)

    def offers(self) -> tuple[Offer, ...]:
        """The lists on this form."""
        return self.catalogue.offers

    def path(self) -> str:
        """The form's own address."""
        return reverse("site:home")

    def sent(self) -> str:
        """Where the answer stands."""
        return reverse("site:sent")

    def get(self, *_: object, **__: object) -> HttpResponse:
        """The empty form."""
        before, behind = self.skeleton("sign_up")
        return HttpResponse(f"{before}{self.token()}{behind}")

    def post(self, request: HttpRequest, *_: object, **__: object) -> HttpResponse:
        """Take it, or hand it back with what is to be done."""
        if request.POST.get(TRAP):
            return self.thanks()
        form = self.form(request.POST)
        ticket = tickets.read(request.POST.get("token", ""), form=self.name)
        if isinstance(ticket, Fault):
            return self.again(form, fault=ticket)
        if not form.is_valid():
            return self.again(form)
        if form.missing_words(ticket):
            return self.again(form, fault=Fault.STALE)
        return self.take(form, ticket)

    def take(self, form: SignUpForm, ticket: Ticket) -> HttpResponse:
        """Note the wish unless there were too many; a worker decides about the mail."""
        client = client_address(self.request)
        refusal = limits.take(self.name, client)
        if refusal is not None:
            return self.too_many(refusal.seconds)
        address = f"{settings.SITE_URL}{self.path()}"
        sign_up = form.sign_up(ticket, address=address, ip=ip_for_evidence(client))
        consent.request(form.cleaned_data["address"], sign_up)
        return self.thanks()

    def thanks(self) -> HttpResponse:
        """The same for known and unknown addresses, without the address (S10)."""
        response = HttpResponseRedirect(self.sent())
        response.status_code = 303
        return response

    def again(self, form: SignUpForm, *, fault: Fault | None = None) -> HttpResponse:
        """The form as it was filled in, with a fresh token and a sentence."""
        context = self.context(form) | {"token": self.token(), "fault": fault or ""}
        status = 200 if fault == Fault.MISSING and form.is_valid() else 422
        return render(self.request, "public/sign_up.html", context, status=status)

    def too_many(self, seconds: int) -> HttpResponse:
        """Cheap to make, since it is what a flood gets."""
        minutes = str(-(-seconds // 60))
        before, behind = self.skeleton("too_many", {"minutes": SLOT})
        page = f"{before}{minutes}{behind}"
        return HttpResponse(page, status=429, headers={"Retry-After": str(seconds)})

    def skeleton(self, template: str, context: dict[str, object] | None = None) -> Skeleton:
        """A page of this form around its slot."""
        key = (template, self.shell, self.name, self.first, self.language, self.catalogue.stamp)

        def make() -> str:
            more = context or {**self.context(self.form()), "token": SLOT, "fault": ""}
            frame = {"shell": self.shell, "in_languages": []}
            return render_to_string(f"public/{template}.html", frame | more, self.request)

        return skeleton(key, make)

    def form(self, data: Any = None) -> SignUpForm:
        """The form, filled in or not."""
        return SignUpForm(data, catalogue=self.catalogue, offers=self.offers())

    def context(self, form: SignUpForm) -> dict[str, object]:
        """What the template shows."""
        query = self.query()
        return {
            "shell": self.shell,
            "form": form,
            "first": self.first,
            "trap": TRAP,
            "privacy_path": legal.address(PageName.PRIVACY),
            "archive": places.archive,
            "feed": places.feed,
            "in_languages": places.in_languages(self.path, query),
            "action": f"{self.path()}?{query}" if query else self.path(),
        }

    def query(self) -> str:
        """What the address says besides."""
        return f"list={self.first.slug}" if self.first else ""

    def token(self) -> str:
        """A fresh token: the versions that stand on the form now."""
        wordings = {one.list_id: one.wording_id for one in self.offers()}
        privacy = settings.PRIVACY_URL or self.catalogue.privacy
        return tickets.write(Ticket(self.name, self.language, privacy, wordings))


class Home(SignUpPage):
    """All public lists; one that the address names stands first, and is not ticked either."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look which list the address names."""
        self.first = self.catalogue.find(request.GET.get("list", ""))
        return super().answer(request, *args, **kwargs)

    def offers(self) -> tuple[Offer, ...]:
        """The named one in front."""
        return tuple(sorted(self.catalogue.offers, key=lambda one: one is not self.first))


class Sent(View):
    """What comes next; whoever reloads it sends nothing again."""

    framed = False

    def get(self, request: HttpRequest, public_id: str = "") -> HttpResponse:
        """Look at your mailbox."""
        name, parts = ("site:embed-sent", [public_id]) if self.framed else ("site:sent", [])
        context = {
            "shell": "public/frame.html" if self.framed else "public/site.html",
            "again": reverse("site:embed", args=parts) if self.framed else reverse("site:home"),
            "minutes": settings.WISH_PAUSE // 60,
            "days": settings.CONFIRM_DAYS,
            "in_languages": places.in_languages(lambda: reverse(name, args=parts)),
        }
        return render(request, "public/sent.html", context)
