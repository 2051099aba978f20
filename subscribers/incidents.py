"""Whom a security incident concerns, as a spreadsheet within minutes (Art. 33, 34 GDPR; P34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from staff.models import User
from staff.roles import Act, NotAllowedError, offices
from staff.sheets import safe_cell
from subscribers.models import List, Subscriber, Subscription

COLUMNS = (
    *("subscriber_id", "address", "honorific", "given_name", "family_name", "organisation"),
    *("language", "lists"),
)
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Incident:
    """Whose data it is about: of a list, of these people (an issue's), known in this time.

    What is not said does not narrow; time means that a subscription ran at some moment of it.
    """

    list_id: int | None = None
    people: Iterable[int] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def narrows(self) -> bool:
        """Whether subscriptions decide, besides an issue's people."""
        return any(one is not None for one in (self.list_id, self.since, self.until))


def demand(by: User, lists: Iterable[List]) -> None:
    """NotAllowedError unless the user manages people in the offices of all these lists."""
    own = set(offices(by, Act.MANAGE_PEOPLE).values_list("pk", flat=True))
    if not by.is_active or not own or any(one.office_id not in own for one in lists):
        message = (
            f"{by.email} may not {Act.MANAGE_PEOPLE} of all these lists. "
            "This takes the role data_officer or admin in each of their offices."
        )
        raise NotAllowedError(message)


def lists_of(incident: Incident) -> list[List]:
    """The lists whose people it is about; all of them where none is named."""
    rows = List.objects.filter(pk=incident.list_id) if incident.list_id else List.objects.all()
    return list(rows)


def rows(incident: Incident) -> Iterator[list[str]]:
    """The names of the columns, then a line per person with safe cells (S20); memory kept flat.

    Erased people are left out: nobody knows any more where to write to them.
    """
    yield list(COLUMNS)
    if incident.people is None:
        ids: Iterable[int] = _subscribed(incident).iterator(chunk_size=_CHUNK)
    else:
        ids = iter(incident.people)
    ids = iter(ids)
    while portion := list(islice(ids, _CHUNK)):
        yield from _lines(portion, incident)


def _subscribed(incident: Incident) -> QuerySet[Subscription, int]:
    found = _narrowed(incident).order_by("subscriber_id")
    return found.values_list("subscriber_id", flat=True).distinct()


def _narrowed(incident: Incident) -> QuerySet[Subscription]:
    found = Subscription.objects.all()
    if incident.list_id is not None:
        found = found.filter(list_id=incident.list_id)
    if incident.until is not None:
        found = found.filter(started_at__lte=incident.until)
    if incident.since is not None:
        found = found.filter(Q(ended_at=None) | Q(ended_at__gte=incident.since))
    return found


def _lines(ids: list[int], incident: Incident) -> Iterator[list[str]]:
    lists: dict[int, set[str]] = {}
    found = _narrowed(incident).filter(subscriber__in=ids)
    for person_id, slug in found.values_list("subscriber_id", "list__slug"):
        lists.setdefault(person_id, set()).add(slug)
    if incident.narrows:
        ids = [number for number in ids if number in lists]
    people = Subscriber.objects.filter(pk__in=ids, erased_at=None).order_by("pk")
    wanted = ("pk", *COLUMNS[1:-1])
    for values in people.values_list(*wanted):
        yield [safe_cell(_text(value)) for value in (*values, sorted(lists.get(values[0], ())))]


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
