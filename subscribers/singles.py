"""One person, for staff who may see them: found by address; and why no list shows them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from staff.models import User
from subscribers import handling, keys, people
from subscribers.absences import absence_sql


def find_person(address: str, *, by: User) -> int | None:
    """The number of the person with this address; None where there is none whom `by` may see."""
    try:
        found = people.find(address)
    except keys.AddressError:
        return None
    if found is None or found.erased_at is not None or not handling.may_handle(by, [found]):
        return None
    return found.pk


def absence(subscriber_id: int, list_ids: Iterable[int]) -> str:
    """Why the read door shows a person for none of these lists: left, paused or suppressed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {absence_sql('one.id')} FROM (SELECT %(person)s::bigint AS id) AS one",  # noqa: S608
            {"person": subscriber_id, "lists": list(list_ids)},
        )
        return str(cursor.fetchone()[0])
