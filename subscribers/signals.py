"""What mailer may listen to. Sent after the commit; a failing listener disturbs nobody.

Both carry `subscriber_id`, `list_id` and `subscription_id`; `subscription_ended` also `reason`,
a value of EndedReason. A change of frequency is neither: the person stays on the list. Nor is
what staff enrol or import: nobody confirmed anything, and there may be a million of them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from subscribers.models import Subscription

subscription_confirmed = Signal()
subscription_ended = Signal()


def announce(signal: Signal, subscription: Subscription, **details: Any) -> None:
    """Send a signal about this subscription once the transaction is committed."""
    transaction.on_commit(
        partial(
            signal.send_robust,
            sender=Subscription,
            subscriber_id=subscription.subscriber_id,
            list_id=subscription.list_id,
            subscription_id=subscription.pk,
            **details,
        )
    )
