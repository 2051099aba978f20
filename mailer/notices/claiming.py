"""A few rows of the outbox in hand: claimed with a lease, recorded, given back.

Whoever lost the claim (a lease that ran out) records nothing any more.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from mailer.delivery.replies import without_addresses
from mailer.dispatch.settling import Settled
from mailer.editions.skeleton import MessageError
from mailer.models import DeliveryState, Notice, NoticeKind
from mailer.models.notices import WAITING
from mailer.notices.making import UnwrittenError, Writer
from subscribers import consent

log = logging.getLogger(__name__)

# So many mails at most are in hand at once: few are in doubt if a machine dies with its journal.
SIZE = 16
# Kinds whose text belongs to the evidence of what is confirmed by them.
PROVING = frozenset({NoticeKind.SIGN_UP, NoticeKind.INVITATION})
OPEN = frozenset({*WAITING, DeliveryState.SENDING})


@transaction.atomic
def claim(token: uuid.UUID, *, lease: timedelta, most: int = SIZE) -> list[Notice]:
    """The next that are due, the oldest first; the claim's journal must have begun before."""
    due = Notice.objects.filter(state__in=WAITING, next_try_at__lte=timezone.now())
    rows = list(due.select_for_update(skip_locked=True).order_by("next_try_at", "pk")[:most])
    until = timezone.now() + lease
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=DeliveryState.SENDING, claim=token, lease_until=until
    )
    return rows


def renew(token: uuid.UUID, *, lease: timedelta) -> bool:
    """Lengthen the lease; False where the claim is lost."""
    held = Notice.objects.filter(claim=token, state=DeliveryState.SENDING)
    return held.update(lease_until=timezone.now() + lease) > 0


def record(
    token: uuid.UUID,
    rows: Sequence[Notice],
    *,
    done: Mapping[int, Settled],
    writer: Writer | None = None,
) -> None:
    """Write what became of them; those without an answer were not tried and wait again.

    `writer` is who wrote them, where that is known.
    """
    with transaction.atomic():
        held = Notice.objects.select_for_update().filter(claim=token)
        ours = set(held.values_list("pk", flat=True))
        settled = [(row, done.get(row.pk)) for row in rows if row.pk in ours]
        for row, found in settled:
            _write(row, found)
            if found is not None and found.state == DeliveryState.ACCEPTED:
                _prove(row, writer or Writer())
    for row, found in settled:
        if found is not None:
            _follow(row, found.state)


def _write(row: Notice, found: Settled | None) -> None:
    changes: dict[str, object] = {"claim": None, "lease_until": None}
    if found is None:
        changes |= {"state": DeliveryState.QUEUED}
    else:
        changes |= {
            "state": found.state,
            "attempts": F("attempts") + found.tried,
            "code": found.code,
            "status": found.status[:12],
            "words": without_addresses(found.words)[:500],
            "next_try_at": found.next_try_at,
            "settled_at": None if found.state in OPEN else timezone.now(),
        }
    Notice.objects.filter(pk=row.pk).update(**changes)


def _prove(row: Notice, writer: Writer) -> None:
    """Hand what was mailed to whoever keeps the evidence (P1)."""
    if row.kind not in PROVING or row.wish_id is None:
        return
    try:
        made = writer.made.get(row.pk) or writer.letter(row)
        text = made.proof(writer.theme)
    except (UnwrittenError, MessageError) as error:  # confirmed or erased just before a crash
        log.warning("no text kept of notice %s: %s", row.pk, error)
        return
    consent.note_mailed(
        row.wish_id, message_id=made.message_id, subject=made.note.subject, text=text
    )


def _follow(row: Notice, state: DeliveryState) -> None:
    """A goodbye that is settled, however, is the last thing before the data go."""
    if row.kind != NoticeKind.GOODBYE or state in OPEN:
        return
    try:
        consent.erase(row.subscriber_id, source="goodbye")
    except DatabaseError:
        log.exception("subscriber %s is not erased yet", row.subscriber_id)
