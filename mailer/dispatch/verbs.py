"""What staff do with an issue: approve, schedule, send, pause, resume, cancel."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.dispatch import forecast, gate, looking, outlet, signing
from mailer.dispatch.composing import compose_issue
from mailer.dispatch.content import not_told_yet
from mailer.dispatch.errors import (
    ApprovalError,
    ComposeError,
    HinderedError,
    NotFoundError,
    StateError,
)
from mailer.dispatch.hashing import issue_hash
from mailer.dispatch.nudges import nudge_expansion, nudge_sending
from mailer.dispatch.progress import replies
from mailer.dispatch.renewing import CHANGED, refresh
from mailer.dispatch.stopping import settle_cancelled
from mailer.models import Issue, IssueState
from mailer.models.issues import READY, REVIEWED
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience

STARTED = (IssueState.SENDING, IssueState.PAUSED)
RENEWED = (
    "A telling, a template, a sender or the audience was changed since the preview was made. "
    "Look at the new preview, then approve it."
)

REVISED = (
    "A report of it was revised since. Look at the finding: have the newer text taken up, or "
    "approve the older one knowingly."
)
FIRST = gettext_noop(
    "“{name}” (issue {issue}) tells earlier reports to the same people. Send or cancel it first."
)
TOO_SLOW = gettext_noop(
    "At the present pace it would have reached everybody on {day}, but it is valid for {days} days "
    "only. Plan it with more days, for fewer people, or when the sender is warm."
)


class RevisedError(ApprovalError):
    """A newer text came in, and nobody could know of it yet."""


def approve(issue_id: int, *, by: User) -> Issue:
    """Approve what the issue says; four eyes: never by who changed it last (S30).

    If anything changed since it was composed, it is composed anew and not approved yet: nobody
    approves words that no preview has shown. Nor older words, without a page that said so.
    """
    with transaction.atomic():
        issue = locked(issue_id, REVIEWED, wish="approved")
        demand(by, Act.APPROVE, office_id=issue.office_id)
        if issue.changed_by_id == by.pk:
            raise ApprovalError(
                f"{by.email} prepared this issue. Somebody else has to approve it (four eyes)."
            )
        _demand_senders(issue)
        known = gate.revised(issue)
        fresh, stopped = refresh(issue), gate.stops(issue)
        revised = not gate.revised(issue) <= known
        looking.ask(issue) if fresh else looking.freshen(issue)
        if not (fresh or stopped or revised):
            _approve(issue, by)
            audit.note(
                "approved",
                issue,
                by=by,
                office_id=issue.office_id,
                hash=issue.content_hash,
                **gate.evidence(issue),
            )
    if fresh:
        raise ApprovalError(f"Issue {issue.pk}: {RENEWED}")
    if stopped:
        raise gate.GateError(f"Issue {issue.pk}: {gate.STOPS}")
    if revised:
        raise RevisedError(f"Issue {issue.pk}: {REVISED}")
    return issue


@transaction.atomic
def approve_standing(issue: Issue, *, by: User, at: datetime) -> Issue:
    """Approve by the campaign's standing approval, to go out at once.

    The approval's own hash was checked by the caller. The issue is scheduled, so that it is
    found again should this process die before it sends.
    """
    _approve(issue, by)
    issue.state, issue.send_at = IssueState.SCHEDULED, at
    issue.save()
    audit.note("approved (standing)", issue, by=by, office_id=issue.office_id)
    return issue


def schedule(issue_id: int, at: datetime, *, by: User) -> Issue:
    """Send an approved issue at this moment; one that waits for its approval is planned for it.

    The check looks at the day of sending (P23): what that day stops is refused now, not then.
    """
    with transaction.atomic():
        issue = locked(issue_id, (*REVIEWED, *READY), wish="scheduled")
        issue.send_at = at
        issue.save(update_fields=["send_at"])
        if issue.state in REVIEWED:
            demand(by, Act.SEND, office_id=issue.office_id)
            gate.inspect(issue)
            audit.note("set a moment", issue, by=by, office_id=issue.office_id, at=at.isoformat())
            return issue
        issue = _ready(issue_id, by, wish="scheduled")
        if issue.approved:
            looking.freshen(issue)
            _schedule(issue, at, by=by)
    return _or_refuse(issue)


def send(issue_id: int, *, by: User | None) -> Issue:
    """Start sending an approved issue; `by` is None when the calendar does it.

    By hand, an issue that is not urgent and has to be looked at again is scheduled for now: the
    calendar sends it once that is done, or has taken too long. Whoever sends now what was planned
    for later is asked about today.
    """
    now = timezone.now()
    with transaction.atomic():
        Issue.objects.filter(pk=issue_id, state__in=READY, send_at__gt=now).update(send_at=now)
        issue = _ready(issue_id, by, wish="sent")
        if issue.approved:
            _demand_order(issue)
            if by is not None and not issue.urgent and looking.freshen(issue):
                _schedule(issue, timezone.now(), by=by, words=looking.LOOKED_AT)
            else:
                _start(issue, by)
    return _or_refuse(issue)


@transaction.atomic
def pause(issue_id: int, *, by: User, words: str = "") -> Issue:
    """Stop claiming batches; what is on the wire is finished and recorded."""
    issue = locked(issue_id, (IssueState.SENDING,), wish="paused")
    demand(by, Act.SEND, office_id=issue.office_id)
    issue.state, issue.words = IssueState.PAUSED, words
    issue.save()
    audit.note("paused", issue, by=by, office_id=issue.office_id)
    return issue


@transaction.atomic
def resume(issue_id: int, *, by: User) -> Issue:
    """Go on with a paused issue."""
    issue = locked(issue_id, (IssueState.PAUSED,), wish="resumed")
    demand(by, Act.SEND, office_id=issue.office_id)
    issue.state, issue.words = IssueState.SENDING, ""
    issue.valid_until = _valid_until(issue)
    issue.watched = asdict(replies(issue))
    issue.save()
    audit.note("resumed", issue, by=by, office_id=issue.office_id)
    if issue.expanded_at is None:
        nudge_expansion(issue.pk)
    else:
        nudge_sending(issue.pk)
    return issue


@transaction.atomic
def cancel(issue_id: int, *, by: User) -> Issue:
    """Nobody who was not begun with gets anything; what was sent stays in the ledger."""
    issue = locked(issue_id, (*REVIEWED, *READY, *STARTED), wish="cancelled")
    demand(by, Act.SEND, office_id=issue.office_id)
    issue.state, issue.finished_at = IssueState.CANCELLED, timezone.now()
    issue.save()
    settle_cancelled(issue)
    audit.note("cancelled", issue, by=by, office_id=issue.office_id)
    return issue


def locked(issue_id: int, states: tuple[IssueState, ...], *, wish: str) -> Issue:
    """The issue, locked; raises NotFoundError or StateError."""
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
    if issue is None:
        raise NotFoundError(f"There is no issue {issue_id}.")
    if issue.state not in states:
        possible = ", ".join(states)
        raise StateError(
            f"Issue {issue_id} is {issue.state} and cannot be {wish}: it would have to be one of: "
            f"{possible}."
        )
    return issue


def _demand_order(issue: Issue) -> None:
    """Windows are told in their order, or people who change frequency would miss the late one."""
    waiting = not_told_yet(issue).filter(state__in=(*REVIEWED, *READY)).first()
    if waiting is not None:
        raise HinderedError(FIRST.format(name=waiting.name, issue=waiting.pk))


def _demand_senders(issue: Issue) -> None:
    """Its senders have relays and, where they sign themselves, keys; raises HinderedError."""
    ids = list(issue.lists.values_list("list_id", flat=True))
    for entry in audience.lists(ids=ids):
        outlet.relays(entry.sender.relay)
        signing.signers(entry.sender)


def _demand_time(issue: Issue) -> None:
    """Pace, hours and warming up let it reach everybody in time; raises HinderedError (M46)."""
    ready = forecast.finished_at(issue)
    start = max(issue.send_at or timezone.now(), timezone.now())
    if ready is not None and ready > start + issue.campaign.valid_for:
        day, days = timezone.localtime(ready).date(), issue.campaign.valid_for.days
        raise HinderedError(TOO_SLOW.format(day=day, days=days))


def _valid_until(issue: Issue) -> datetime:
    """Time for retries counts from the start, however long an issue waited for it."""
    return max(issue.valid_until, timezone.now() + issue.campaign.valid_for)


def _approve(issue: Issue, by: User) -> None:
    issue.approved_hash, issue.approved_by = issue.content_hash, by
    issue.approved_at, issue.state = timezone.now(), IssueState.APPROVED
    issue.words = ""
    issue.save()


def _schedule(issue: Issue, at: datetime, *, by: User | None, words: str = "") -> None:
    issue.state, issue.send_at, issue.words = IssueState.SCHEDULED, at, words
    issue.save()
    audit.note("scheduled", issue, by=by, office_id=issue.office_id, at=at.isoformat())


def _start(issue: Issue, by: User | None) -> None:
    issue.state, issue.words = IssueState.SENDING, ""
    issue.valid_until = _valid_until(issue)
    issue.save()
    audit.note("sending", issue, by=by, office_id=issue.office_id)
    nudge_expansion(issue.pk)


def _ready(issue_id: int, by: User | None, *, wish: str) -> Issue:
    """The issue, locked; a change since its approval voids that (invariant 8)."""
    issue = locked(issue_id, READY, wish=wish)
    if by is not None:
        demand(by, Act.SEND, office_id=issue.office_id)
        _demand_senders(issue)
        _demand_time(issue)
    issue.content_hash = issue_hash(issue)
    if not issue.approved:
        issue.void_approval(CHANGED)
        try:
            compose_issue(issue)
            looking.renewed(issue)
        except ComposeError as error:
            issue.content_hash, issue.words = "", str(error)
        issue.save()
    elif gate.stops(issue):
        issue.void_approval(gate.STOPS)
        issue.save()
    return issue


def _or_refuse(issue: Issue) -> Issue:
    if not issue.approved:
        refusal = gate.GateError if issue.words == gate.STOPS else ApprovalError
        raise refusal(f"Issue {issue.pk}: {issue.words}")
    return issue
