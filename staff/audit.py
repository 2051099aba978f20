"""The audit trail: every act has a person, also on the command line."""

from __future__ import annotations

from django.db.models import Model

from staff.models import AuditEntry, User


def note(
    verb: str, thing: Model, *, by: User | None, office_id: int | None, **details: object
) -> None:
    """Write down that `by` (None: the service itself) did `verb` to a stored object."""
    AuditEntry.objects.create(
        verb=verb,
        kind=thing._meta.model_name or "",  # noqa: SLF001
        object_id=thing.pk,
        user=by,
        office_id=office_id,
        details=details,
    )
