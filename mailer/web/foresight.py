"""Who would get an issue: the dry run as a page, and as a file for who may see people."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mailer.dispatch import foresight
from mailer.dispatch.errors import ComposeError
from mailer.dispatch.export import foreseen
from mailer.dispatch.foresight import Foresight, Why
from mailer.models import Issue
from mailer.web.access import StaffRequest, mine, page, verb
from mailer.web.finding import audience_names, list_names
from mailer.web.words import language, left
from staff.roles import Act
from staff.sheets import Lines

OUT: dict[Why, Promise] = {
    Why.OTHER_LIST: gettext_lazy("gets it by another list"),
    Why.TOLD: gettext_lazy("was told it before"),
    Why.FREQUENCY: gettext_lazy("wants to hear at another frequency"),
    Why.LATER: gettext_lazy("joined after the period that is told"),
    Why.SEGMENT: gettext_lazy("is not in the segment"),
    Why.TOPICS: gettext_lazy("chose other topics"),
    Why.PAUSED: gettext_lazy("pauses"),
    Why.SUPPRESSED: gettext_lazy("address is blocked"),
    Why.LEFT: gettext_lazy("has left"),
    Why.RIGHT: gettext_lazy("did not get what is corrected"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """So many would get an edition by a list."""

    list_name: str
    audience: str
    language: str
    subject: str
    count: int


@page
def recipients(request: StaffRequest, pk: int) -> HttpResponse:
    """Counts: who gets what, who is left out and why, and the change since the last issue."""
    issue = get_object_or_404(mine(Issue.objects.select_related("campaign"), request), pk=pk)
    if issue.expanded_at is not None:
        return redirect("desk:issue", pk)
    context: dict[str, object] = {
        "section": "issues",
        "issue": issue,
        "fault": "",
        "may_list": request.rights.may(Act.MANAGE_PEOPLE, issue.office_id),
    }
    try:
        seen = foresight.foresee(issue)
    except ComposeError as error:
        context["fault"] = left(str(error))
    else:
        names = list_names(line.list_id for line in seen.lines)
        context |= {
            "seen": seen,
            "rows": _rows(seen, names),
            "lines": [(names[line.list_id], line, said(line.out)) for line in seen.lines],
            "gone": said(seen.change.gone) if seen.change else [],
        }
    return render(request, "desk/recipients.html", context)


@verb
def listed(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Everybody on the issue's lists as CSV; by POST, for the audit trail remembers it."""
    issue = get_object_or_404(mine(Issue.objects.select_related("campaign"), request), pk=pk)
    found = foresight.listed(issue, by=request.user)
    lines = _csv(found, language())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="recipients-{pk}.csv"'
    return response


def said(counts: Mapping[Why, int]) -> list[tuple[str, int]]:
    """Reasons in words, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return [(str(OUT[why]), count) for why, count in ordered]


def _rows(seen: Foresight, names: Mapping[int, str]) -> list[Row]:
    audiences = audience_names()
    return [
        Row(
            names[share.list_id],
            audiences[share.edition.audience_id],
            share.edition.language,
            share.edition.subject,
            share.count,
        )
        for share in seen.shares
    ]


def _csv(found: Iterator[foresight.Standing], code: str) -> Iterator[str]:
    """Lines with semicolons and a byte order mark, as German spreadsheets expect them."""
    writer = csv.writer(Lines(), delimiter=";")
    yield "\ufeff"
    for cells in foreseen(found, code, words=lambda why: str(OUT[why])):
        yield writer.writerow(cells)
