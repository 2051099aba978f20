"""Finding and keeping people by the keyed hash of their address (invariant 13)."""

from __future__ import annotations

from subscribers.keys import all_keys, normalise
from subscribers.models import Subscriber


def find(address: str) -> Subscriber | None:
    """The person with this address, under whichever key of the ring they were stored."""
    return _by_keys(all_keys(address))


def _by_keys(keys: list[bytes]) -> Subscriber | None:
    person = Subscriber.objects.filter(address_key__in=keys).first()
    if person is not None and bytes(person.address_key) != keys[0]:
        person.older_keys = [*person.older_keys, bytes(person.address_key)]
        person.address_key = keys[0]
        person.save(update_fields=["address_key", "older_keys"])
    return person


def find_or_add(address: str, **fields: object) -> Subscriber:
    """The person with this address; a new one gets these fields, a known one keeps theirs."""
    keys = all_keys(address)
    known = _by_keys(keys)
    if known is not None:
        return known
    person, _ = Subscriber.objects.get_or_create(
        address_key=keys[0], defaults={"address": normalise(address), **fields}
    )
    return person


def present(subscriber_id: int) -> Subscriber | None:
    """The person with this id, or the one that they became; None for who is erased or unknown."""
    person = Subscriber.objects.select_related("merged_into").filter(pk=subscriber_id).first()
    if person is not None and person.merged_into is not None:
        person = person.merged_into
    if person is None or person.erased_at or person.erase_due_at:
        return None
    return person
