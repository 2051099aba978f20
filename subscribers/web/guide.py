"""How a data request is answered in two minutes, for everybody at the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from staff.access import StaffRequest, page
from staff.models import Membership
from staff.roles import ALLOWED, Act


@page
def data_requests(request: StaffRequest) -> HttpResponse:
    """Step by step; who may not manage people learns who may."""
    offices = request.rights.offices()
    officers = Membership.objects.filter(
        office__in=offices, role__in=ALLOWED[Act.MANAGE_PEOPLE], user__is_active=True
    )
    context = {
        "section": "help",
        "may_manage": bool(request.rights.offices(Act.MANAGE_PEOPLE)),
        "officers": sorted({str(row.user) for row in officers.select_related("user")}),
    }
    return render(request, "desk/people/guide.html", context)
