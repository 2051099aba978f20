"""What staff decide about a list."""

from __future__ import annotations

from django.db import transaction

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers.models import List
from subscribers.signals import list_changed


@transaction.atomic
def offer_easy_language(slug: str, *, offered: bool, by: User) -> bool:
    """Whether the people of a list may ask for easy language (P30); whether something changed.

    Raises NotAllowedError. Approvals of issues to the list are void by it (invariant 8), and
    whoever changed it cannot approve them.
    """
    row = List.objects.select_for_update().get(slug=slug)
    demand(by, Act.EDIT, office_id=row.office_id)
    if row.easy_language == offered:
        return False
    row.easy_language = offered
    row.save(update_fields=["easy_language"])
    verb = "offered easy language" if offered else "stopped offering easy language"
    audit.note(verb, row, by=by, office_id=row.office_id)
    list_changed.send(sender=List, list_id=row.pk, by=by)
    return True
