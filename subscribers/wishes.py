"""The rows behind wishes: noted by one statement for known and unknown people alike (S10), answered
by a worker that decides about the mail, and gone when their time is over (P5).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from subscribers import keys, suppression
from subscribers.models import Subscriber, Subscription, Wish, WishAnswer, WishKind
from subscribers.models.suppression import SuppressionReason
from subscribers.people import find
from subscribers.signals import notice_wanted

log = logging.getLogger(__name__)

# What no wish of one's own overcomes: a person with the right has to lift it first (invariant 5).
_NEVER_MAILED = {SuppressionReason.COMPLAINED, SuppressionReason.STAFF}


@dataclass(frozen=True, slots=True)
class Choice:
    """One list: how often (None: as the list does), and which version of the words was shown."""

    frequency: str | None = None
    wording_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody asks for on a form: lists by id, and what is to be known of the person.

    `seen` goes into the evidence as it is: which form, which version of the privacy notice.
    """

    lists: Mapping[int, Choice]
    source: str
    language: str = "de"
    form_of_address: str = ""
    topics: tuple[int, ...] = ()
    seen: Mapping[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is stored until it is confirmed."""
        return asdict(self) | {"lists": {str(key): asdict(one) for key, one in self.lists.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SignUp:
        """What `as_json` stored."""
        lists = {int(key): Choice(**one) for key, one in stored["lists"].items()}
        return cls(**{**stored, "lists": lists, "topics": tuple(stored["topics"])})


def note(
    kind: WishKind,
    address: str,
    *,
    language: str,
    subscriber_id: int | None = None,
    newcomer_id: int | None = None,
    choice: Mapping[str, Any] | None = None,
) -> Wish:
    """Store a wish; a worker answers it. AddressError for what is no address."""
    now = timezone.now()
    return Wish.objects.create(
        kind=kind,
        subscriber_id=subscriber_id,
        newcomer_id=newcomer_id,
        address_key=keys.address_key(address),
        limit_key=keys.limit_key(address),
        language=language,
        choice=choice or {},
        at=now,
        expires_at=now + timedelta(days=settings.CONFIRM_DAYS),
    )


def take_up(wish_id: int) -> Wish | None:
    """The wish, locked until the transaction ends, if its time is not over."""
    rows = Wish.objects.select_for_update().filter(pk=wish_id, expires_at__gt=timezone.now())
    return rows.first()


def unanswered() -> bool:
    """Whether a wish waits for its answer."""
    return _waiting().exists()


def answer(most: int = 100) -> int:
    """Decide about wishes that wait, each in a transaction with the mail that it calls for.

    Returns how many were answered. Several workers may do this at once.
    """
    done = 0
    while done < most and _answer_one():
        done += 1
    return done


def _waiting() -> QuerySet[Wish]:
    """Those whose moment has come: many invitations are spread over some time."""
    return Wish.objects.filter(answered_at=None, at__lte=timezone.now()).order_by("at", "pk")


@transaction.atomic
def _answer_one() -> bool:
    wish = _waiting().select_for_update(skip_locked=True, of=("self",)).first()
    if wish is None:
        return False
    wish.answer = _decide(wish)
    wish.answered_at = timezone.now()
    wish.save(update_fields=["answer", "answered_at", "subscriber"])
    return True


def _decide(wish: Wish) -> WishAnswer:
    if wish.subscriber_id is None:
        wish.subscriber = _known(bytes(wish.address_key))
    person = wish.newcomer or wish.subscriber
    if person is None or (wish.kind == WishKind.LINK and not _has_been_on_a_list(person)):
        return WishAnswer.UNKNOWN
    if person.erase_due_at:  # the goodbye was the last mail
        return WishAnswer.UNKNOWN
    if _NEVER_MAILED & suppression.reasons(suppression.keys_of(person), None):
        return WishAnswer.BLOCKED
    if wish.kind == WishKind.INVITATION and not _may_be_invited(wish, person):
        return WishAnswer.BLOCKED
    if _mailed_enough(wish):
        return WishAnswer.WITHHELD
    _mail(wish, person)
    return WishAnswer.MAILED


def _known(address_key: bytes) -> Subscriber | None:
    return Subscriber.objects.filter(address_key=address_key).first()


def _has_been_on_a_list(person: Subscriber) -> bool:
    return person.subscriptions.exists()


def _may_be_invited(wish: Wish, person: Subscriber) -> bool:
    """Whether somebody still waits unconfirmed on the list, and nothing at all blocks them."""
    list_id = _list_id(wish, person)
    if list_id is None:
        return False
    waits = person.subscriptions.filter(list_id=list_id, ended_at=None, confirmed_at=None)
    return waits.exists() and not suppression.reasons(suppression.keys_of(person), list_id)


def _mailed_enough(wish: Wish) -> bool:
    """S14: one mailbox gets one such mail in ten minutes and three a day, whoever asks for them."""
    mailed = Wish.objects.filter(limit_key=wish.limit_key, answer=WishAnswer.MAILED)
    mailed = mailed.exclude(kind=WishKind.INVITATION)

    def since(seconds: int) -> datetime:
        return timezone.now() - timedelta(seconds=seconds)

    pause = since(settings.WISH_PAUSE)
    return (
        mailed.filter(at__gt=pause).exists()
        or mailed.filter(at__gt=since(86400)).count() >= settings.WISHES_A_DAY
    )


def _mail(wish: Wish, person: Subscriber) -> None:
    """Hand the mail to whoever sends mail; within the transaction, so that it cannot get lost."""
    kind = str(wish.kind)
    if wish.kind == WishKind.SIGN_UP and not _new_lists(wish, person):
        kind = "known"
    want_notice(kind, person, wish=wish)
    if wish.kind == WishKind.ADDRESS and wish.subscriber:
        want_notice("address_told", wish.subscriber, wish=wish)


def want_notice(kind: str, person: Subscriber, *, wish: Wish) -> None:
    """Call for a mail of this kind about a wish."""
    notice_wanted.send(
        Wish,
        kind=kind,
        subscriber_id=person.pk,
        list_id=_list_id(wish, person),
        wish_id=wish.pk,
        language=wish.language,
    )


def _new_lists(wish: Wish, person: Subscriber) -> set[int]:
    """The lists asked for that the person is not on yet."""
    on = person.subscriptions.filter(ended_at=None).exclude(confirmed_at=None)
    return set(SignUp.from_json(wish.choice).lists) - set(on.values_list("list_id", flat=True))


def _list_id(wish: Wish, person: Subscriber) -> int | None:
    """The list whose sender writes: one of those asked for, else one of the person's."""
    asked = [int(key) for key in wish.choice.get("lists", {})]
    if asked:
        return asked[0]
    person = wish.subscriber or person
    rows = Subscription.objects.filter(subscriber=person).order_by("ended_at", "pk")
    return rows.values_list("list_id", flat=True).first()


def person_of(address: str, *, language: str) -> int:
    """The id of the person with this address, known or new, by the same statements for both."""
    known = find(address)
    new = Subscriber(
        address=keys.normalise(address),
        address_key=bytes(known.address_key) if known else keys.address_key(address),
        language=language,
    )
    Subscriber.objects.bulk_create(
        [new],
        update_conflicts=True,
        unique_fields=["address_key"],
        update_fields=["address_key"],
    )
    return new.pk
