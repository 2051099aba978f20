"""Somebody leaves a list, or takes that back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from subscribers import chain, suppression
from subscribers.audience import lock
from subscribers.consent.errors import MustStayError
from subscribers.consent.joining import note_confirmed
from subscribers.evidence import record
from subscribers.locks import Namespace, take
from subscribers.models import EndedReason, List, Step, Subscriber
from subscribers.models.suppression import SuppressionReason
from subscribers.signals import announce, subscription_ended

TAKE_BACK = timedelta(hours=1)
"""How long somebody may take back that they left; after that it takes a new sign-up."""


@transaction.atomic
def end(subscriber_id: int, list_id: int, *, reason: EndedReason, source: str) -> bool:
    """Take somebody off a list and block what that blocks; returns whether a row was open.

    Once this has committed, no claim finds the person on the list (invariant 5, M53).
    MustStayError if they ask to leave a list that its members may not leave.
    """
    if reason == EndedReason.UNSUBSCRIBED and not List.objects.get(pk=list_id).may_leave:
        raise MustStayError("Members of this list cannot leave it themselves.")
    take(Namespace.PERSON, [subscriber_id])
    person = Subscriber.objects.filter(pk=subscriber_id).first()
    if person is None:  # an old link to somebody whom no table knows any more: nothing to end
        return False
    suppression.suppress_for_end(person, list_id, reason=reason, source=source)
    row = chain.open_row(subscriber_id, list_id)
    if row is None:
        return False
    at = chain.close(row, reason)
    record(Step.ENDED, row, at=at, payload={"reason": str(reason), "source": source})
    announce(subscription_ended, row, reason=str(reason))
    return True


@transaction.atomic
def take_back(subscriber_id: int, list_id: int, *, source: str) -> bool:
    """Undo one's own leaving within `TAKE_BACK`: the old subscription gets a successor.

    Returns whether the person is on the list now.
    """
    take(Namespace.PERSON, [subscriber_id])
    lock([list_id], exclusive=False)
    last = chain.last_row(subscriber_id, list_id)
    if last is None or last.ended_at is None:
        return last is not None
    if last.ended_reason != EndedReason.UNSUBSCRIBED or last.confirmed_at is None:
        return False
    if timezone.now() - last.ended_at > TAKE_BACK:
        return False
    row = chain.follow(last, frequency=last.frequency, source=source)
    keys = suppression.keys_of(row.subscriber)
    suppression.lift(keys, list_id, only=[SuppressionReason.LEFT])
    note_confirmed(row, source=source)
    return True
