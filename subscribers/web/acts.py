"""What data officers do about a person: erase, block, lift a block. Each has a reason."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from staff.access import StaffRequest, demand_somewhere, form_page, verb
from staff.errors import NoSuchThingError
from staff.roles import Act
from subscribers import blocking, consent, handling
from subscribers.consent import MustStayError
from subscribers.models import Subscriber, Suppression
from subscribers.web.forms import GOODBYE, ErasureForm, ReasonForm
from subscribers.web.people import SECTION, mine

SOURCE = "desk"


@form_page
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once more, then erase; what must be proven stays blocked for its time (P10)."""
    person = mine(request, pk)
    if person.erased_at is not None:
        raise NoSuchThingError(pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _erase(request, person, form)
    context = {"section": SECTION, "tab": "find", "person": person, "form": form}
    return render(request, "desk/people/erase.html", context)


def _erase(request: StaffRequest, person: Subscriber, form: ErasureForm) -> HttpResponse:
    """Erase by the form's wish; members of a list that nobody may leave are no case for that."""
    office = handling.demand(request.user, [person])
    reason, goodbye = form.cleaned_data["reason"], form.cleaned_data["goodbye"] == GOODBYE
    verb_, done = (
        (
            consent.ask_erasure,
            _("All subscriptions have ended. A last mail confirms it; then the data go."),
        )
        if goodbye
        else (consent.erase, _("The person is erased."))
    )
    try:
        with transaction.atomic():
            details = {"reason": reason, "goodbye": goodbye}
            handling.note("erased", person, by=request.user, office_id=office, **details)
            verb_(person.pk, source=SOURCE)
    except MustStayError:
        messages.error(request, _("This person is on a list that its members may not leave."))
        return redirect("people:person", person.pk)
    messages.success(request, done)
    return redirect("people:find")


@verb
def block(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody writes to this address any more."""
    person = mine(request, pk)
    form = ReasonForm(request.POST)
    if person.erased_at is not None:
        raise NoSuchThingError(pk)
    if form.is_valid():
        key = bytes(person.address_key)
        reason = form.cleaned_data["reason"]
        blocking.block(key, by=request.user, reason=reason, person_id=pk)
        messages.success(request, _("Blocked. Nobody writes to this address any more."))
    else:
        messages.error(request, _("Say why; the reason goes into the audit trail."))
    return redirect("people:person", pk)


@verb
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """Lift one block, for complaints too; nothing but a person with the right does."""
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    if not Suppression.objects.filter(pk=pk).exists():
        raise NoSuchThingError(pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        blocking.lift(pk, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The block is lifted."))
    else:
        messages.error(request, _("Say why; the reason goes into the audit trail."))
    person = request.POST.get("person", "")
    return redirect("people:person", person) if person.isdecimal() else redirect("people:find")
