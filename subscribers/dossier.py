"""What can be proven about one address: every step with its words, times, mail and seal (P1).

A dossier is plain JSON values; the printable page shows the same. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from markupsafe import Markup

from staff.chain import leaf
from subscribers import keys
from subscribers.evidence import holds
from subscribers.leaves import Sealed, line
from subscribers.models import ConsentEvent, List, Subscriber, Subscription
from subscribers.noted import noted

_STYLE = Path(settings.BASE_DIR) / "templates" / "static" / "evidence.css"
Values = dict[str, Any]


def people_at(address: str) -> list[Subscriber]:
    """Everybody who has or had this address, erased ones too; AddressError for what is none."""
    hashes = keys.all_keys(address)
    return _with_merged(Subscriber.objects.filter(_under(hashes)))


def with_earlier(person: Subscriber) -> list[Subscriber]:
    """This person, and whom we knew and erased under the same address."""
    hashes = [bytes(key) for key in (person.address_key, *person.older_keys)]
    if person.erased_key is not None:
        hashes = [bytes(person.erased_key)]
    return _with_merged({person, *Subscriber.objects.filter(_under(hashes))})


def _under(hashes: list[bytes]) -> Q:
    return Q(address_key__in=hashes) | Q(erased_key__in=hashes)


def _with_merged(people: Iterable[Subscriber]) -> list[Subscriber]:
    """These and the rows that became one with theirs, in the order in which they were stored."""
    found = set(people)
    found |= set(Subscriber.objects.filter(merged_into__in=found))
    return sorted(found, key=lambda one: one.pk)


def dossier(people: Sequence[Subscriber], *, language: str) -> Values:
    """The evidence of these people, who are one person: the names of lists in this language."""
    with translation.override(language):
        return {
            "made_at": _moment(timezone.now()),
            "city": settings.CITY,
            "language": language,
            "people": [_person(one, language) for one in people],
        }


def page(found: Values) -> str:
    """The dossier as one HTML page that needs nothing else, made to be printed."""
    with translation.override(found["language"]):
        style = Markup("<style>{}</style>").format(Markup(_STYLE.read_text("utf-8")))  # noqa: S704
        return render_to_string(
            "desk/people/evidence.html",
            {**found, "style": style, "zone": settings.TIME_ZONE},
        )


def _person(person: Subscriber, language: str) -> Values:
    rows = person.subscriptions.select_related("list").order_by("started_at", "pk")
    events = person.events.select_related("list", "wording", "seal").order_by("at", "pk")
    return {
        "subscriber": person.pk,
        "address": person.address,
        "known_since": _moment(person.created_at),
        "erased_at": _moment(person.erased_at),
        "subscriptions": [_subscription(row, language) for row in rows],
        "events": [_event(event, language) for event in events],
    }


def _subscription(row: Subscription, language: str) -> Values:
    return {
        "subscription": row.pk,
        "list": _list(row.list, language),
        "frequency": row.frequency,
        "frequency_name": str(row.get_frequency_display()),
        "source": row.source,
        "started_at": _moment(row.started_at),
        "confirmed_at": _moment(row.confirmed_at),
        "ended_at": _moment(row.ended_at),
        "ended_reason": row.ended_reason,
        "ended_reason_name": str(row.get_ended_reason_display()) if row.ended_reason else "",
        "follows": row.predecessor_id,
    }


def _list(wanted: List, language: str) -> Values:
    return {
        "name": wanted.slug,
        "title": wanted.name(language),
        "purpose": wanted.purposes.get(language) or next(iter(wanted.purposes.values()), ""),
        "basis": wanted.basis,
        "basis_name": str(wanted.get_basis_display()),
    }


def _event(event: ConsentEvent, language: str) -> Values:
    told = dict(event.payload or {})
    mail = told.pop("mail", None)
    return {
        "event": event.pk,
        "step": event.step,
        "step_name": str(event.get_step_display()),
        "at": _moment(event.at),
        "subscription": event.subscription_id,
        "list": _list(event.list, language) if event.list else None,
        "wording": _wording(event),
        "told": told,
        "noted": noted(told),
        "mail": mail,
        "payload_erased": event.payload is None,
        "salt": bytes(event.salt).hex(),
        "digest": bytes(event.digest).hex(),
        "digest_holds": holds(event),
        "leaf": leaf(line(_sealed(event))).hex(),
        "seal": _seal(event),
    }


def _wording(event: ConsentEvent) -> Values | None:
    shown = event.wording
    if shown is None:
        return None
    return {"language": shown.language, "version": shown.version, "text": shown.text}


def _seal(event: ConsentEvent) -> Values | None:
    if event.seal is None:
        return None
    digest = bytes(event.seal.digest).hex()
    return {"seal": event.seal.pk, "at": _moment(event.seal.at), "digest": digest}


def _sealed(event: ConsentEvent) -> Sealed:
    return Sealed(
        id=event.pk,
        subscriber=event.subscriber_id,
        subscription=event.subscription_id,
        list=event.list_id,
        wording=event.wording_id,
        step=event.step,
        at=event.at,
        digest=bytes(event.digest),
    )


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
