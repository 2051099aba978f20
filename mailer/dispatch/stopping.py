"""Stopping an issue from within: what sending needs of the verbs, without all that they need."""

from __future__ import annotations

from django.db import transaction

from mailer.dispatch import sql
from mailer.models import Batch, DeliveryState, Issue, IssueState
from mailer.models.ledger import BatchState
from staff import audit


@transaction.atomic
def hold(issue_id: int, words: str) -> bool:
    """Pause on the service's own behalf, and say why; False if it is not being sent."""
    issue = Issue.objects.select_for_update().filter(pk=issue_id, state=IssueState.SENDING).first()
    if issue is None:
        return False
    issue.state, issue.words = IssueState.PAUSED, words
    issue.save()
    audit.note("paused itself", issue, by=None, office_id=issue.office_id, words=words)
    return True


def settle_cancelled(issue: Issue, state: DeliveryState = DeliveryState.CANCELLED) -> None:
    """Settle what a cancelled issue has not begun; called again when its last batch comes back.

    So, too, with state 'expired', what would come after `valid_until`.
    """
    waiting = Batch.objects.filter(issue_id=issue.pk, state=BatchState.WAITING)
    waiting.update(state=BatchState.DONE)
    sql.change("settle", {"issue": issue.pk, "month": issue.month, "state": state.value})
