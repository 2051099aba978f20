"""Withdrawing a report: it is told no more, and its addresses say so."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mailer.dispatch import looking
from mailer.dispatch.composing import compose_issue
from mailer.dispatch.errors import NotFoundError, PlanError
from mailer.dispatch.hashing import issue_hash
from mailer.dispatch.opening import skip
from mailer.models import Issue, IssueState, Report
from mailer.models.issues import READY, REVIEWED
from staff import audit
from staff.models import User
from staff.roles import Act, demand

TAKEN_OUT = "A report was withdrawn and taken out of this issue. Look at the preview again."
NOTHING_LEFT = "The report was withdrawn, so there is nothing left to tell."
SHORTEST = 10


class WithdrawnError(PlanError):
    """It was withdrawn before, or nobody says why."""


@transaction.atomic
def withdraw(report_id: int, *, reason: str, by: User) -> list[Issue]:
    """Withdraw a report; the issues that are being sent with it, for somebody to stop them.

    Issues that nobody got yet lose it and go back to review, where somebody else has to approve
    them, or are skipped if nothing is left.
    Raises WithdrawnError in words.
    """
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFoundError(f"There is no report {report_id}.")
    demand(by, Act.EDIT, office_id=report.office_id)
    words = " ".join(reason.split())
    if report.withdrawn_at is not None:
        raise WithdrawnError(f"Report {report_id} was withdrawn before.")
    if len(words) < SHORTEST:
        raise WithdrawnError(f"Write the reason in {SHORTEST} letters at least; it is kept.")
    report.withdrawn_at = timezone.now()
    report.save(update_fields=["withdrawn_at"])
    audit.note("withdrew", report, by=by, office_id=report.office_id, reason=words)
    telling = Issue.objects.filter(reports__revision__report=report)
    waiting = telling.filter(expanded_at=None, state__in=(*REVIEWED, *READY, IssueState.SENDING))
    for issue in waiting.select_for_update(of=("self",)):
        _take_out(issue, report, by=by)
    going = telling.filter(state__in=(IssueState.SENDING, IssueState.PAUSED))
    return list(going.exclude(expanded_at=None).order_by("pk"))


def _take_out(issue: Issue, report: Report, *, by: User) -> None:
    issue.changed_by = by
    issue.reports.filter(revision__report=report).delete()
    if not issue.reports.exists() or not compose_issue(issue).ways:
        skip(issue, NOTHING_LEFT)
        return
    issue.content_hash = issue_hash(issue)
    issue.void_approval(TAKEN_OUT)
    issue.save()
    looking.renewed(issue)
