"""What administrators do with a telling: change it, checked first; the audit trail says what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mailer.dispatch import renewing
from mailer.dispatch.errors import NotFoundError, PlanError
from mailer.dispatch.tellings import base_of, data_of
from mailer.editions.differences import reduced, resolved
from mailer.editions.layouts import differing, layouts
from mailer.editions.telling import TellingError, shipped, telling_from
from mailer.models import Issue
from mailer.models import Telling as Row
from staff import audit
from staff.models import User
from staff.roles import Act, NotAllowedError, offices
from subscribers import audience as door

CHANGED = "A telling was changed after the approval. It has to be approved again."


@dataclass(frozen=True, slots=True)
class Retold:
    """What a change was and did: places ('de.subject'), issues, campaigns to approve again."""

    places: tuple[str, ...]
    issues: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()


def find(slug: str) -> Row:
    """The telling of this name; raises NotFoundError."""
    row = Row.objects.select_related("audience").filter(slug=slug).first()
    if row is None:
        names = ", ".join(Row.objects.order_by("slug").values_list("slug", flat=True))
        raise NotFoundError(f"There is no telling '{slug}' to change. There are: {names}.")
    return row


@transaction.atomic
def retell(slug: str, data: Mapping[str, Any], *, by: User) -> Retold:
    """Let a telling differ from the shipped one by this; raises PlanError with what is wrong.

    Only what differs is stored, so that updates improve the rest. Waiting issues are composed
    anew, and whoever changed the telling can approve neither them nor the digests told by it.
    """
    office_id = _office(by)
    row = find(slug)
    own = _checked(Row(slug=slug, audience=row.audience, data=dict(data)))
    if own == row.data:
        return Retold(())
    before, plans = data_of(row), renewing.plans()
    row.data, row.changed_by = own, by
    row.save()
    places = tuple(_places(before, data_of(row)))
    audit.note("changed a telling", row, by=by, office_id=office_id, telling=slug, places=places)
    done = renewing.renew(_told_to(row.audience.slug), before=plans, by=by, words=CHANGED)
    return Retold(places, done.issues, done.campaigns)


def _checked(row: Row) -> dict[str, Any]:
    """What differs from the shipped telling, if all of it means something in every layout."""
    like = row.data.get("like", "")
    if like and like not in shipped():
        raise PlanError(f"{row.slug}: like: must be one of {', '.join(shipped())}")
    try:
        found = [telling_from(data_of(row, layout=layout)) for layout in ("", *layouts())]
    except TellingError as error:
        raise PlanError(f"{row.slug}: {error}") from error
    if found[0].audience != row.audience.slug:
        raise PlanError(f"{row.slug}: audience: must stay '{row.audience.slug}'")
    base = base_of(row)
    own = reduced(base, resolved(base, row.data), ordered=found[0].keep == "roles")
    return differing(base, own)


def _told_to(audience: str) -> Iterable[int]:
    lists = [entry.id for entry in door.lists() if entry.audience == audience]
    return Issue.objects.filter(lists__list_id__in=lists).values_list("pk", flat=True)


def _places(before: Mapping[str, Any], after: Mapping[str, Any], *, at: str = "") -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        old, new = _named(before.get(name)), _named(after.get(name))
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _places(old, new, at=f"{at}{name}.")
        elif old != new:
            yield f"{at}{name}"


def _named(value: object) -> object:
    """A list of profiles by their names, all else as it is."""
    rows = value if isinstance(value, list) else []
    found = {row["name"]: row for row in rows if isinstance(row, Mapping) and "name" in row}
    return found if rows and len(found) == len(rows) else value


def _office(by: User) -> int:
    """An office in which they are administrators: tellings are the whole installation's."""
    found = offices(by, Act.MANAGE_SENDERS).first()
    if found is None:
        raise NotAllowedError(f"{by.email} may not change a telling. This takes the role: admin.")
    return found.pk
