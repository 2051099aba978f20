"""What staff decide about deliveries in doubt: hold them, or send them again."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.dispatch import sql
from mailer.dispatch.errors import HinderedError, StateError
from mailer.dispatch.nudges import nudge_sending
from mailer.dispatch.verbs import STARTED, locked
from mailer.models import Delivery, DeliveryState, Issue, IssueState
from mailer.models.issues import UncertainPolicy, wrong_editions
from staff import audit
from staff.models import User
from staff.roles import Act, demand

OVER = (*STARTED, IssueState.SENT)
OVERDUE = gettext_noop("This issue was valid until {until}. Nobody gets it any more.")

RIGHTED = gettext_noop(
    "Whoever is in doubt gets the correction. The wrong words are not written again."
)


@transaction.atomic
def choose(issue_id: int, policy: str, *, by: User) -> Issue:
    """What becomes of deliveries that will be in doubt: 'hold' or 'resend'."""
    issue = locked(issue_id, tuple(IssueState), wish="changed")
    demand(by, Act.SEND, office_id=issue.office_id)
    if policy not in UncertainPolicy.values:
        raise StateError(f"'{policy}' is none of: {', '.join(UncertainPolicy.values)}.")
    issue.uncertain_policy = policy
    issue.save()
    audit.note("chose", issue, by=by, office_id=issue.office_id, uncertain=policy)
    return issue


@transaction.atomic
def resend(issue_id: int, *, by: User) -> int:
    """Send again to all who are in doubt now; how many. Some of them get the mail twice.

    Raises HinderedError where all of them get a correction instead.
    """
    issue = locked(issue_id, OVER, wish="sent again")
    demand(by, Act.SEND, office_id=issue.office_id)
    if issue.valid_until <= timezone.now():
        until = timezone.localtime(issue.valid_until)
        raise HinderedError(OVERDUE.format(until=f"{until:%Y-%m-%d %H:%M}"))
    corrected = _corrected(issue)
    values = {"issue": issue.pk, "month": issue.month, "limit": settings.BATCH_SIZE}
    again = 0
    while moved := int(sql.rows("resend", {**values, "corrected": corrected})[0][0]):
        again += moved
    if not again and corrected and _in_doubt(issue, corrected):
        raise HinderedError(RIGHTED)
    audit.note("sent again", issue, by=by, office_id=issue.office_id, people=again)
    nudge_sending(issue.pk)
    return again


def _corrected(issue: Issue) -> list[int]:
    """The editions whose right words went, or go, to everybody concerned."""
    frozen = issue.corrections.exclude(expanded_at=None)
    return [pk for row in frozen for pk in wrong_editions(row).values_list("pk", flat=True)]


def _in_doubt(issue: Issue, editions: list[int]) -> bool:
    rows = Delivery.objects.filter(issue_id=issue.pk, month=issue.month, edition_id__in=editions)
    return rows.filter(state=DeliveryState.UNCERTAIN).exists()
