"""Somebody chooses by the link in a mail: another list, topics, how we write, a pause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from subscribers import chain, suppression
from subscribers.consent.errors import NotMailableError, NotPublicError
from subscribers.consent.holding import hold_present
from subscribers.consent.joining import note_confirmed
from subscribers.evidence import record, record_about
from subscribers.models import List, Step, Subscriber
from subscribers.models.suppression import SuppressionReason

PREFERENCES = "preferences"
"""The source of what is chosen there."""

CHOOSABLE = frozenset({"language", "form_of_address", "easy_language", "text_only"})


@transaction.atomic
def join(
    subscriber_id: int,
    list_id: int,
    *,
    frequency: str | None = None,
    wording_id: int | None = None,
    seen: Mapping[str, str | int] | None = None,
) -> bool:
    """Another public list, by somebody whose address is confirmed; whether they are on it now.

    The link was mailed to that address, so the click is the confirmation too: both steps are
    written with the words that were shown. It lifts what leaving this list blocked and nothing
    else, for an old link does not prove that mails still arrive. NotPublicError, NotMailableError.
    """
    wanted = List.objects.get(pk=list_id)
    if not wanted.is_public:
        raise NotPublicError(f"The list '{wanted.slug}' is not open to everybody.")
    person = hold_present(subscriber_id)
    if person is None or not person.subscriptions.exclude(confirmed_at=None).exists():
        return False
    if suppression.reasons(suppression.keys_of(person), list_id) - {SuppressionReason.LEFT}:
        raise NotMailableError("Mails to this address are blocked for another reason than leaving.")
    row = chain.open_row(person.pk, list_id)
    if row is not None and row.confirmed_at is not None:
        return True
    row = row or chain.start(
        person.pk, wanted, frequency=frequency, source=PREFERENCES, confirmed=False
    )
    now = timezone.now()
    payload = {**(seen or {}), "source": PREFERENCES}
    record(Step.REQUESTED, row, at=now, wording_id=wording_id, payload=payload)
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    suppression.lift(suppression.keys_of(person), list_id, only=[SuppressionReason.LEFT])
    note_confirmed(row, source=PREFERENCES)
    return True


@transaction.atomic
def describe(subscriber_id: int, *, source: str, **wanted: str | bool) -> bool:
    """How we write to somebody: any of `CHOOSABLE`; whether something changed."""
    if unknown := wanted.keys() - CHOOSABLE:
        raise TypeError(f"no choice of a person: {', '.join(sorted(unknown))}")
    person = hold_present(subscriber_id)
    if person is None:
        return False
    changes = {name: new for name, new in wanted.items() if getattr(person, name) != new}
    if not changes:
        return False
    was = {name: getattr(person, name) for name in changes}
    for name, new in changes.items():
        setattr(person, name, new)
    person.save(update_fields=list(changes))
    _note(person, was=was, is_=changes, source=source)
    return True


@transaction.atomic
def follow_topics(subscriber_id: int, topics: Iterable[int], *, source: str) -> bool:
    """Choose topics by id, instead of those chosen before; whether something changed."""
    person = hold_present(subscriber_id)
    if person is None:
        return False
    before = _topics(person)
    person.topics.set(topics)
    after = _topics(person)
    if before == after:
        return False
    _note(person, was={"topics": before}, is_={"topics": after}, source=source)
    return True


@transaction.atomic
def pause(subscriber_id: int, *, until: date | None, source: str) -> bool:
    """No mails before this day begins (None: from now on again); whether something changed."""
    person = hold_present(subscriber_id)
    moment = _midnight(until) if until else None
    if person is None or person.paused_until == moment:
        return False
    was, person.paused_until = person.paused_until, moment
    person.save(update_fields=["paused_until"])
    _note(
        person, was={"paused_until": _day(was)}, is_={"paused_until": _day(moment)}, source=source
    )
    return True


def _note(
    person: Subscriber, *, was: Mapping[str, object], is_: Mapping[str, object], source: str
) -> None:
    payload = {"was": dict(was), "is": dict(is_), "source": source}
    record_about(Step.CHANGED, person.pk, at=timezone.now(), payload=payload)


def _topics(person: Subscriber) -> list[str]:
    return list(person.topics.order_by("slug").values_list("slug", flat=True))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).date().isoformat() if moment else None
