"""Campaigns: made, checked, changed. A plan says what, to whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mailer.dispatch.calendar import cadence_of, plan_next
from mailer.dispatch.errors import ApprovalError, NotFoundError, PlanError
from mailer.dispatch.hashing import plan_hash
from mailer.dispatch.opening import Run, open_issue
from mailer.dispatch.tellings import known_layout
from mailer.editions.layouts import layouts
from mailer.models import CadenceKind, Campaign, CampaignList, Content, Issue
from mailer.schedules.cadence import CadenceError
from mailer.schedules.hours import Hours, HoursError
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience
from subscribers.audience import ListInfo

URGENT_PLAN, USUAL_PLAN = 1, 5
BY_CLOCK = (CadenceKind.DAILY, CadenceKind.WEEKLY, CadenceKind.MONTHLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that makes a campaign. `lists` are slugs in order of precedence; times are wall time."""

    name: str
    lists: Sequence[str]
    content: str = Content.REPORT
    layout: str = ""
    report_id: int | None = None
    topics: Sequence[str] = ()
    segment_id: int | None = None
    frequency: str = ""
    cadence: str = CadenceKind.ONCE
    at: time = time(7, 0)
    zone: str = field(default_factory=lambda: str(settings.TIME_ZONE))
    weekdays: Sequence[int] = ()
    day: int = 1
    nth: int = 0
    grace: timedelta = timedelta(hours=6)
    valid_for: timedelta = timedelta(days=4)
    priority: int = USUAL_PLAN
    per_minute: int | None = None
    between: str = ""


@transaction.atomic
def create(plan: Plan, *, by: User) -> Campaign:
    """Store a campaign; raises PlanError in words, NotAllowedError for a stranger to its office."""
    lists = _lists(plan)
    demand(by, Act.EDIT, office_id=lists[0].office_id)
    campaign = Campaign(
        **{name: getattr(plan, name) for name in PLAIN},
        office_id=lists[0].office_id,
        topics=list(plan.topics),
        weekdays=list(plan.weekdays),
        handled_until=timezone.now(),
        changed_by=by,
    )
    _check(plan, campaign, lists=lists)
    if plan.layout and layouts()[plan.layout].urgent:
        campaign.priority = URGENT_PLAN
    if campaign.cadence in BY_CLOCK:
        plan_next(campaign)
    campaign.save()
    CampaignList.objects.bulk_create(
        CampaignList(campaign=campaign, list_id=entry.id, position=place)
        for place, entry in enumerate(lists)
    )
    audit.note("planned", campaign, by=by, office_id=campaign.office_id)
    return campaign


def open_now(campaign_id: int, *, by: User) -> Issue:
    """Open an issue of a campaign by hand, outside its cadence; for campaigns of one report."""
    campaign = find(campaign_id)
    demand(by, Act.EDIT, office_id=campaign.office_id)
    if campaign.content == Content.NEW:
        raise PlanError(
            f"Campaign {campaign_id} gathers reports by its calendar; "
            "its issues open by themselves."
        )
    return open_issue(campaign, Run(timezone.now()), by=by)


@transaction.atomic
def approve_standing(campaign_id: int, *, by: User) -> Campaign:
    """Let a digest go out by itself as long as plan, tellings and templates stay as they are."""
    campaign = find(campaign_id)
    demand(by, Act.APPROVE, office_id=campaign.office_id)
    if campaign.changed_by_id == by.pk:
        raise ApprovalError(f"{by.email} planned this campaign. Somebody else has to approve it.")
    campaign.standing_approval_by, campaign.standing_approval_at = by, timezone.now()
    campaign.standing_approval_hash = plan_hash(campaign)
    campaign.save()
    audit.note("approved (standing)", campaign, by=by, office_id=campaign.office_id)
    return campaign


@transaction.atomic
def stop(campaign_id: int, *, by: User) -> Campaign:
    """No further issues; those that were opened go on."""
    campaign = find(campaign_id)
    demand(by, Act.EDIT, office_id=campaign.office_id)
    campaign.active, campaign.due_at = False, None
    campaign.save()
    audit.note("stopped", campaign, by=by, office_id=campaign.office_id)
    return campaign


def find(campaign_id: int) -> Campaign:
    """The campaign; raises NotFoundError."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFoundError(f"There is no campaign {campaign_id}.")
    return campaign


PLAIN = (
    *("name", "content", "layout", "report_id", "segment_id", "frequency", "cadence", "at", "zone"),
    *("day", "nth", "grace", "valid_for", "priority", "per_minute", "between"),
)


def _lists(plan: Plan) -> tuple[ListInfo, ...]:
    try:
        found = {entry.slug: entry for entry in audience.lists(slugs=list(plan.lists))}
    except LookupError as error:
        raise NotFoundError(str(error.args[0])) from error
    if not found:
        raise PlanError("Name at least one list.")
    return tuple(found[slug] for slug in dict.fromkeys(plan.lists))


def _check(plan: Plan, campaign: Campaign, *, lists: Sequence[ListInfo]) -> None:
    if len({entry.sender.id for entry in lists}) > 1 or len({e.office_id for e in lists}) > 1:
        raise PlanError(
            "The lists of a campaign share one sender and one office. Plan one campaign for each."
        )
    _check_report(campaign)
    known_layout(plan.layout)
    if campaign.content == Content.NEW:
        _check_digest(plan, lists)
    elif campaign.cadence == CadenceKind.ON_RELEASE:
        raise PlanError("'At once, for each report' goes with all new reports.")
    try:
        if campaign.cadence in BY_CLOCK:
            cadence_of(campaign)
        if campaign.between:
            Hours.read(campaign.between, campaign.zone)
    except (CadenceError, HoursError) as error:
        raise PlanError(str(error)) from error


def _check_report(campaign: Campaign) -> None:
    if (campaign.report_id is None) == (campaign.content == Content.REPORT):
        raise PlanError("Name the report for a campaign of one report, and only then.")
    if campaign.report is not None and campaign.report.withdrawn_at is not None:
        raise PlanError(f"Report {campaign.report_id} was withdrawn.")


def _check_digest(plan: Plan, lists: Sequence[ListInfo]) -> None:
    """Each list hears of all new reports once per frequency, or people would be told twice."""
    if plan.layout:
        raise PlanError("A layout goes with one report; a digest has its own.")
    if not plan.frequency:
        raise PlanError("A campaign of all new reports needs the frequency that it serves.")
    if plan.cadence == CadenceKind.ONCE:
        raise PlanError("A campaign of all new reports needs a cadence.")
    rivals = Campaign.objects.filter(
        active=True,
        content=Content.NEW,
        frequency=plan.frequency,
        lists__list_id__in=[entry.id for entry in lists],
    )
    rival = rivals.first()
    if rival is not None:
        raise PlanError(
            f"Campaign {rival.pk} ('{rival.name}') already tells one of these lists all new "
            f"reports {plan.frequency}. Stop it first, or choose other lists.",
            rival=rival.name,
        )
