"""The mailboxes of an office that issues are tested with."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from mailer.dispatch.errors import NotFoundError, PlanError
from mailer.models import Tester
from staff import audit
from staff.models import User
from staff.roles import Act, demand

# A test is a look, not a mailing.
MOST = 20


class TesterError(PlanError):
    """A tester that cannot be kept."""


@transaction.atomic
def add(
    office_id: int, address: str, *, by: User, language: str = "", audience_id: int | None = None
) -> Tester:
    """Keep a mailbox, or change what it gets; raises TesterError in words."""
    demand(by, Act.TEST, office_id=office_id)
    known = Tester.objects.filter(office_id=office_id)
    try:
        validate_email(address)
    except ValidationError:
        raise TesterError(f"'{address}' is no mail address.") from None
    if not known.filter(address=address).exists() and known.count() >= MOST:
        raise TesterError(f"An office has {MOST} testers at most.")
    wanted = {"language": language, "audience_id": audience_id}
    row, _ = Tester.objects.update_or_create(
        office_id=office_id,
        address=address,
        defaults={**wanted, "used_at": timezone.now(), "added_by": by},
    )
    audit.note("added a tester", row, by=by, office_id=office_id)
    return row


@transaction.atomic
def remove(tester_id: int, *, by: User) -> None:
    """Forget a mailbox; raises NotFoundError."""
    row = Tester.objects.filter(pk=tester_id).first()
    if row is None:
        raise NotFoundError(f"There is no tester {tester_id}. See: rundbrief testers list")
    demand(by, Act.TEST, office_id=row.office_id)
    audit.note("removed a tester", row, by=by, office_id=row.office_id)
    row.delete()
