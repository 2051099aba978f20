"""The block list: addresses (keyed hashes) that must not be mailed, and when that ends (P11)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from subscribers.models import EndedReason, Subscriber, Suppression
from subscribers.models.suppression import SuppressionReason

LIFTED_BY_OWN_CONFIRMATION = (
    SuppressionReason.LEFT,
    SuppressionReason.BOUNCED,
    SuppressionReason.ERASED,
)
"""Nothing but a person with the right lifts the others, complaints above all (invariant 5)."""

_BY_END = {
    EndedReason.UNSUBSCRIBED: SuppressionReason.LEFT,
    EndedReason.BOUNCED: SuppressionReason.BOUNCED,
    EndedReason.COMPLAINED: SuppressionReason.COMPLAINED,
}

_BLOCK = """
INSERT INTO subscribers_suppression (address_key, list_id, reason, at, source)
SELECT address_key, %s, %s, %s, %s FROM subscribers_subscriber WHERE id = %s
ON CONFLICT DO NOTHING
"""


def keys_of(person: Subscriber) -> list[bytes]:
    """Every hash that stands or stood for this person."""
    return [bytes(key) for key in (person.address_key, *person.older_keys)]


def suppress_for_end(subscriber_id: int, list_id: int, *, reason: EndedReason, source: str) -> None:
    """Block what this end of a subscription blocks: leaving counts for its list, the rest for all.

    Repeating it changes nothing.
    """
    if why := _BY_END.get(reason):
        only = list_id if why is SuppressionReason.LEFT else None
        _block(subscriber_id, only, reason=why, source=source)


def suppress_erased(subscriber_id: int, *, source: str) -> None:
    """Keep an erased address from coming back by an import; repeating it changes nothing."""
    _block(subscriber_id, None, reason=SuppressionReason.ERASED, source=source)


def _block(
    subscriber_id: int, list_id: int | None, *, reason: SuppressionReason, source: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BLOCK, [list_id, str(reason), timezone.now(), source, subscriber_id])


def no_key() -> bytes:
    """A key under which nobody is found: what stands instead of a hash that is given up."""
    return secrets.token_bytes(32)


def lift(
    keys: Sequence[bytes],
    list_id: int,
    *,
    only: Sequence[SuppressionReason] = LIFTED_BY_OWN_CONFIRMATION,
) -> int:
    """Lift what blocks this list for these reasons; returns how many rows that were."""
    return (
        Suppression.objects.filter(Q(list_id=list_id) | Q(list_id=None))
        .filter(address_key__in=keys, lifted_at=None, reason__in=only)
        .update(lifted_at=timezone.now())
    )


def reasons(keys: Sequence[bytes], list_id: int | None) -> set[str]:
    """Why these hashes are blocked for this list (None: for all lists), if they are."""
    blocked = Suppression.objects.filter(Q(list_id=list_id) | Q(list_id=None))
    return set(
        blocked.filter(address_key__in=keys, lifted_at=None).values_list("reason", flat=True)
    )
