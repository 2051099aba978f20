"""How long mail's own rows are kept: single mails, testers, and the ledger by whole months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailer.dispatch import sql
from mailer.models import Batch, Issue, IssueState, Notice, Tester
from staff.retention import Job, days, months, register

_PARTITION = re.compile(r"mailer_delivery_(\d{4})_(\d{2})")
_AT_WORK = (IssueState.SCHEDULED, IssueState.SENDING, IssueState.PAUSED)


def offer() -> None:
    """Register the jobs."""
    register(
        Job(
            "notices",
            _("Single mails (confirmation, link, goodbye) that are settled"),
            _("after they were sent or given up"),
            "NOTICE_DAYS",
            count=lambda due: _notices(due).count(),
            run=lambda due: _notices(due).delete()[0],
            before=days,
        ),
        Job(
            "testers",
            _("Mailboxes of staff that tests were sent to"),
            _("after the last test"),
            "TESTER_MONTHS",
            count=lambda due: Tester.objects.filter(used_at__lt=due).count(),
            run=lambda due: Tester.objects.filter(used_at__lt=due).delete()[0],
            before=months,
        ),
        Job(
            "deliveries",
            _("Who got which issue; sums for each issue and list stay"),
            _("after the end of the month of the issue"),
            "DELIVERY_MONTHS",
            count=lambda due: sum(_rows(month) for month in due_months(due)),
            run=lambda due: sum(drop(month) for month in due_months(due)),
            before=months,
        ),
    )


def _notices(due: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(settled_at__lt=due)


def due_months(due: datetime) -> list[date]:
    """Months of the ledger that ended before this moment and have no issue at work."""
    last = timezone.localtime(due).date()
    ended = [month for month in _months() if _next(month) <= last]
    busy = set(Issue.objects.filter(state__in=_AT_WORK).values_list("month", flat=True))
    return [month for month in ended if month not in busy]


def drop(month: date) -> int:
    """Keep the sums of a month and drop its deliveries, at once; returns how many there were.

    Whoever sends holds locks on the whole ledger for moments; this waits for them no longer than
    that, and is tried again with the next run.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(f"LOCK TABLE {_name(month)} IN ACCESS EXCLUSIVE MODE")
        rows = _rows(month)
        sql.change("tally", {"month": month})
        Batch.objects.filter(issue_id__in=Issue.objects.filter(month=month).values("pk")).delete()
        cursor.execute(f"DROP TABLE {_name(month)}")
        cursor.execute("SET LOCAL lock_timeout = 0")
    return rows


def _rows(month: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_name(month)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _months() -> Iterator[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'mailer_delivery'::regclass ORDER BY 1"
        )
        names = [_PARTITION.fullmatch(row[0]) for row in cursor.fetchall()]
    return (date(int(found[1]), int(found[2]), 1) for found in names if found)


def _name(month: date) -> str:
    return f"mailer_delivery_{month:%Y_%m}"


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
