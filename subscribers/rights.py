"""What is stored of a person, whole and in plain values (Art. 15 and 20 GDPR; P12, P14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from subscribers.models import ConsentEvent, Subscriber, Subscription, Suppression, Wish
from subscribers.signals import person_asked
from subscribers.suppression import keys_of


def everything_about(subscriber: Subscriber) -> dict[str, Any]:
    """All that is stored of this person, as JSON values; times in ISO 8601 with their zone.

    Keys: made_at, person, lists, consent (oldest first, with the words that were shown), blocks,
    waiting (what has yet to be confirmed), sources, and what the listeners of `person_asked` know
    under the names that they chose.
    """
    rows = [subscriber, *subscriber.earlier.order_by("pk")]
    found = {
        "made_at": _when(timezone.now()),
        "person": _person(subscriber),
        "lists": [_list(row) for row in _subscriptions(rows)],
        "consent": [_event(row) for row in _events(rows)],
        "blocks": [_block(row) for row in _blocks(subscriber)],
        "waiting": [_wish(row) for row in Wish.objects.filter(subscriber__in=rows).order_by("at")],
    }
    if earlier := [_person(row) for row in rows[1:]]:
        found["earlier_entries"] = earlier
    for row in rows:
        answers: list[Any] = [
            answer for _, answer in person_asked.send(Subscriber, subscriber_id=row.pk)
        ]
        _add(found, answers)
    return found


def _add(found: dict[str, Any], answers: Iterable[Mapping[str, Any] | None]) -> None:
    """Several listeners, or one for several rows of a person, may tell of the same thing."""
    for answer in answers:
        for name, value in (answer or {}).items():
            known = found.get(name)
            if isinstance(known, list) and isinstance(value, list):
                known.extend(value)
            else:
                found[name] = value


def _person(row: Subscriber) -> dict[str, Any]:
    return {
        "address": row.address,
        "given_name": row.given_name,
        "family_name": row.family_name,
        "honorific": row.honorific,
        "organisation": row.organisation,
        "municipality": row.municipality,
        "municipality_type": row.municipality_type,
        "language": row.language,
        "form_of_address": row.form_of_address,
        "easy_language": row.easy_language,
        "text_only": row.text_only,
        "topics": list(row.topics.order_by("slug").values_list("slug", flat=True)),
        "paused_until": _when(row.paused_until),
        "attributes": row.attributes,
        "stored_since": _when(row.created_at),
    }


def _subscriptions(rows: list[Subscriber]) -> Iterable[Subscription]:
    found = Subscription.objects.filter(subscriber__in=rows).select_related("list__sender")
    return found.order_by("started_at", "pk")


def _list(row: Subscription) -> dict[str, Any]:
    return {
        "list": row.list.name(_language()),
        "purpose": row.list.purposes.get(_language()) or "",
        "legal_basis": row.list.basis,
        "sender": str(row.list.sender),
        "frequency": row.frequency,
        "source": row.source,
        "started_at": _when(row.started_at),
        "confirmed_at": _when(row.confirmed_at),
        "ended_at": _when(row.ended_at),
        "ended_reason": row.ended_reason,
    }


def _events(rows: list[Subscriber]) -> Iterable[ConsentEvent]:
    found = ConsentEvent.objects.filter(subscriber__in=rows).select_related("list", "wording")
    return found.order_by("at", "pk")


def _event(row: ConsentEvent) -> dict[str, Any]:
    return {
        "at": _when(row.at),
        "step": row.step,
        "list": row.list.name(_language()) if row.list else None,
        "wording": row.wording.text if row.wording else None,
        "wording_version": row.wording.version if row.wording else None,
        "details": row.payload,
    }


def _blocks(person: Subscriber) -> Iterable[Suppression]:
    return Suppression.objects.filter(address_key__in=keys_of(person)).order_by("at", "pk")


def _block(row: Suppression) -> dict[str, Any]:
    return {
        "list": row.list.name(_language()) if row.list else None,
        "reason": row.reason,
        "since": _when(row.at),
        "lifted_at": _when(row.lifted_at),
    }


def _wish(row: Wish) -> dict[str, Any]:
    return {"kind": row.kind, "at": _when(row.at), "expires_at": _when(row.expires_at)}


def _when(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
