"""Somebody changes their address: confirmed from the new one, and the old one is told (P15)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from subscribers import chain, suppression, wishes
from subscribers.audience import lock
from subscribers.consent.errors import SameAddressError
from subscribers.consent.holding import hold_present
from subscribers.evidence import record, record_about
from subscribers.models import (
    EndedReason,
    Step,
    Subscriber,
    Subscription,
    Suppression,
    Wish,
    WishKind,
)
from subscribers.models.suppression import SuppressionReason
from subscribers.nudges import nudge_answers

# What follows a person to another address. Bounces tell of the old mailbox alone.
_FOLLOWS = (SuppressionReason.LEFT, SuppressionReason.COMPLAINED, SuppressionReason.STAFF)
_TAKEN_OVER = ("given_name", "family_name", "honorific", "organisation", "municipality")


@transaction.atomic
def ask_move(subscriber_id: int, address: str, *, language: str) -> int | None:
    """Note that somebody wants this address from now on; both addresses get a mail.

    Returns the wish's id; None if the person is gone. AddressError, SameAddressError.
    """
    person = hold_present(subscriber_id)
    if person is None:
        return None
    newcomer_id = wishes.person_of(address, language=language)
    if newcomer_id == person.pk:
        raise SameAddressError("Mails go to this address already.")
    wish = wishes.note(
        WishKind.ADDRESS,
        address,
        language=language,
        subscriber_id=person.pk,
        newcomer_id=newcomer_id,
    )
    nudge_answers()
    return wish.pk


@transaction.atomic
def confirm_move(wish_id: int, *, source: str) -> bool:
    """The click in the mail to the new address: it is theirs now. Whether that is so.

    The person's row takes the address. If somebody had it before, that was the same human: their
    subscriptions go on under the person's row, none twice, and their links lead there.
    """
    wish = wishes.take_up(wish_id)
    if wish is None or wish.subscriber_id is None or wish.newcomer_id is None:
        return False
    if wish.used_at:
        return True
    held = {one: hold_present(one) for one in sorted((wish.subscriber_id, wish.newcomer_id))}
    person, newcomer = held[wish.subscriber_id], held[wish.newcomer_id]
    if person is None or newcomer is None or person == newcomer:
        return False
    wish.used_at = timezone.now()
    wish.save(update_fields=["used_at"])
    _merge(newcomer, person, source=source)
    return True


@transaction.atomic
def refuse(wish_id: int) -> bool:
    """'That was not me': the wish can no longer be confirmed. Whether it was still open."""
    wish = wishes.take_up(wish_id)
    if wish is None or wish.used_at:
        return False
    newcomer_id = wish.newcomer_id
    if wish.kind == WishKind.ADDRESS and wish.subscriber_id:
        payload = {"address": "refused", "source": "web"}
        record_about(Step.CHANGED, wish.subscriber_id, at=timezone.now(), payload=payload)
    wish.expires_at, wish.newcomer = timezone.now(), None
    wish.save(update_fields=["expires_at", "newcomer"])
    drop_strangers([newcomer_id] if newcomer_id else [])
    return True


def drop_strangers(ids: list[int]) -> None:
    """Forget those of these people of whom nothing is stored but an address that nobody proved."""
    bare = Subscriber.objects.filter(pk__in=ids, merged_into=None, erased_at=None)
    for reason in ("subscriptions", "events", "wishes", "wishes_to_become", "earlier"):
        bare = bare.filter(**{f"{reason}__isnull": True})
    bare.delete()


def _merge(newcomer: Subscriber, person: Subscriber, *, source: str) -> None:
    now = timezone.now()
    was, key = bytes(person.address_key), bytes(newcomer.address_key)
    _carry_blocks(suppression.keys_of(person), key)
    _leave_behind(newcomer, person)
    person.address, person.address_key = newcomer.address, key
    person.older_keys = newcomer.older_keys
    for name in _TAKEN_OVER:
        setattr(person, name, getattr(person, name) or getattr(newcomer, name))
    # The unique key has to be free before the person takes it.
    newcomer.address, newcomer.older_keys = None, []
    newcomer.address_key, newcomer.merged_into = suppression.no_key(), person
    newcomer.save()
    person.save()
    person.topics.add(*newcomer.topics.all())
    newcomer.topics.clear()
    payload = {"address": "changed", "was_key": was.hex(), "source": source}
    record_about(Step.CHANGED, person.pk, at=now, payload=payload)


def _carry_blocks(keys: list[bytes], to: bytes) -> None:
    rows = Suppression.objects.filter(address_key__in=keys, lifted_at=None, reason__in=_FOLLOWS)
    copies = [
        Suppression(address_key=to, list_id=row.list_id, reason=row.reason, source="moved")
        for row in rows
    ]
    Suppression.objects.bulk_create(copies, ignore_conflicts=True)


def _leave_behind(newcomer: Subscriber, person: Subscriber) -> None:
    """Subscriptions, wishes and earlier rows of the newcomer become the person's.

    What the new address left before, it gets now where the person is on the list: this click is
    its own confirmation. The old address stays off these lists, whoever imports it again.
    """
    open_rows = list(newcomer.subscriptions.filter(ended_at=None))
    has = set(person.subscriptions.filter(ended_at=None).values_list("list_id", flat=True))
    lock({row.list_id for row in open_rows}, exclusive=False)
    for row in open_rows:
        _hand_over(row, person, already=row.list_id in has)
    for list_id in sorted(has):
        suppression.lift(suppression.keys_of(newcomer), list_id)
        suppression.suppress_for_end(
            person.pk, list_id, reason=EndedReason.UNSUBSCRIBED, source="moved"
        )
    Wish.objects.filter(subscriber=newcomer).update(subscriber=person)
    Wish.objects.filter(newcomer=newcomer).update(newcomer=person)
    Subscriber.objects.filter(merged_into=newcomer).update(merged_into=person)


def _hand_over(row: Subscription, person: Subscriber, *, already: bool) -> None:
    now, reason = timezone.now(), EndedReason.CHANGED
    chain.close(row.subscriber_id, row.list_id, reason=reason, at=now)
    record(Step.ENDED, row, at=now, payload={"reason": str(reason), "source": "moved"})
    if not already:
        new = chain.follow(row, frequency=row.frequency, source=row.source, subscriber_id=person.pk)
        record(Step.CHANGED, new, at=new.started_at, payload={"source": "moved"})
