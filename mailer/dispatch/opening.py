"""Opening an issue: its reports and lists are chosen and frozen, its editions composed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mailer import locks
from mailer.dispatch import looking
from mailer.dispatch.composing import compose_issue
from mailer.dispatch.content import Chosen, choose, not_told_yet, served_until
from mailer.dispatch.hashing import issue_hash
from mailer.models import Campaign, Content, Issue, IssueList, IssueReport, IssueState
from mailer.schedules.windows import Window
from staff import audit
from staff.models import User
from subscribers import audience

NOTHING_NEW = "Nothing new to tell."


@dataclass(frozen=True, slots=True)
class Run:
    """One occurrence of a campaign: when it is, and the window that a digest tells."""

    occurrence: datetime
    window: Window | None = None


@transaction.atomic
def open_issue(campaign: Campaign, run: Run, *, by: User | None = None) -> Issue:
    """Make the issue of this run, composed and waiting for approval; or skipped, if nothing new.

    Safe to call twice: the second call finds the issue of the first (invariant 2).
    """
    found = Issue.objects.filter(campaign=campaign, occurrence=run.occurrence).first()
    if found is not None:
        return found
    if run.window is not None:
        locks.take(locks.Lock.RELEASE)
        # Whoever changes frequency from now on began after this window (invariant 4).
        audience.lock(campaign.lists.values_list("list_id", flat=True), exclusive=True)
    chosen = choose(campaign, run.window)
    issue = _issue(campaign, run, chosen=chosen, by=by)
    _freeze(issue, chosen)
    if not _has_news(issue, chosen):
        return skip(issue, NOTHING_NEW)
    return to_review(issue, by=by)


def to_review(issue: Issue, *, by: User | None) -> Issue:
    """A composed issue begins its way through check and approval."""
    issue.content_hash = issue_hash(issue)
    issue.state = IssueState.IN_REVIEW
    issue.save()
    looking.renewed(issue)
    audit.note("opened", issue, by=by, office_id=issue.office_id)
    return issue


def failed(campaign: Campaign, run: Run, *, words: str) -> Issue:
    """A record of a run that could not be opened; it took up no window (`served_until`)."""
    nothing = Chosen((), ())
    issue = _issue(campaign, Run(run.occurrence), chosen=nothing, by=None)
    issue.state, issue.words, issue.finished_at = IssueState.FAILED, words, timezone.now()
    issue.save()
    return issue


def skip(issue: Issue, words: str) -> Issue:
    """Nobody gets anything; the window counts as told, so that nothing comes up again."""
    issue.state, issue.words, issue.finished_at = IssueState.SKIPPED, words, timezone.now()
    issue.save()
    if not not_told_yet(issue).exists():
        mark_told(issue)
    return issue


def mark_told(issue: Issue) -> None:
    """Write down for the issue's lists how far their people were told."""
    if issue.window_end is not None:
        lists = list(issue.lists.values_list("list_id", flat=True))
        audience.note_told(lists, issue.frequency, until=issue.window_end)


def _issue(campaign: Campaign, run: Run, *, chosen: Chosen, by: User | None) -> Issue:
    return Issue.objects.create(
        campaign=campaign,
        office_id=campaign.office_id,
        name=_name(campaign, chosen),
        occurrence=run.occurrence,
        window_start=run.window.start if run.window else None,
        window_end=run.window.end if run.window else None,
        frequency=campaign.frequency,
        segment_rule=campaign.segment.rule if campaign.segment else None,
        month=timezone.localtime(run.occurrence).date().replace(day=1),
        priority=campaign.priority,
        valid_until=max(run.occurrence, timezone.now()) + campaign.valid_for,
        changed_by=by or campaign.changed_by,
    )


def _name(campaign: Campaign, chosen: Chosen) -> str:
    if campaign.content == Content.NEW or not chosen.revisions:
        return campaign.name[:200]
    return chosen.revisions[0].title[:200]


def _freeze(issue: Issue, chosen: Chosen) -> None:
    IssueReport.objects.bulk_create(
        IssueReport(issue=issue, revision=revision, position=place)
        for place, revision in enumerate(chosen.revisions)
    )
    IssueList.objects.bulk_create(
        IssueList(
            issue=issue,
            list_id=list_id,
            position=place,
            told_until=served_until(list_id, issue.frequency, but=issue.pk)
            if issue.window_end
            else None,
        )
        for place, list_id in enumerate(chosen.list_ids)
    )


def _has_news(issue: Issue, chosen: Chosen) -> bool:
    return bool(chosen.revisions and chosen.list_ids and compose_issue(issue).ways)
