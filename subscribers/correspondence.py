"""The door for single mails: to whom they go, which wish they are about, which links they carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from subscribers import slips, suppression
from subscribers.models import Subscriber, Wish
from subscribers.models.suppression import SuppressionReason
from subscribers.slips import Slip


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody to write to; the address is read when the mail is made and stored nowhere else."""

    id: int
    address: str
    given_name: str
    family_name: str
    honorific: str
    language: str
    form_of_address: str


@dataclass(frozen=True, slots=True)
class WishInfo:
    """A wish: which lists it is about, and the addresses to confirm it and to object to it."""

    id: int
    kind: str
    list_ids: tuple[int, ...]
    expires_at: datetime
    is_open: bool
    confirm_url: str
    object_url: str


def correspondent(subscriber_id: int) -> Correspondent | None:
    """Whom a mail goes to; None for somebody who was erased, complained, or is blocked by staff."""
    person = Subscriber.objects.filter(pk=subscriber_id, erased_at=None).first()
    if person is None or person.address is None:
        return None
    blocked = suppression.reasons(suppression.keys_of(person), None)
    if blocked & {SuppressionReason.COMPLAINED, SuppressionReason.STAFF}:
        return None
    return Correspondent(
        id=person.pk,
        address=person.address,
        given_name=person.given_name,
        family_name=person.family_name,
        honorific=person.honorific,
        language=person.language,
        form_of_address=person.form_of_address,
    )


def wish(wish_id: int) -> WishInfo | None:
    """What a mail about a wish says; None if the wish has vanished."""
    row = Wish.objects.filter(pk=wish_id).first()
    if row is None:
        return None
    return WishInfo(
        id=row.pk,
        kind=row.kind,
        list_ids=tuple(int(key) for key in row.choice.get("lists", {})),
        expires_at=row.expires_at,
        is_open=row.used_at is None and row.expires_at > timezone.now(),
        confirm_url=_url("public:confirm", slips.make(Slip.CONFIRM, row.pk)),
        object_url=_url("public:object", slips.make(Slip.OBJECT, row.pk)),
    )


def data_url(subscriber_id: int) -> str:
    """The address of somebody's own data, good for a day, and for as long as their address is."""
    rows = Subscriber.objects.filter(pk=subscriber_id).values_list("address_key", flat=True)
    box = bytes(rows.first() or b"")
    return _url("public:data", slips.make(Slip.DATA, subscriber_id, box=box))


def _url(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"
