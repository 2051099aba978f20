"""Whom a verb is about: the row that somebody lives on in, locked until the transaction ends."""

from __future__ import annotations

from subscribers.locks import Namespace, take
from subscribers.models import Subscriber


def hold(subscriber_id: int) -> Subscriber | None:
    """The person with this id or the one that they became, locked; None if nobody knows the id.

    Two rows are merged under both locks, so that what is read here is either before that or after.
    """
    take(Namespace.PERSON, [subscriber_id])
    person = Subscriber.objects.filter(pk=subscriber_id).first()
    if person is not None and person.merged_into_id is not None:
        return hold(person.merged_into_id)
    return person


def hold_present(subscriber_id: int) -> Subscriber | None:
    """The same, but None too for somebody who is erased or has asked for it."""
    person = hold(subscriber_id)
    if person is None or person.erased_at or person.erase_due_at:
        return None
    return person
