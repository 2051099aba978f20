"""Somebody leaves a list or all of them, or takes that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from subscribers import chain, suppression
from subscribers.audience import lock
from subscribers.consent.errors import MustStayError
from subscribers.consent.holding import hold, hold_id
from subscribers.consent.joining import note_confirmed
from subscribers.evidence import record
from subscribers.models import EndedReason, List, Step, Subscriber, Subscription
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
    if reason == EndedReason.UNSUBSCRIBED:
        _demand_exit(list_id)
    person_id = hold_id(subscriber_id)
    if person_id is None:  # an old link to somebody whom no table knows any more: nothing to end
        return False
    suppression.suppress_for_end(person_id, list_id, reason=reason, source=source)
    return close(person_id, list_id, reason=reason, source=source)


def _demand_exit(list_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_leave FROM subscribers_list WHERE id = %s", [list_id])
        row = cursor.fetchone()
    if row is None:
        raise List.DoesNotExist
    if not row[0]:
        raise MustStayError("Members of this list cannot leave it themselves.")


@transaction.atomic
def end_all(subscriber_id: int, *, source: str) -> list[int]:
    """Leave every list that its members may leave, at one moment; returns the lists left."""
    person_id = hold_id(subscriber_id)
    if person_id is None:
        return []
    rows = Subscription.objects.filter(subscriber=person_id, ended_at=None, list__may_leave=True)
    left = list(rows.order_by("list_id").values_list("list_id", flat=True))
    now, reason = timezone.now(), EndedReason.UNSUBSCRIBED
    for list_id in left:
        suppression.suppress_for_end(person_id, list_id, reason=reason, source=source)
        close(person_id, list_id, reason=reason, source=source, at=now)
    return left


def close(
    subscriber_id: int,
    list_id: int,
    *,
    reason: EndedReason,
    source: str,
    at: datetime | None = None,
) -> bool:
    """End what is open with its evidence, and tell whoever listens; whether something was."""
    row = chain.close(subscriber_id, list_id, reason=reason, at=at)
    if row is None or row.ended_at is None:
        return False
    record(Step.ENDED, row, at=row.ended_at, payload={"reason": str(reason), "source": source})
    announce(subscription_ended, row, reason=str(reason))
    return True


@transaction.atomic
def take_back(subscriber_id: int, list_id: int, *, source: str) -> bool:
    """Undo one's own leaving within `TAKE_BACK`: the old subscription gets a successor.

    Returns whether the person is on the list now.
    """
    person = hold(subscriber_id)
    if person is None:
        return False
    lock([list_id], exclusive=False)
    return _reopen(person, list_id, source=source)


@transaction.atomic
def take_back_all(subscriber_id: int, *, source: str) -> list[int]:
    """Undo the newest leaving, of all lists that were left at that moment; returns those lists."""
    person = hold(subscriber_id)
    if person is None:
        return []
    left = person.subscriptions.filter(ended_reason=EndedReason.UNSUBSCRIBED)
    newest = left.order_by("-ended_at").first()
    if newest is None:
        return []
    lists = list(left.filter(ended_at=newest.ended_at).values_list("list_id", flat=True))
    lock(lists, exclusive=False)
    return [one for one in lists if _reopen(person, one, source=source)]


def _reopen(person: Subscriber, list_id: int, *, source: str) -> bool:
    last = chain.last_row(person.pk, list_id)
    if last is None or last.ended_at is None:
        return last is not None
    if last.ended_reason != EndedReason.UNSUBSCRIBED or last.confirmed_at is None:
        return False
    if timezone.now() - last.ended_at > TAKE_BACK or person.erased_at or person.erase_due_at:
        return False
    row = chain.follow(last, frequency=last.frequency, source=source)
    keys = suppression.keys_of(person)
    suppression.lift(keys, list_id, only=[SuppressionReason.LEFT])
    note_confirmed(row, source=source)
    return True
