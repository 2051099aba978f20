"""Somebody changes what they get."""

from __future__ import annotations

from django.db import transaction

from subscribers import chain
from subscribers.audience import lock
from subscribers.consent.holding import hold
from subscribers.evidence import record
from subscribers.models import EndedReason, Step


@transaction.atomic
def change_frequency(
    subscriber_id: int, list_id: int, *, frequency: str, source: str
) -> int | None:
    """Hear from a list more or less often; None if the person is not on it.

    Ends the row and starts another that begins where the windows told to the old one end, so
    that each report is told once (invariant 4). Returns the open subscription's id.
    """
    person = hold(subscriber_id)
    lock([list_id], exclusive=False)
    old = chain.open_row(person.pk, list_id) if person else None
    if old is None or old.frequency == frequency:
        return old.pk if old else None
    chain.close(old.subscriber_id, list_id, reason=EndedReason.CHANGED)
    new = chain.follow(old, frequency=frequency, source=source)
    payload = {"was": old.frequency, "frequency": frequency, "source": source}
    record(Step.CHANGED, new, at=new.started_at, payload=payload)
    return new.pk
