"""The verbs of consent: each is one transaction, writes its evidence, and may be repeated.

Verbs on one person wait for each other (an advisory lock), so that leaving is never lost to a
change of frequency that commits a moment earlier.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from subscribers import chain, suppression
from subscribers.audience import lock
from subscribers.evidence import record
from subscribers.locks import Namespace, take
from subscribers.models import EndedReason, LegalBasis, List, Step, Subscriber, Subscription
from subscribers.models.suppression import SuppressionReason
from subscribers.people import find_or_add
from subscribers.signals import announce, subscription_confirmed, subscription_ended

__all__ = [
    "TAKE_BACK",
    "ConsentError",
    "EndedReason",
    "Enrolment",
    "MustStayError",
    "NotPublicError",
    "change_frequency",
    "confirm",
    "demand_basis",
    "end",
    "enrol",
    "is_enough",
    "subscribe",
    "take_back",
]

TAKE_BACK = timedelta(hours=1)
"""How long somebody may take back that they left; after that it takes a new sign-up."""


class ConsentError(Exception):
    """A wish that cannot be granted: says why and what would help."""


class NotPublicError(ConsentError):
    """Nobody signs up to a private list, whoever knows its id (S11)."""


class MustStayError(ConsentError):
    """The list's members may not leave it themselves (P37)."""


class Enrolment(StrEnum):
    """What became of a person whom staff put on a list."""

    SUBSCRIBED = "subscribed"
    UNCONFIRMED = "unconfirmed"
    ALREADY = "already_subscribed"
    LEFT = "left_before"
    SUPPRESSED = "suppressed"


@transaction.atomic
def subscribe(
    address: str,
    list_id: int,
    *,
    source: str,
    frequency: str | None = None,
    language: str = "de",
    wording_id: int | None = None,
) -> int:
    """Note that somebody asked for a public list; they get nothing before `confirm` (P3).

    Returns the subscription's id; asked again while it is open, the same one.
    """
    wanted = List.objects.get(pk=list_id)
    if not wanted.is_public:
        raise NotPublicError(f"The list '{wanted.slug}' is not open to everybody.")
    person = find_or_add(address, language=language)
    take(Namespace.PERSON, [person.pk])
    if known := chain.open_row(person.pk, list_id):
        return known.pk
    row = chain.start(person.pk, wanted, frequency=frequency, source=source, confirmed=False)
    record(Step.REQUESTED, row, at=row.started_at, wording_id=wording_id, source=source)
    return row.pk


@transaction.atomic
def confirm(subscription_id: int, *, source: str) -> bool:
    """The person's own confirmation: lifts what it may lift (invariant 5) and opens the list.

    Returns whether the subscription is confirmed now; one that has ended stays as it is.
    """
    asked = Subscription.objects.select_related("subscriber").get(pk=subscription_id)
    take(Namespace.PERSON, [asked.subscriber_id])
    row = chain.open_row(asked.subscriber_id, asked.list_id)
    if row is None or row.pk != subscription_id:
        return False
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        suppression.lift(suppression.keys_of(asked.subscriber), row.list_id)
        _confirmed(row, source=source)
    return True


@transaction.atomic
def enrol(
    address: str,
    list_id: int,
    *,
    basis: str,
    source: str,
    proof: str = "",
    frequency: str | None = None,
    **fields: object,
) -> Enrolment:
    """Put one person on a list by its legal basis; files of people go through `importing`.

    Consent without proof leaves the subscription unconfirmed (P3). `fields` are those of a
    Subscriber and count for new people only.
    """
    wanted = List.objects.get(pk=list_id)
    demand_basis(wanted, basis, proof=proof)
    person = find_or_add(address, **fields)
    take(Namespace.PERSON, [person.pk])
    if hindrance := _hindrance(person, list_id):
        return hindrance
    confirmed = is_enough(basis, proof)
    row = chain.start(person.pk, wanted, frequency=frequency, source=source, confirmed=confirmed)
    record(Step.IMPORTED, row, at=row.started_at, basis=basis, proof=proof)
    return Enrolment.SUBSCRIBED if confirmed else Enrolment.UNCONFIRMED


def demand_basis(wanted: List, basis: str, *, proof: str) -> None:
    """ConsentError unless the basis is the list's own, or a proof documents the other one."""
    if basis not in LegalBasis.values:
        known = ", ".join(LegalBasis.values)
        raise ConsentError(f"'{basis}' is no legal basis. Use one of: {known}.")
    if basis != wanted.basis and not proof:
        raise ConsentError(
            f"The list '{wanted.slug}' mails people by the legal basis '{wanted.basis}', not by "
            f"'{basis}'. Use that one, or name the document that proves the other."
        )


def is_enough(basis: str, proof: str) -> bool:
    """Whether people may be mailed on this ground without a confirmation of their own (P3)."""
    return basis != LegalBasis.CONSENT or bool(proof)


@transaction.atomic
def change_frequency(
    subscriber_id: int, list_id: int, *, frequency: str, source: str
) -> int | None:
    """Hear from a list more or less often; None if the person is not on it.

    Ends the row and starts another that begins where the windows told to the old one end, so
    that each report is told once (invariant 4). Returns the open subscription's id.
    """
    take(Namespace.PERSON, [subscriber_id])
    lock([list_id], exclusive=False)
    old = chain.open_row(subscriber_id, list_id)
    if old is None or old.frequency == frequency:
        return old.pk if old else None
    chain.close(old, EndedReason.CHANGED)
    new = chain.follow(old, frequency=frequency, source=source)
    record(
        Step.CHANGED, new, at=new.started_at, was=old.frequency, frequency=frequency, source=source
    )
    return new.pk


@transaction.atomic
def end(subscriber_id: int, list_id: int, *, reason: EndedReason, source: str) -> bool:
    """Take somebody off a list and block what that blocks; returns whether a row was open.

    Once this has committed, no claim finds the person on the list (invariant 5, M53).
    MustStayError if they ask to leave a list that its members may not leave.
    """
    if reason == EndedReason.UNSUBSCRIBED and not List.objects.get(pk=list_id).may_leave:
        raise MustStayError("Members of this list cannot leave it themselves.")
    take(Namespace.PERSON, [subscriber_id])
    person = Subscriber.objects.filter(pk=subscriber_id).first()
    if person is None:  # an old link to somebody whom no table knows any more: nothing to end
        return False
    suppression.suppress_for_end(person, list_id, reason=reason, source=source)
    row = chain.open_row(subscriber_id, list_id)
    if row is None:
        return False
    at = chain.close(row, reason)
    record(Step.ENDED, row, at=at, reason=str(reason), source=source)
    announce(subscription_ended, row, reason=str(reason))
    return True


@transaction.atomic
def take_back(subscriber_id: int, list_id: int, *, source: str) -> bool:
    """Undo one's own leaving within `TAKE_BACK`: the old subscription gets a successor.

    Returns whether the person is on the list now.
    """
    take(Namespace.PERSON, [subscriber_id])
    lock([list_id], exclusive=False)
    last = chain.last_row(subscriber_id, list_id)
    if last is None or last.ended_at is None:
        return last is not None
    if last.ended_reason != EndedReason.UNSUBSCRIBED or last.confirmed_at is None:
        return False
    if timezone.now() - last.ended_at > TAKE_BACK:
        return False
    row = chain.follow(last, frequency=last.frequency, source=source)
    keys = suppression.keys_of(row.subscriber)
    suppression.lift(keys, list_id, only=[SuppressionReason.LEFT])
    _confirmed(row, source=source)
    return True


def _confirmed(row: Subscription, *, source: str) -> None:
    record(Step.CONFIRMED, row, at=timezone.now(), source=source)
    announce(subscription_confirmed, row)


def _hindrance(person: Subscriber, list_id: int) -> Enrolment | None:
    """Why staff do not put this person on the list; the import's SQL decides likewise."""
    reasons = suppression.reasons(suppression.keys_of(person), list_id)
    if person.erased_at or reasons - {SuppressionReason.LEFT}:
        return Enrolment.SUPPRESSED
    if reasons:
        return Enrolment.LEFT
    return Enrolment.ALREADY if chain.open_row(person.pk, list_id) else None
