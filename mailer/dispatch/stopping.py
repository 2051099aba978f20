"""Stopping an issue from within: what sending needs of the verbs, without all that they need."""

from __future__ import annotations

from django.db import transaction

from mailer.dispatch import sql
from mailer.models import Batch, DeliveryState, Issue, IssueState
from mailer.models.issues import wrong_editions
from mailer.models.ledger import BatchState
from staff import audit

# In the ledger, where somebody had not got the wrong words yet.
CORRECTED = "not sent: issue {issue} corrects it"


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
    _settle(issue, state)


def stop_wrong(correction: Issue) -> bool:
    """Nobody is sent any more what this corrects: whoever has not got it yet gets the correction.

    False while a worker has some of it in hand: what became of that has to be known first. The
    transaction has to hold the reconcilers' lock, or deferred deliveries could come up again.
    """
    assert correction.corrects_id is not None  # noqa: S101
    wrong = Issue.objects.select_for_update().get(pk=correction.corrects_id)
    open_ = Batch.objects.filter(issue_id=wrong.pk).exclude(state=BatchState.DONE)
    # Locked, whether waiting or in hand: no batch changes hands while it is decided who gets what.
    states = {batch.state for batch in open_.select_for_update().order_by("number")}
    editions = list(wrong_editions(correction).values_list("pk", flat=True))
    words = CORRECTED.format(issue=correction.pk)
    _settle(wrong, DeliveryState.CANCELLED, editions=editions, words=words)
    return BatchState.CLAIMED not in states


def _settle(
    issue: Issue, state: DeliveryState, *, editions: list[int] | None = None, words: str = ""
) -> None:
    values = {"issue": issue.pk, "month": issue.month, "state": state.value}
    sql.change("settle", {**values, "editions": editions, "words": words})
