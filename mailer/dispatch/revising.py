"""When a report is revised while issues wait: they tell its older text until somebody decides."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from mailer.dispatch import renewing, verbs
from mailer.dispatch.content import newer
from mailer.dispatch.errors import HinderedError
from mailer.models import Issue, IssueReport, Report
from mailer.models.issues import READY, REVIEWED
from staff import audit
from staff.models import User
from staff.roles import Act, demand

CHANGED = "The newer text of a report was taken up after the approval. It has to be approved again."
NEWEST = gettext_noop("This issue tells the newest text of each of its reports.")


@transaction.atomic
def tell_newest(issue_id: int, *, by: User) -> Issue:
    """Let an issue that nobody got yet tell the newest text of each report; voids its approval.

    Raises HinderedError where it does so already.
    """
    issue = verbs.locked(issue_id, (*REVIEWED, *READY), wish="told anew")
    demand(by, Act.EDIT, office_id=issue.office_id)
    older = newer(issue.reports.values_list("revision_id", flat=True))
    if not older:
        raise HinderedError(NEWEST)
    titles = list(older.values())
    audit.note("told the newest text", issue, by=by, office_id=issue.office_id, reports=titles)
    take_up(issue.reports.filter(revision__in=older), by=by, words=CHANGED)
    return Issue.objects.get(pk=issue_id)


def outdated(report: Report) -> QuerySet[Issue]:
    """The issues that wait with an older text of this report."""
    told = IssueReport.objects.filter(revision__report=report).exclude(revision=report.latest)
    return Issue.objects.filter(reports__in=told, state__in=(*REVIEWED, *READY)).order_by("pk")


def take_up(told: QuerySet[IssueReport], *, by: User, words: str) -> None:
    """Let the waiting ones of these tell the newest text of their report instead."""
    waiting = told.filter(issue__state__in=(*REVIEWED, *READY))
    issues = list(waiting.values_list("issue_id", flat=True))
    # Locked first, as whoever approves or sends does it, too.
    list(Issue.objects.filter(pk__in=issues).select_for_update().order_by("pk"))
    for entry in waiting.filter(issue_id__in=issues).select_related("issue", "revision__report"):
        before, now = entry.revision, entry.revision.report.latest
        if entry.issue.name == before.title[:200]:
            Issue.objects.filter(pk=entry.issue_id).update(name=now.title[:200])
        entry.revision = now
        entry.save(update_fields=["revision"])
    renewing.renew_all(issues, by=by, words=words)
