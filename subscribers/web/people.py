"""Finding one person by their exact address, and what is known and proven of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staff.access import StaffRequest, demand_somewhere, form_page, page
from staff.errors import NoSuchThingError
from staff.roles import Act
from subscribers import blocking, dossier, handling, keys
from subscribers.models import Subscriber, Suppression
from subscribers.web.forms import AddressForm, ReasonForm

SECTION = "people"


@form_page
def find(request: StaffRequest) -> HttpResponse:
    """A form for an address; posted, so that it stands in no URL and no log."""
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    form = AddressForm(request.POST or None)
    answer: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        found = dossier.people_at(address)
        if found and handling.may_handle(request.user, found):
            return redirect("people:person", found[-1].pk)
        answer = _elsewhere() if found else _unknown(address)
    context = {"section": SECTION, "tab": "find", "form": form, **answer}
    return render(request, "desk/people/find.html", context)


@page
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything about one person that an answer needs, and what can be done."""
    shown = mine(request, pk)
    people = dossier.with_earlier(shown)
    context = {
        "section": SECTION,
        "tab": "find",
        "person": shown,
        "found": dossier.dossier(people, language=language())["people"],
        "blocks": blocks_of(people),
        "form": ReasonForm(),
    }
    return render(request, "desk/people/person.html", context)


def mine(request: StaffRequest, pk: int) -> Subscriber:
    """The person, if this user may handle their data; for all others there is no such person."""
    found = Subscriber.objects.filter(pk=pk).first()
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    if found is None or not handling.may_handle(request.user, [found]):
        raise NoSuchThingError(pk)
    return found


def blocks_of(people: Sequence[Subscriber]) -> list[Suppression]:
    """What blocks these people, who are one person."""
    hashes = {
        bytes(key)
        for one in people
        for key in (one.address_key, *one.older_keys, *filter(None, [one.erased_key]))
    }
    return list(blocking.blocks(sorted(hashes)))


def language() -> str:
    """The page's language."""
    return get_language() or "de"


def _unknown(address: str) -> dict[str, object]:
    return {
        "unknown": True,
        "blocks": list(blocking.blocks(keys.all_keys(address))),
        "lift_form": ReasonForm(),
    }


def _elsewhere() -> dict[str, object]:
    return {"elsewhere": _("Lists of another office are concerned: its data officers answer.")}
