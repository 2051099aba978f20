"""Somebody asks for lists and confirms it (double opt-in)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from subscribers import chain, suppression, wishes
from subscribers.consent.errors import NotPublicError
from subscribers.consent.holding import hold_present
from subscribers.evidence import record
from subscribers.models import List, Step, Subscriber, Subscription, Wish, WishKind
from subscribers.nudges import nudge_answers
from subscribers.signals import announce, subscription_confirmed
from subscribers.wishes import SignUp


@transaction.atomic
def request(address: str, sign_up: SignUp) -> int:
    """Note that somebody asked for public lists; they get nothing before `confirm` (P3).

    Returns the wish's id; until it is confirmed nothing else is stored (P5). The same statements
    run for people whom we know and whom we do not (S10). AddressError, NotPublicError.
    """
    wanted = List.objects.filter(pk__in=sign_up.lists)
    if closed := [one.slug for one in wanted if not one.is_public]:
        raise NotPublicError(f"The list '{closed[0]}' is not open to everybody.")
    wish = wishes.note(
        WishKind.SIGN_UP,
        address,
        language=sign_up.language,
        subscriber_id=wishes.person_of(address, language=sign_up.language),
        choice=sign_up.as_json(),
    )
    nudge_answers()
    return wish.pk


@transaction.atomic
def confirm(wish_id: int, *, source: str) -> bool:
    """The person's own confirmation: lifts what it may lift (invariant 5) and opens the lists.

    Returns whether the wish is confirmed now. One whose time is over stays as it is; one that was
    confirmed before is not acted upon again, whatever happened since.
    """
    wish = wishes.take_up(wish_id)
    if wish is None or wish.subscriber is None:
        return False
    if wish.used_at:
        return True
    if (person := hold_present(wish.subscriber.pk)) is None:  # asked to be erased a moment ago
        return False
    wish.subscriber = person
    wish.used_at = timezone.now()
    wish.save(update_fields=["used_at", "subscriber"])
    joined = [_join(wish, one, source=source) for one in List.objects.filter(pk__in=_asked(wish))]
    if any(joined):
        _take_over(wish, wish.subscriber)
        wishes.want_notice("welcome", wish.subscriber, wish=wish)
    return True


def note_mailed(wish_id: int, *, message_id: str, subject: str, text: str) -> None:
    """Keep the mail that asks for a confirmation, as a part of its evidence (P1)."""
    mail = {"message_id": message_id, "subject": subject, "text": text}
    Wish.objects.filter(pk=wish_id).update(mail={**mail, "at": timezone.now().isoformat()})


def _asked(wish: Wish) -> list[int]:
    return [int(key) for key in wish.choice["lists"]]


def _join(wish: Wish, wanted: List, *, source: str) -> bool:
    """Open one list; whether the person was not on it before."""
    person = wish.subscriber
    if person is None or (not wanted.is_public and wish.kind == WishKind.SIGN_UP):
        return False
    row = chain.open_row(person.pk, wanted.pk)
    if row is not None and row.confirmed_at is not None:
        return False
    sign_up = SignUp.from_json(wish.choice)
    choice = sign_up.lists[wanted.pk]
    row = row or chain.start(
        person.pk, wanted, frequency=choice.frequency, source=sign_up.source, confirmed=False
    )
    record(
        Step.REQUESTED,
        row,
        at=wish.at,
        wording_id=choice.wording_id,
        payload={**sign_up.seen, "source": sign_up.source},
    )
    row.confirmed_at = timezone.now()
    row.save(update_fields=["confirmed_at"])
    suppression.lift(suppression.keys_of(person), wanted.pk)
    note_confirmed(row, source=source, **({"mail": wish.mail} if wish.mail else {}))
    return True


def _take_over(wish: Wish, person: Subscriber) -> None:
    """What the form asked for besides lists."""
    sign_up = SignUp.from_json(wish.choice)
    person.language = sign_up.language
    person.form_of_address = sign_up.form_of_address or person.form_of_address
    person.save(update_fields=["language", "form_of_address"])
    person.topics.add(*sign_up.topics)


def note_confirmed(row: Subscription, *, source: str, **payload: object) -> None:
    """Write down that somebody confirmed, and tell whoever listens."""
    record(Step.CONFIRMED, row, at=timezone.now(), payload={"source": source, **payload})
    announce(subscription_confirmed, row)
