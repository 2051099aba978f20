"""What is kept how long, what the last clean-ups removed, and a dry run."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staff import retention as cleaning
from staff.access import StaffRequest, demand_somewhere, page, verb
from staff.models import RetentionRun
from staff.retention import Job
from staff.roles import Act
from subscribers.web.spans import span

SHOWN = 14


@dataclass(frozen=True, slots=True)
class Report:
    """A clean-up as the page shows it."""

    run: RetentionRun
    removed: list[tuple[str, int]]
    faults: list[str]


@page
def retention(request: StaffRequest) -> HttpResponse:
    """The rules, and the newest reports."""
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    runs = RetentionRun.objects.select_related("started_by").order_by("-at", "-pk")[:SHOWN]
    context = {
        "section": "people",
        "tab": "retention",
        "rules": [(job.removes, span(job), job.setting) for job in cleaning.JOBS.values()],
        "reports": [_report(run) for run in runs],
    }
    return render(request, "desk/people/retention.html", context)


@verb
def count(request: StaffRequest) -> HttpResponse:
    """A dry run: its report stands on the page afterwards."""
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    report = cleaning.run(by=request.user, dry_run=True)
    if report is None:
        messages.error(request, _("A clean-up is at work at this moment."))
    else:
        total = sum(report.removed.values())
        words = ngettext("%(n)s row would go.", "%(n)s rows would go.", total)
        messages.success(request, words % {"n": total})
    return redirect("people:retention")


def _report(run: RetentionRun) -> Report:
    removed = [(_named(name), number) for name, number in run.removed.items() if number]
    return Report(run, removed, [_named(name) for name in run.faults])


def _named(name: str) -> str:
    job: Job | None = cleaning.JOBS.get(name)
    return str(job.removes) if job else name
