"""Which rows have been kept long enough, and what becomes of them; each rule stands here once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from subscribers import consent
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    ImportRun,
    Subscriber,
    Subscription,
    Wish,
)

SOURCE = "retention"
_CHUNK = 1000


def wishes(due: datetime, *, used: bool) -> QuerySet[Wish]:
    """Wishes whose time is over, by their own word and by the setting."""
    rows = Wish.objects.filter(at__lt=due, expires_at__lt=timezone.now())
    return rows.filter(used_at__isnull=not used)


def nobodies(due: datetime) -> QuerySet[Subscriber]:
    """Rows that hold an address and nothing else: no list ever, no evidence, no living wish."""
    alive = Wish.objects.exclude(at__lt=due, expires_at__lt=timezone.now())
    return Subscriber.objects.filter(
        ~Exists(Subscriber.objects.filter(merged_into=OuterRef("pk"))),
        ~Exists(Subscription.objects.filter(subscriber=OuterRef("pk"))),
        ~Exists(ConsentEvent.objects.filter(subscriber=OuterRef("pk"))),
        ~Exists(alive.filter(Q(subscriber=OuterRef("pk")) | Q(newcomer=OuterRef("pk")))),
        created_at__lt=due,
        erased_at=None,
        merged_into=None,
    )


def remove_nobodies(due: datetime) -> int:
    """Delete them, but nobody who signs up at this moment: the lock comes before the last look."""
    removed = 0
    while True:
        with transaction.atomic():
            locked = nobodies(due).select_for_update(skip_locked=True, of=("self",))
            ids = list(locked.values_list("pk", flat=True)[:_CHUNK])
            _, by_model = nobodies(due).filter(pk__in=ids).delete()
        removed += by_model.get("subscribers.Subscriber", 0)
        if not by_model:
            return removed


def invited(due: datetime) -> QuerySet[Subscription]:
    """Subscriptions of people who were asked to confirm and did not."""
    return _unconfirmed().filter(invited_at__lt=due)


def uninvited(due: datetime) -> QuerySet[Subscription]:
    """Subscriptions that nobody ever asked about: P5 allows no more than 30 days."""
    return _unconfirmed().filter(invited_at=None, started_at__lt=due)


def _unconfirmed() -> QuerySet[Subscription]:
    return Subscription.objects.filter(ended_at=None, confirmed_at=None)


def end_unconfirmed(rows: QuerySet[Subscription]) -> int:
    """End each, and erase whoever is on no other list; returns how many were ended.

    Erasing leaves a keyed hash on the block list: they are neither imported nor asked again.
    """
    ended = 0
    for person_id, list_id in rows.order_by("pk").values_list("subscriber_id", "list_id"):
        reason = EndedReason.NOT_CONFIRMED
        ended += consent.end(person_id, list_id, reason=reason, source=SOURCE)
        if not Subscription.objects.filter(subscriber=person_id, ended_at=None).exists():
            consent.erase(person_id, source=SOURCE)
    return ended


def evidence(due: datetime) -> QuerySet[ConsentEvent]:
    """Events with a payload whose list the person has left before the moment, for good.

    What a row proves that was merged into another counts for the person who lives on there.
    """
    later = Subscription.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=due),
        Q(subscriber=OuterRef("subscriber")) | Q(subscriber=OuterRef("subscriber__merged_into")),
    )
    return ConsentEvent.objects.filter(
        ~Exists(later.filter(list=OuterRef("list"))) & Q(list__isnull=False)
        | ~Exists(later) & Q(list=None),
        payload__isnull=False,
        at__lt=due,
    )


def former_people(due: datetime) -> QuerySet[Subscriber]:
    """People who were on lists, and whose last subscription ended before the moment."""
    all_theirs = Subscription.objects.filter(subscriber=OuterRef("pk"))
    return Subscriber.objects.filter(
        Exists(all_theirs),
        ~Exists(all_theirs.filter(Q(ended_at=None) | Q(ended_at__gte=due))),
        erased_at=None,
        merged_into=None,
    )


def erase_former_people(due: datetime) -> int:
    """Erase them; there is no proof left, so nothing is kept under their hash either."""
    ids = list(former_people(due).values_list("pk", flat=True))
    for person_id in ids:
        consent.erase(person_id, source=SOURCE)
    Subscriber.objects.filter(pk__in=ids).update(erased_key=None)
    return len(ids)


def blocked_proofs() -> QuerySet[Subscriber]:
    """Erased people whose proof has been kept blocked until its own end (P10)."""
    return Subscriber.objects.filter(erased_key__isnull=False, proof_until__lt=timezone.localdate())


def files(due: datetime) -> list[FieldFile]:
    """Files of people that still lie about after their import is over."""
    runs = ImportRun.objects.filter(finished_at__lt=due).exclude(file="", errors="")
    found = (file for run in runs for file in (run.file, run.errors) if file)
    return [file for file in found if file.storage.exists(file.name or "")]


def remove_files(due: datetime) -> int:
    """Delete them."""
    found = files(due)
    for file in found:
        file.storage.delete(file.name or "")
    ImportRun.objects.filter(finished_at__lt=due).update(file="", errors="")
    return len(found)
