"""Who in the city handles the data of whom, and what they did: each act leaves an audit entry.

The city is one controller, and an answer is always whole. It is given by data officers of an
office on whose lists the person is or was; by any of them for somebody who was on none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from staff import audit
from staff.models import User
from staff.roles import Act, NotAllowedError, offices
from subscribers.models import List, Subscriber


def offices_of(people: Iterable[Subscriber]) -> list[int]:
    """The ids of the offices on whose lists these people are or were."""
    ids = [person.pk for person in people]
    theirs = Q(subscriptions__subscriber__in=ids)
    lists = List.objects.filter(theirs | Q(subscriptions__subscriber__merged_into__in=ids))
    return sorted(set(lists.values_list("office_id", flat=True)))


def may_handle(user: User, people: Sequence[Subscriber]) -> bool:
    """Whether this member of staff may see, answer for and erase these people."""
    return user.is_active and _office(user, people) is not None


def demand(user: User, people: Sequence[Subscriber]) -> int:
    """The office in whose name the user acts on these people, or NotAllowedError."""
    office = _office(user, people) if user.is_active else None
    if office is None:
        raise not_allowed(user)
    return office


def not_allowed(user: User) -> NotAllowedError:
    """What to raise for somebody who lacks the right."""
    return NotAllowedError(
        f"{user.email} may not {Act.MANAGE_PEOPLE} here: that takes the role data_officer or "
        "admin in an office on whose lists the person is or was."
    )


def demand_officer(user: User) -> int:
    """The first office in which the user manages people, or NotAllowedError."""
    return demand(user, [])


def note(verb: str, person: Subscriber, *, by: User, office_id: int, **details: object) -> None:
    """Write an act on somebody's data into the audit trail: by number, never by address."""
    audit.note(verb, person, by=by, office_id=office_id, **details)


def _office(user: User, people: Sequence[Subscriber]) -> int | None:
    own = sorted(offices(user, Act.MANAGE_PEOPLE).values_list("pk", flat=True))
    theirs = offices_of(people)
    found = [pk for pk in own if not theirs or pk in theirs]
    return found[0] if found else None
