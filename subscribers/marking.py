"""What staff say of a list: that it is delicate (P33), that it reports as the press does (P22)."""

from __future__ import annotations

from django.db import transaction

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers.models import List

MARKS = {"sensitive": "is_sensitive", "editorial": "is_editorial"}


@transaction.atomic
def mark(slug: str, what: str, *, on: bool, by: User) -> List:
    """Set one of `MARKS`, or take it away; raises LookupError."""
    row = List.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        known = ", ".join(List.objects.order_by("slug").values_list("slug", flat=True))
        raise LookupError(f"There is no list '{slug}'. Lists: {known}.")
    demand(by, Act.MANAGE_PEOPLE, office_id=row.office_id)
    setattr(row, MARKS[what], on)
    row.save(update_fields=[MARKS[what]])
    audit.note("marked a list", row, by=by, office_id=row.office_id, **{what: on})
    return row
