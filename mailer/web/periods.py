"""Days of restraint: before elections, in recess of the council; kept by administrators (P23)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mailer.dispatch import restraint
from mailer.dispatch.almanac import CalendarError
from mailer.dispatch.errors import PlanError
from mailer.models import RestraintPeriod
from mailer.web.access import StaffRequest, demand_somewhere, form_page, verb
from mailer.web.forms import AlmanacForm, PeriodForm
from staff.roles import Act

LARGEST = 1024 * 1024


@form_page
def periods(request: StaffRequest) -> HttpResponse:
    """All periods for everybody; forms for one more, or a calendar, for administrators."""
    may = bool(request.rights.offices(Act.MANAGE_SENDERS))
    given = request.POST or None
    many = bool(given) and "many" in request.POST
    form = PeriodForm(None if many else given)
    almanac = AlmanacForm(given if many else None, request.FILES if many else None, prefix="many")
    if request.method == "POST":
        demand_somewhere(request, Act.MANAGE_SENDERS)
        if _take(request, almanac) if many else _add(request, form):
            return redirect("desk:periods")
    demand_somewhere(request, Act.SEE)
    today = timezone.localdate()
    rows = RestraintPeriod.objects.order_by("-end", "-pk")
    context = {
        "section": "issues",
        "form": form if may else None,
        "almanac": almanac,
        "rows": [(row, row.start <= today <= row.end) for row in rows],
    }
    wrong = form.errors or almanac.errors
    return render(request, "desk/periods.html", context, status=422 if wrong else 200)


@verb
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one out again."""
    restraint.remove(pk, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("desk:periods")


def _add(request: StaffRequest, form: PeriodForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        restraint.add(
            data["kind"], data["name"], start=data["start"], end=data["end"], by=request.user
        )
    except PlanError:
        form.add_error("end", _("This would end before it begins."))
        return False
    messages.success(request, _("Kept. Issues of these days are checked against it."))
    return True


def _take(request: StaffRequest, form: AlmanacForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    if data["file"].size > LARGEST:
        form.add_error("file", _("This file is larger than 1 MB."))
        return False
    try:
        made = restraint.take(data["file"].read(), data["kind"], lead=data["lead"], by=request.user)
    except CalendarError:
        form.add_error("file", _("This is no calendar file, or one with entries that repeat."))
        return False
    words = _("Added: %(count)s. What is over, or was there, was left out.")
    messages.success(request, words % {"count": len(made)})
    return True
