"""What mailer may listen to. Events come after the commit, with `subscriber_id`, `list_id` and
`subscription_id`; `subscription_ended` also with `reason`, a value of EndedReason. A failing
listener disturbs nobody. A change of frequency is neither, nor is what staff enrol or import:
nobody confirmed anything, and there may be a million of them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from subscribers.models import Subscription

subscription_confirmed = Signal()
subscription_ended = Signal()

notice_wanted = Signal()
"""A mail to one person is called for: sent within the transaction, so that it stands or falls with
its reason, and a failing listener undoes both. Carries `kind`, `subscriber_id`, `list_id` (whose
sender writes; may be None), `wish_id` (or None) and `language`.

Kinds: sign_up, known (already on all lists asked for), invitation, welcome, link, address (to the
new address), address_told (to the old one), goodbye (to somebody who will be erased)."""

person_asked = Signal()
"""Somebody wants to know what is stored (Art. 15 GDPR): listeners return a dict of JSON values by
name, to be shown with the rest. Carries `subscriber_id`."""

person_erased = Signal()
"""Somebody is erased: listeners remove what tells of the person, within the same transaction.
Carries `subscriber_id` and `address`."""

name_asked = Signal()
"""A list is named `name`: listeners return the word that reveals something of its people, or ''."""

list_changed = Signal()
"""Staff changed something of a list that its mails show: sent within the transaction. Carries
`list_id` and `by`, who did it."""


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
