"""Issues: the list, one issue with previews and ledger, its progress alone, and its export."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Count
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mailer.dispatch.errors import HinderedError
from mailer.dispatch.export import rows
from mailer.dispatch.forecast import finished_at
from mailer.dispatch.missing import missing
from mailer.dispatch.progress import progress as count
from mailer.editions.model import Slot
from mailer.editions.skeleton import fill_text
from mailer.models import Edition, Issue, IssueState
from mailer.models.issues import READY, REVIEWED
from mailer.web import correcting, gate
from mailer.web.access import StaffRequest, mine, page, verb
from mailer.web.acts import doable
from mailer.web.finding import audience_names, issue_rows, page_of
from mailer.web.forms import ScheduleForm
from mailer.web.ledger import lines, troubles
from mailer.web.testers import choices_of
from mailer.web.words import language, left
from staff import audit
from staff.roles import Act, demand
from staff.sheets import Lines

VIEWS = ("desktop", "phone", "text", "choices")
SLOTS: dict[Slot, Promise] = {
    "salutation": gettext_lazy("salutation"),
    "first_name": gettext_lazy("first name"),
    "list_name": gettext_lazy("name of the list"),
    "frequency": gettext_lazy("how often"),
    "unsubscribe_url": gettext_lazy("link to unsubscribe"),
    "preferences_url": gettext_lazy("link to the settings"),
}
MOVING = (IssueState.SENDING, IssueState.SCHEDULED, IssueState.APPROVED)


@dataclass(frozen=True, slots=True)
class Tab:
    """An edition to choose: for whom, in which language; where reports differ, how many.

    `part` tells apart what tells as many (1 for the first), and is 0 where nothing else differs.
    """

    id: int
    audience: str
    language: str
    reports: int
    part: int = 0


@page
def issues(request: StaffRequest) -> HttpResponse:
    """All issues, newest first, of one state if that is asked for."""
    found = mine(Issue.objects.all(), request)
    counts = Counter(dict(found.values_list("state").annotate(Count("pk")).order_by()))
    state = request.GET.get("state", "")
    if state in IssueState.values:
        found = found.filter(state=state)
    shown = page_of(found.order_by("-occurrence", "-pk"), request.GET.get("page"))
    context = {
        "section": "issues",
        "page": shown,
        "rows": issue_rows(list(shown)),
        "states": [
            (name, label, counts[name]) for name, label in IssueState.choices if counts[name]
        ],
        "state": state if state in IssueState.values else "",
    }
    return render(request, "desk/issues.html", context)


@page
def issue(request: StaffRequest, pk: int) -> HttpResponse:
    """One issue: what it says, to whom, what may be done with it, and its ledger."""
    row = _find(request, pk)
    revisions = [entry.revision for entry in row.reports.select_related("revision")]
    found = gate.groups(row)
    stopped = gate.stopped(found)
    can = doable(row, request.rights, stopped=stopped)
    context = {
        "section": "issues",
        "findings": found,
        "stopped": stopped,
        "htmx": True,
        "issue": row,
        "reports": [(revision.report_id, revision.title) for revision in revisions],
        "lists": issue_rows([row])[0].lists,
        "can": can,
        **_outlook(row),
        "schedule": ScheduleForm(initial={"at": row.send_at}) if can.schedule else None,
        "to_test": choices_of(row) if can.test else [],
        "missing": missing(row) if row.state in REVIEWED else [],
        **correcting.context(row, request.rights),
        **_ledger(row),
        **_preview(request, row),
    }
    return render(request, "desk/issue.html", context)


@page
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The ledger alone, for htmx; a page that shows another state is asked to load anew."""
    row = _find(request, pk)
    context = {"issue": row, "can": doable(row, request.rights), **_ledger(row)}
    response = render(request, "desk/_ledger.html", context)
    if request.GET.get("state") != row.state:
        response.headers["HX-Refresh"] = "true"
    return response


@verb
def deliveries(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """The ledger's rows as CSV, without addresses; by POST, for the audit trail remembers it."""
    row = _find(request, pk)
    demand(request.user, Act.MANAGE_PEOPLE, office_id=row.office_id)
    audit.note("exported", row, by=request.user, office_id=row.office_id)
    response = StreamingHttpResponse(_csv(row, language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="deliveries-{row.pk}.csv"'
    return response


def _outlook(row: Issue) -> dict[str, object]:
    """When it would have reached everybody, and what was left on it, or why it cannot be sent."""
    words = left(row.words)
    if row.state not in (*REVIEWED, *READY):
        return {"words": words, "ready_by": None}
    try:
        return {"words": words, "ready_by": finished_at(row)}
    except HinderedError as error:
        return {"words": words or left(str(error)), "ready_by": None}


def _csv(issue: Issue, code: str) -> Iterator[str]:
    """Lines with semicolons and a byte order mark, as German spreadsheets expect them."""
    writer = csv.writer(Lines(), delimiter=";")
    yield "\ufeff"
    for cells in rows(issue, code):
        yield writer.writerow(cells)


def _find(request: StaffRequest, pk: int) -> Issue:
    rows = Issue.objects.select_related("campaign", "approved_by", "changed_by", "office")
    return get_object_or_404(mine(rows, request), pk=pk)


def _ledger(issue: Issue) -> dict[str, object]:
    sums = count(issue)
    return {
        "sums": sums,
        "lines": lines(sums),
        "troubles": troubles(issue) if issue.expanded_at else [],
        "moving": issue.state in MOVING,
    }


def _preview(request: StaffRequest, issue: Issue) -> dict[str, object]:
    """The editions to choose from, the chosen one, and how it is looked at."""
    tabs = _tabs(issue)
    wanted = request.GET.get("edition", str(tabs[0].id) if tabs else "")
    view = request.GET.get("view", VIEWS[0])
    if tabs and (view not in VIEWS or wanted not in {str(tab.id) for tab in tabs}):
        raise Http404
    shown = issue.editions.select_related("audience").defer("html")
    edition = shown.get(pk=wanted) if tabs else None
    return {
        "tabs": [(name, list(group)) for name, group in groupby(tabs, lambda tab: tab.audience)],
        "edition": edition,
        "slug": edition.audience.slug if edition else "",
        "view": view,
        "text": _neutral(edition) if edition and view == "text" else "",
    }


def _tabs(issue: Issue) -> list[Tab]:
    names = audience_names()
    rows = issue.editions.order_by("audience_id", "language", "pk")
    fields = rows.values_list("pk", "audience_id", "language", "revisions")
    tabs = [Tab(pk, names[for_], code, len(told) or 1) for pk, for_, code, told in fields]
    alike = Counter((tab.audience, tab.language) for tab in tabs)
    seen: Counter[tuple[str, str, int]] = Counter()
    return [_numbered(tab, seen) if alike[tab.audience, tab.language] > 1 else tab for tab in tabs]


def _numbered(tab: Tab, seen: Counter[tuple[str, str, int]]) -> Tab:
    key = (tab.audience, tab.language, tab.reports)
    seen[key] += 1
    return replace(tab, part=seen[key])


def _neutral(edition: Edition) -> str:
    """The text part with its personal slots named instead of filled."""

    def named(slot: Slot) -> str:
        return f"[{SLOTS[slot]}]"

    return fill_text(edition.text, named)
