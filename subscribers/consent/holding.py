"""Whom a verb is about: the row that somebody lives on in, locked until the transaction ends."""

from __future__ import annotations

from django.db import connection

from subscribers.locks import Namespace, take
from subscribers.models import Subscriber


def hold_id(subscriber_id: int) -> int | None:
    """The id of the person with this id or of the one that they became, locked; None if nobody
    knows the id.

    Two rows are merged under both locks, so that what is read here is either before that or after.
    """
    take(Namespace.PERSON, [subscriber_id])
    sql = "SELECT merged_into_id FROM subscribers_subscriber WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [subscriber_id])
        row = cursor.fetchone()
    if row is None:
        return None
    return subscriber_id if row[0] is None else hold_id(row[0])


def hold(subscriber_id: int) -> Subscriber | None:
    """The person of `hold_id`, with all that is stored of them."""
    number = hold_id(subscriber_id)
    return None if number is None else Subscriber.objects.get(pk=number)


def hold_present(subscriber_id: int) -> Subscriber | None:
    """The same, but None too for somebody who is erased or has asked for it."""
    person = hold(subscriber_id)
    if person is None or person.erased_at or person.erase_due_at:
        return None
    return person
