"""What staff with the right decide about the block list; nobody else lifts a complaint's block.

Each decision has a person and a reason; people are named by number, addresses by hash.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from staff import audit
from staff.models import User
from staff.roles import Act, offices
from subscribers import handling
from subscribers.consent.errors import ConsentError
from subscribers.models import Suppression
from subscribers.models.suppression import SuppressionReason

SOURCE = "desk"


class NoReasonError(ConsentError):
    """A decision without a reason."""


def blocks(hashes: Sequence[bytes]) -> QuerySet[Suppression]:
    """What blocks somebody with these hashes now, newest first."""
    found = Suppression.objects.filter(address_key__in=hashes, lifted_at=None)
    return found.select_related("list").order_by("-at", "-pk")


@transaction.atomic
def block(address_key: bytes, *, by: User, reason: str, person_id: int | None = None) -> None:
    """Nobody mails this address any more, whatever they sign up for; repeating changes nothing."""
    office_id = handling.demand_officer(by)
    _demand_reason(reason)
    Suppression.objects.bulk_create(
        [Suppression(address_key=address_key, reason=SuppressionReason.STAFF, source=SOURCE)],
        ignore_conflicts=True,
    )
    row = blocks([address_key]).filter(list=None, reason=SuppressionReason.STAFF)[0]
    audit.note("blocked", row, by=by, office_id=office_id, reason=reason, subscriber=person_id)


@transaction.atomic
def lift(block_id: int, *, by: User, reason: str) -> bool:
    """Lift one block, for complaints too; returns whether it stood.

    Lifting opens no subscription: whoever wants mail again signs up anew.
    """
    office_id = _office(by, block_id)
    _demand_reason(reason)
    row = Suppression.objects.select_for_update(of=("self",)).filter(pk=block_id, lifted_at=None)
    found = row.first()
    if found is None:
        return False
    found.lifted_at = timezone.now()
    found.save(update_fields=["lifted_at"])
    why = {"was": found.reason, "reason": reason}
    audit.note("lifted block", found, by=by, office_id=office_id, **why)
    return True


def _office(by: User, block_id: int) -> int:
    """A block for one list is its office's affair, one for all lists that of any data officer."""
    fallback = handling.demand_officer(by)
    row = Suppression.objects.select_related("list").filter(pk=block_id).first()
    if row is None or row.list is None:
        return fallback
    own = offices(by, Act.MANAGE_PEOPLE).values_list("pk", flat=True)
    if row.list.office_id not in set(own):
        raise handling.not_allowed(by)
    return row.list.office_id


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise NoReasonError("Say why; the reason goes into the audit trail.")
