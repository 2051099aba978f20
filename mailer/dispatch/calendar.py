"""What is due: campaigns by their cadence, reports for campaigns 'at once', scheduled issues.

Rows are claimed with SKIP LOCKED, an issue is unique by campaign and occurrence, and a missed
tick fires late, once, within the campaign's grace: two beats do no harm (invariant 2).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Min
from django.utils import timezone

from mailer import locks
from mailer.dispatch import gate, looking
from mailer.dispatch.content import released_after, served_until
from mailer.dispatch.errors import DispatchError
from mailer.dispatch.hashing import plan_hash
from mailer.dispatch.opening import Run, failed, open_issue, skip
from mailer.dispatch.verbs import approve_standing, send
from mailer.models import CadenceKind, Campaign, Content, Issue, IssueState
from mailer.schedules.cadence import REACH, Cadence, occurrence_after
from mailer.schedules.windows import Skipped, Window, due
from mailer.schedules.windows import window as calendar_window

log = logging.getLogger(__name__)
LATE = {
    "too late": "Missed: the service was down for longer than this campaign's grace.",
    "superseded": "Missed: a later run told the same reports.",
}


def check_due(now: datetime | None = None) -> list[int]:
    """Open, and where approved send, everything that is due; the ids of the issues opened.

    What goes wrong with one campaign or issue is logged and stops no other.
    """
    moment = now or timezone.now()
    opened = [pk for campaign_id in _due(moment) for pk in _try_fire(campaign_id, moment)]
    due_now = Issue.objects.filter(state=IssueState.SCHEDULED, send_at__lte=moment)
    due_now = due_now.exclude(looking.awaited(moment)).order_by("priority", "occurrence", "pk")
    for issue_id in due_now.values_list("pk", flat=True):
        _send(issue_id)
    return opened


def _try_fire(campaign_id: int, now: datetime) -> list[int]:
    try:
        return fire(campaign_id, now)
    except Exception:
        log.exception("campaign %s could not be run; the next tick tries again", campaign_id)
        return []


@transaction.atomic
def fire(campaign_id: int, now: datetime) -> list[int]:
    """Run one campaign as far as it is due; another worker's lock means that it is being done."""
    campaign = (
        Campaign.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=campaign_id, active=True)
        .first()
    )
    if campaign is None:
        return []
    if campaign.cadence == CadenceKind.ON_RELEASE:
        issues = _per_report(campaign, now)
    else:
        issues = _by_calendar(campaign, now)
    campaign.save(update_fields=["handled_until", "due_at"])
    for issue in issues:
        _approve_standing(campaign, issue, now=now)
    return [issue.pk for issue in issues]


def cadence_of(campaign: Campaign) -> Cadence:
    """The campaign's cadence as a value; raises CadenceError where it makes no sense."""
    kind = campaign.cadence
    weekdays = tuple(campaign.weekdays) or tuple(range(7))
    monthly = kind == CadenceKind.MONTHLY
    return Cadence(
        kind=kind,  # type: ignore[arg-type]
        at=campaign.at,
        zone=campaign.zone,
        weekdays=() if monthly else weekdays,
        day=campaign.day,
        nth=campaign.nth,
        weekday=weekdays[0] if monthly and campaign.nth else 0,
        once=campaign.once,
    )


def plan_next(campaign: Campaign) -> None:
    """Set when the campaign is due next; None when never, or at each new report."""
    if campaign.cadence == CadenceKind.ON_RELEASE:
        campaign.due_at = None
    else:
        campaign.due_at = occurrence_after(cadence_of(campaign), campaign.handled_until)


def _due(now: datetime) -> list[int]:
    alive = Campaign.objects.filter(active=True)
    by_clock = alive.filter(due_at__lte=now).order_by("priority", "due_at")
    per_report = alive.filter(cadence=CadenceKind.ON_RELEASE).order_by("priority")
    return [*by_clock.values_list("pk", flat=True), *per_report.values_list("pk", flat=True)]


def _per_report(campaign: Campaign, now: datetime) -> list[Issue]:
    """One issue per report; its window ends just behind the report's release.

    `handled_until` is the end of the last such window, so that windows meet.
    """
    fresh = released_after(campaign, campaign.handled_until).filter(released_at__lte=now)
    if not fresh.exists():
        return []
    locks.take(locks.Lock.RELEASE)  # what is being stored now gets an issue of its own
    issues = []
    for report in fresh.all():
        end = report.released_at + timedelta(microseconds=1)
        start = min(_told_until(campaign) or campaign.handled_until, campaign.handled_until)
        issues.append(_open(campaign, Run(report.released_at, Window(start, end))))
        campaign.handled_until = end
    return issues


def _by_calendar(campaign: Campaign, now: datetime) -> list[Issue]:
    cadence = cadence_of(campaign)
    found = due(
        cadence,
        after=campaign.handled_until,
        now=now,
        grace=campaign.grace,
        told_until=_told_until(campaign),
    )
    issues = [_missed(campaign, entry) for entry in found.skipped]
    if found.fire is not None:
        window = found.fire.window if campaign.content == Content.NEW else None
        issues.append(_open(campaign, Run(found.fire.at, window)))
    for issue in issues:
        campaign.handled_until = max(campaign.handled_until, issue.occurrence)
    plan_next(campaign)
    return issues


def _open(campaign: Campaign, run: Run) -> Issue:
    """The issue of a run; where it cannot be made, one that says so and stops nobody else."""
    try:
        return open_issue(campaign, run)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("campaign %s: the run of %s failed", campaign.pk, run.occurrence)
        return failed(campaign, run, words=str(error))


def _told_until(campaign: Campaign) -> datetime | None:
    """How far all lists of a campaign were served, by this campaign or by one before it.

    A new campaign reaches back `REACH` at most: after a long silence nobody wants it all.
    """
    if campaign.content != Content.NEW:
        return None
    lists = campaign.lists.values_list("list_id", flat=True)
    found = [end for pk in lists if (end := served_until(pk, campaign.frequency))]
    if not found:
        return _never_told(campaign)
    earliest = min(*found, campaign.handled_until)
    own = campaign.issues.filter(window_end__isnull=False).exclude(state=IssueState.FAILED)
    return earliest if own.exists() else max(earliest, campaign.handled_until - REACH)


def _never_told(campaign: Campaign) -> datetime | None:
    """Where the first run began, if all runs up to now were missed or failed."""
    first: datetime | None = campaign.issues.aggregate(first=Min("occurrence"))["first"]
    if first is None or campaign.cadence == CadenceKind.ON_RELEASE:
        return first
    return calendar_window(cadence_of(campaign), first).start


def _missed(campaign: Campaign, missed: Skipped) -> Issue:
    """A record of an occurrence that did not fire; its window stays open for the next one."""
    found = Issue.objects.filter(campaign=campaign, occurrence=missed.at).first()
    if found is not None:
        return found
    issue = Issue(
        campaign=campaign,
        office_id=campaign.office_id,
        name=campaign.name,
        occurrence=missed.at,
        frequency=campaign.frequency,
        month=timezone.localtime(missed.at).date().replace(day=1),
        valid_until=missed.at + campaign.valid_for,
    )
    log.warning("campaign %s missed its run of %s: %s", campaign.pk, missed.at, missed.reason)
    return skip(issue, LATE[missed.reason])


def _approve_standing(campaign: Campaign, issue: Issue, *, now: datetime) -> None:
    """Approve by the standing approval, if it is of the plan as it stands now."""
    by = campaign.standing_approval_by
    if issue.state != IssueState.IN_REVIEW or by is None:
        return
    if gate.stops(issue):
        issue.words = gate.STOPS
        issue.save(update_fields=["words"])
    elif campaign.standing_approval_hash == plan_hash(campaign):
        approve_standing(issue, by=by, at=now)
    else:
        issue.words = "The standing approval is void: plan, telling or template was changed."
        issue.save(update_fields=["words"])


def _send(issue_id: int) -> None:
    try:
        send(issue_id, by=None)
    except DispatchError as error:
        log.warning("%s", error)
    except Exception:
        log.exception("issue %s could not be sent; the next tick tries again", issue_id)
