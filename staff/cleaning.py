"""How long what tells of staff is kept: the audit trail (P36), reports of runs, logins."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from staff.models import AuditEntry, RetentionRun
from staff.retention import Job, hours, months, register


def offer() -> None:
    """Register the jobs."""
    register(
        Job(
            "audit_trail",
            _("Audit trail: what staff did, and with it their names"),
            _("after the act"),
            "AUDIT_MONTHS",
            count=lambda due: AuditEntry.objects.filter(at__lt=due).count(),
            run=lambda due: AuditEntry.objects.filter(at__lt=due).delete()[0],
            before=months,
        ),
        Job(
            "retention_runs",
            _("Reports of earlier clean-ups"),
            _("after the clean-up"),
            "AUDIT_MONTHS",
            count=lambda due: RetentionRun.objects.filter(at__lt=due).count(),
            run=lambda due: RetentionRun.objects.filter(at__lt=due).delete()[0],
            before=months,
        ),
        Job(
            "logins",
            _("Logins of staff that have run out"),
            _("after they ran out"),
            "FILE_HOURS",
            count=lambda due: _sessions(due).count(),
            run=lambda due: _sessions(due).delete()[0],
            before=hours,
        ),
    )


def _sessions(due: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=due)
