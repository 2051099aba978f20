"""What the preferences page shows: the person's lists, those to join, and the topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import translation

from subscribers.models import Subscriber, Subscription, Topic, Wording
from subscribers.models.lists import by_language


@dataclass(frozen=True, slots=True)
class Mine:
    """A list that the person is on."""

    id: int
    name: str
    purpose: str
    frequency: str
    may_leave: bool
    easy_language: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A public list that the person could join, with the words that they would agree to."""

    id: int
    name: str
    frequency: str
    wording: str
    wording_id: int


def mine(person: Subscriber, by_list: int) -> list[Mine]:
    """The lists of a person, as the link of one of them shows them.

    A list whose name tells something of its members is shown by its own link only (P33).
    """
    rows = Subscription.objects.filter(subscriber=person, ended_at=None).exclude(confirmed_at=None)
    language = translation.get_language() or ""
    return [
        Mine(
            id=row.list_id,
            name=row.list.name(language),
            purpose=by_language(row.list.purposes, language),
            frequency=row.frequency,
            may_leave=row.list.may_leave,
            easy_language=row.list.easy_language,
        )
        for row in rows.select_related("list").order_by("list__slug")
        if not row.list.is_sensitive or row.list_id == by_list
    ]


def offers(person: Subscriber, lists: Sequence[Mine]) -> list[Offer]:
    """Public lists whose words of consent stand in the present language, or in another."""
    on = Subscription.objects.filter(subscriber=person, list=OuterRef("list"), ended_at=None)
    words = Wording.objects.filter(list__is_public=True).select_related("list")
    words = words.exclude(list__in=[one.id for one in lists])
    words = words.exclude(Exists(on.exclude(confirmed_at=None)))
    language = translation.get_language() or ""
    newest: dict[int, Wording] = {}
    for row in words.order_by("list__slug", "version"):
        known = newest.get(row.list_id)
        if known is None or row.language == language or known.language != language:
            newest[row.list_id] = row
    return [
        Offer(
            id=row.list_id,
            name=row.list.name(language),
            frequency=row.list.frequency,
            wording=row.text,
            wording_id=row.pk,
        )
        for row in newest.values()
    ]


def topics(person: Subscriber) -> list[tuple[str, str, bool]]:
    """All topics by name: slug, name, and whether the person chose it."""
    through = Subscriber.topics.through
    chosen = Exists(through.objects.filter(subscriber_id=person.pk, topic_id=OuterRef("pk")))
    language = translation.get_language() or ""
    rows = Topic.objects.annotate(chosen=chosen)
    found = [(row.slug, by_language(row.names, language), row.chosen) for row in rows]
    return sorted(found, key=lambda one: one[1].casefold())
