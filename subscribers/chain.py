"""The rows behind the verbs: a subscription is started, closed and followed, never changed back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from subscribers.audience import told_until
from subscribers.models import EndedReason, List, Subscription

# Hundreds may leave within a second: one statement, without a look at the row before it.
_CLOSE = """
UPDATE subscribers_subscription SET ended_at = greatest(%s, started_at), ended_reason = %s
WHERE subscriber_id = %s AND list_id = %s AND ended_at IS NULL
RETURNING *
"""


def open_row(subscriber_id: int, list_id: int) -> Subscription | None:
    """The person's open subscription to this list, confirmed or not."""
    return Subscription.objects.filter(
        subscriber_id=subscriber_id, list_id=list_id, ended_at=None
    ).first()


def last_row(subscriber_id: int, list_id: int) -> Subscription | None:
    """The newest subscription, open or not."""
    rows = Subscription.objects.filter(subscriber_id=subscriber_id, list_id=list_id)
    return rows.order_by("-started_at", "-pk").first()


def start(
    subscriber_id: int, wanted: List, *, frequency: str | None, source: str, confirmed: bool
) -> Subscription:
    """A first row, at the list's own frequency unless another is named."""
    now = timezone.now()
    return Subscription.objects.create(
        subscriber_id=subscriber_id,
        list=wanted,
        frequency=frequency or wanted.frequency,
        source=source,
        started_at=now,
        confirmed_at=now if confirmed else None,
    )


def close(
    subscriber_id: int, list_id: int, *, reason: EndedReason, at: datetime | None = None
) -> Subscription | None:
    """End the open row now, or when it started where another machine's clock was ahead.

    Returns it as it stands then; None if none was open.
    """
    values = [at or timezone.now(), str(reason), subscriber_id, list_id]
    return next(iter(Subscription.objects.raw(_CLOSE, values)), None)


def follow(
    old: Subscription, *, frequency: str, source: str, subscriber_id: int | None = None
) -> Subscription:
    """The row after an ended one: as confirmed as that was, and told from where that had got to.

    That is how far its frequency was told while it ran, else where it began itself: what was
    told before that was told to others (weekly, daily and weekly again within a day).
    """
    until = told_until(old.list_id, old.frequency)
    ran = until is not None and until > old.started_at
    return Subscription.objects.create(
        subscriber_id=subscriber_id or old.subscriber_id,
        list_id=old.list_id,
        frequency=frequency,
        source=source,
        started_at=timezone.now(),
        confirmed_at=old.confirmed_at,
        told_from=until if ran else old.told_from or old.started_at,
        predecessor=old,
    )
