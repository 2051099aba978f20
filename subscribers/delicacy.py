"""Lists whose name tells something of whoever is on them (P33): words propose, staff decide."""

from __future__ import annotations

from django.db import transaction

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers.models import List
from subscribers.signals import name_asked


def revealing(row: List) -> str:
    """The word in one of the list's names that reveals something; '' where nobody knows of one."""
    for name in row.names.values():
        for _receiver, word in name_asked.send(sender=None, name=name):
            if word:
                return str(word)
    return ""


@transaction.atomic
def mark(slug: str, *, sensitive: bool, by: User) -> List:
    """Give a list the stricter defaults, or take them away; raises LookupError."""
    row = List.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        known = ", ".join(List.objects.order_by("slug").values_list("slug", flat=True))
        raise LookupError(f"There is no list '{slug}'. Lists: {known}.")
    demand(by, Act.MANAGE_PEOPLE, office_id=row.office_id)
    row.is_sensitive = sensitive
    row.save(update_fields=["is_sensitive"])
    audit.note("marked a list", row, by=by, office_id=row.office_id, sensitive=sensitive)
    return row
