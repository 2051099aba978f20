"""Corrections: an issue of the corrected report for those alone who got the wrong one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.dispatch.composing import compose_issue, easy_texts
from mailer.dispatch.content import UNTOLD, concerned
from mailer.dispatch.errors import HinderedError, PlanError
from mailer.dispatch.languages import EASY, LANGUAGES
from mailer.dispatch.opening import to_review
from mailer.dispatch.verbs import locked
from mailer.models import Issue, IssueList, IssueReport, IssueState, Revision
from staff import audit
from staff.models import User
from staff.roles import Act, demand

# One or two sentences that say what was wrong.
SHORTEST = 10
LONGEST = 400
CORRECTED = gettext_noop("“{name}” (issue {other}) corrects this issue already.")
NOBODY = gettext_noop(
    "Nobody got the wrong words of this issue, or its ledger is no longer kept. So there is nobody "
    "to correct them for."
)
OVER = (IssueState.SENT, IssueState.CANCELLED)


class WordsError(PlanError):
    """What was wrong is not said, or not in every language."""


class SameError(PlanError):
    """There is no newer revision to correct with."""


@transaction.atomic
def correct(issue_id: int, words: Mapping[str, str], *, by: User) -> Issue:
    """Open a correction, composed and waiting for approval like any other issue.

    `words` say by language what was wrong, in easy language where somebody wrote that. It tells
    the newest revision of each report that has one since; raises SameError where none has,
    HinderedError where a correction does so already, or nobody got the wrong words.
    """
    wrong = locked(issue_id, OVER, wish="corrected")
    demand(by, Act.EDIT, office_id=wrong.office_id)
    if wrong.expanded_at is None:
        raise HinderedError(NOBODY)
    said = _said(words)
    revisions = corrected(wrong)
    if not revisions:
        raise SameError(
            f"No report of issue {issue_id} has a newer revision. Correct the report first."
        )
    other = already(wrong, revisions)
    if other is not None:
        raise HinderedError(CORRECTED.format(name=other.name, other=other.pk))
    issue = _open(wrong, revisions, said=said, by=by)
    if not concerned(issue).exists():
        raise HinderedError(NOBODY)
    compose_issue(issue)
    audit.note("corrected", wrong, by=by, office_id=wrong.office_id, by_issue=issue.pk)
    return to_review(issue, by=by)


def corrected(wrong: Issue) -> list[Revision]:
    """The newest revisions of those of its reports that were changed since, and not withdrawn."""
    told = [entry.revision for entry in wrong.reports.select_related("revision__report")]
    standing = [row for row in told if row.report.withdrawn_at is None]
    newest = [(row, row.report.latest) for row in standing]
    return [latest for row, latest in newest if latest.pk != row.pk]


def easy_tongues(revisions: Sequence[Revision]) -> list[str]:
    """In which easy languages these are told, so that what was wrong can be said in them."""
    return [code for code, found in easy_texts(revisions).items() if found]


def _said(words: Mapping[str, str]) -> dict[str, str]:
    said = {code: " ".join(words.get(code, "").split()) for code in (*LANGUAGES, *EASY)}
    said = {code: text for code, text in said.items() if text or code in LANGUAGES}
    for code, text in said.items():
        if not SHORTEST <= len(text) <= LONGEST:
            raise WordsError(
                f"Say in {SHORTEST} to {LONGEST} letters what was wrong, in each language: "
                f"'{code}' has {len(text)}."
            )
    return said


def already(wrong: Issue, revisions: Sequence[Revision]) -> Issue | None:
    """Who tells it already: people hear once that something was wrong, not twice at a time."""
    others = wrong.corrections.exclude(state__in=UNTOLD)
    return others.filter(reports__revision__in=revisions).first()


def _open(wrong: Issue, revisions: Sequence[Revision], *, said: dict[str, str], by: User) -> Issue:
    now = timezone.now()
    issue = Issue.objects.create(
        campaign_id=wrong.campaign_id,
        office_id=wrong.office_id,
        name=revisions[0].title[:200],
        occurrence=now,
        month=timezone.localtime(now).date().replace(day=1),
        priority=wrong.priority,
        valid_until=now + wrong.campaign.valid_for,
        changed_by=by,
        corrects=wrong,
        correction=said,
    )
    IssueReport.objects.bulk_create(
        IssueReport(issue=issue, revision=revision, position=place)
        for place, revision in enumerate(revisions)
    )
    IssueList.objects.bulk_create(
        IssueList(issue=issue, list_id=entry.list_id, position=entry.position)
        for entry in wrong.lists.all()
    )
    return issue
