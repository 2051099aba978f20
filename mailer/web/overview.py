"""The first page: what waits for me, what is being sent, what comes next, what is broken."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from mailer.models import Campaign, Issue, IssueState, Report, ReportSource
from mailer.web.access import StaffRequest, mine, page
from mailer.web.finding import campaign_rows, issue_rows, report_rows
from staff.roles import Act

SHOWN = 5
MANY = 25


@page
def overview(request: StaffRequest) -> HttpResponse:
    """Everything that somebody may have to act on, and nothing else."""
    issues = mine(Issue.objects.all(), request)
    context = {
        "section": "overview",
        "offices": bool(request.rights.offices()),
        "may_add": bool(request.rights.offices(Act.EDIT)),
        "waiting": issue_rows(_waiting(request)),
        "running": issue_rows(_newest(issues, IssueState.SENDING, IssueState.PAUSED), counted=True),
        "ready": issue_rows(_newest(issues, IssueState.APPROVED, IssueState.SCHEDULED)),
        "next": campaign_rows(_next(request)),
        "reports": report_rows(_reports(request)),
        "faults": _faults(request),
    }
    return render(request, "desk/overview.html", context)


def _waiting(request: StaffRequest) -> list[Issue]:
    """Issues that the user may approve: of their offices, and prepared by somebody else."""
    rows = mine(Issue.objects.filter(state=IssueState.IN_REVIEW), request, act=Act.APPROVE)
    others = rows.filter(~Q(changed_by=request.user) | Q(changed_by__isnull=True))
    return list(others.order_by("send_at", "occurrence")[:MANY])


def _newest(issues: QuerySet[Issue], *states: IssueState) -> list[Issue]:
    return list(issues.filter(state__in=states).order_by("-occurrence")[:MANY])


def _next(request: StaffRequest) -> Sequence[Campaign]:
    rows = Campaign.objects.filter(active=True, due_at__isnull=False).select_related("report")
    return list(mine(rows, request).order_by("due_at")[:SHOWN])


def _reports(request: StaffRequest) -> Sequence[Report]:
    rows = Report.objects.filter(withdrawn_at__isnull=True).select_related("source")
    return list(mine(rows, request).order_by("-released_at")[:SHOWN])


def _faults(request: StaffRequest) -> Sequence[ReportSource]:
    rows = ReportSource.objects.filter(Q(failures__gt=0) | ~Q(faults=[]), active=True)
    return list(mine(rows, request).order_by("-failures", "name")[:MANY])
