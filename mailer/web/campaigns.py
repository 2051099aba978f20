"""Campaigns: the list, one campaign, queueing a report, planning a digest, stopping, approving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mailer.dispatch import plans
from mailer.dispatch.errors import DispatchError, PlanError
from mailer.dispatch.gate import inspect
from mailer.dispatch.hashing import plan_hash
from mailer.models import CadenceKind, Campaign, Content, Issue, Report
from mailer.web.access import StaffRequest, demand_somewhere, form_page, mine, page, verb
from mailer.web.finding import campaign_rows, issue_rows, newest_revisions, page_of
from mailer.web.planning import FREQUENCY, DigestForm, ListsForm, ReportForm, layout_choices
from mailer.web.words import four_eyes, refusal
from staff.models import User
from staff.roles import Act
from subscribers import consent

T = TypeVar("T")
# Older reports are sent from their own pages.
REPORTS_OFFERED = 100
ISSUES_SHOWN = 25


@page
def campaigns(request: StaffRequest) -> HttpResponse:
    """All campaigns, those that run in front."""
    found = mine(Campaign.objects.select_related("report"), request)
    shown = page_of(found.order_by("-active", "due_at", "-pk"), request.GET.get("page"))
    context = {
        "section": "campaigns",
        "page": shown,
        "rows": campaign_rows(list(shown)),
        "may_plan": bool(request.rights.offices(Act.EDIT)),
    }
    return render(request, "desk/campaigns.html", context)


@page
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """One campaign with its issues."""
    row = _find(request, pk)
    rights = request.rights
    standing = row.standing_approval_by is not None
    may_approve = row.content == Content.NEW and rights.may(Act.APPROVE, row.office_id)
    context = {
        "section": "campaigns",
        "row": campaign_rows([row])[0],
        "issues": issue_rows(list(row.issues.order_by("-occurrence")[:ISSUES_SHOWN])),
        "farewells": consent.why_left(row.lists.values_list("list_id", flat=True)),
        "layout": dict(layout_choices()).get(row.layout, row.layout),
        "standing": standing,
        "standing_holds": standing and row.standing_approval_hash == plan_hash(row),
        "digest": row.content == Content.NEW,
        "may_stop": row.active and rights.may(Act.EDIT, row.office_id),
        "may_approve": may_approve and row.active and row.changed_by_id != request.user.pk,
        "why_not": four_eyes() if may_approve and row.changed_by_id == request.user.pk else "",
    }
    return render(request, "desk/campaign.html", context)


@form_page
def new_report(request: StaffRequest) -> HttpResponse:
    """Queue one report: which, to whom, when."""
    demand_somewhere(request, Act.EDIT)
    offices = request.rights.offices(Act.EDIT)
    form = ReportForm(
        request.POST or None,
        office_ids=offices,
        reports=_offered(offices, request.GET.get("report", "")),
        initial={"report": request.GET.get("report")},
    )
    if request.method == "POST" and form.is_valid():
        issue = _try(form, request, act=lambda: _queue(form, request.user))
        if issue is not None:
            return redirect("desk:issue", issue.pk)
    return _form(request, "desk/campaign_report.html", form=form)


@form_page
def new_digest(request: StaffRequest, rhythm: str) -> HttpResponse:
    """Plan a digest of one rhythm; each rhythm has a form of its own, so no script is needed."""
    demand_somewhere(request, Act.EDIT)
    if rhythm not in FREQUENCY:
        raise Http404
    kind = CadenceKind(rhythm)
    form = DigestForm(
        request.POST or None, office_ids=request.rights.offices(Act.EDIT), rhythm=kind
    )
    if request.method == "POST" and form.is_valid():
        made = _try(form, request, act=lambda: plans.create(form.plan(), by=request.user))
        if made is not None:
            messages.success(request, _("The digest is planned."))
            return redirect("desk:campaign", made.pk)
    rhythms = [(entry.value, entry.label) for entry in FREQUENCY]
    return _form(request, "desk/campaign_digest.html", form=form, rhythm=rhythm, rhythms=rhythms)


@verb
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """No further issues."""
    plans.stop(_find(request, pk).pk, by=request.user)
    messages.success(request, _("Stopped. Issues that were opened before go on."))
    return redirect("desk:campaign", pk)


@verb
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a digest go out by itself."""
    row = _find(request, pk)
    try:
        plans.approve_standing(row.pk, by=request.user)
    except DispatchError as error:
        messages.error(request, refusal(error, user=request.user))
    else:
        messages.success(request, _("Approved. From now on this digest goes out by itself."))
    return redirect("desk:campaign", pk)


def _find(request: StaffRequest, pk: int) -> Campaign:
    rows = Campaign.objects.select_related(
        "report", "segment", "changed_by", "standing_approval_by"
    )
    return get_object_or_404(mine(rows, request), pk=pk)


def _offered(offices: list[int], wanted: str) -> list[tuple[int, str]]:
    """The newest reports, and the one whose page the user comes from, whatever its age."""
    rows = Report.objects.filter(office_id__in=offices, withdrawn_at__isnull=True)
    found = list(rows.order_by("-released_at")[:REPORTS_OFFERED])
    if wanted.isdecimal():
        found += [row for row in rows.filter(pk=int(wanted)) if row not in found]
    newest = newest_revisions(found)
    return [(row.pk, newest[row.pk].title) for row in found]


@transaction.atomic
def _queue(form: ReportForm, by: User) -> Issue:
    """Plan and open at once; the wish for a moment stands on the issue until it is approved."""
    made = plans.create(form.plan(), by=by)
    issue = plans.open_now(made.pk, by=by)
    moment: datetime | None = form.cleaned_data["moment"]
    if moment is not None:
        issue.send_at = moment
        issue.save(update_fields=["send_at"])
        inspect(issue)
    return issue


def _try(form: ListsForm, request: StaffRequest, *, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except PlanError as error:
        form.add_error("lists" if error.rival else None, refusal(error, user=request.user))
    except DispatchError as error:
        form.add_error(None, refusal(error, user=request.user))
    return None


def _form(request: StaffRequest, template: str, *, form: ListsForm, **more: object) -> HttpResponse:
    context = {"section": "campaigns", "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
