"""Days of restraint: before elections, in recess of the council; kept by administrators (P23)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mailer.dispatch import restraint
from mailer.dispatch.errors import PlanError
from mailer.models import RestraintPeriod
from mailer.web.access import StaffRequest, demand_somewhere, form_page, verb
from mailer.web.forms import PeriodForm
from staff.roles import Act


@form_page
def periods(request: StaffRequest) -> HttpResponse:
    """All periods for everybody; a form for one more for administrators."""
    may = bool(request.rights.offices(Act.MANAGE_SENDERS))
    form = PeriodForm(request.POST or None)
    if request.method == "POST":
        demand_somewhere(request, Act.MANAGE_SENDERS)
        if form.is_valid() and _add(request, form):
            messages.success(request, _("Kept. Issues of these days are checked against it."))
            return redirect("desk:periods")
    demand_somewhere(request, Act.SEE)
    today = timezone.localdate()
    rows = RestraintPeriod.objects.order_by("-end", "-pk")
    context = {
        "section": "issues",
        "form": form if may else None,
        "rows": [(row, row.start <= today <= row.end) for row in rows],
    }
    return render(request, "desk/periods.html", context, status=422 if form.errors else 200)


@verb
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one out again."""
    restraint.remove(pk, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("desk:periods")


def _add(request: StaffRequest, form: PeriodForm) -> bool:
    data = form.cleaned_data
    try:
        restraint.add(
            data["kind"], data["name"], start=data["start"], end=data["end"], by=request.user
        )
    except PlanError:
        form.add_error("end", _("This would end before it begins."))
        return False
    return True
