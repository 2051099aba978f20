"""How long what is kept: jobs that packages register, run once a day, each with a dry run (P17).

A job counts and removes by the same rule, so that a dry run says exactly what a run would remove.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise

from staff.models import RetentionRun, User

log = logging.getLogger(__name__)
EVERY = timedelta(hours=23)
_LOCK = 0x5242_0101


@dataclass(frozen=True, slots=True)
class Job:
    """What is removed, how long after what (`after`), by the setting of which name.

    `before` makes of now and the setting's number the moment before which things are due; `count`
    and `run` get that moment, and return the same number of rows or files.
    """

    name: str
    removes: Promise
    after: Promise
    setting: str
    count: Callable[[datetime], int]
    run: Callable[[datetime], int]
    before: Callable[[datetime, int], datetime]

    def due(self, now: datetime) -> datetime:
        """The moment before which what this job looks at has to go."""
        return self.before(now, self.value)

    @property
    def value(self) -> int:
        """The setting's number."""
        return int(getattr(settings, self.setting))


JOBS: dict[str, Job] = {}


def register(*jobs: Job) -> None:
    """Add jobs; a name that is known is replaced, so that this may be repeated."""
    JOBS.update({job.name: job for job in jobs})


def preview(now: datetime | None = None) -> dict[str, int]:
    """How much each job would remove now."""
    moment = now or timezone.now()
    return {name: job.count(job.due(moment)) for name, job in JOBS.items()}


def run(*, by: User | None = None, dry_run: bool = False) -> RetentionRun | None:
    """Do all jobs, or only count, and write the report; None if another worker is at it.

    A job that fails is reported and holds up no other one.
    """
    with _alone() as free:
        if not free:
            return None
        report = RetentionRun.objects.create(dry_run=dry_run, started_by=by)
        for name, job in JOBS.items():
            try:
                with transaction.atomic():
                    due = job.due(timezone.now())
                    report.removed[name] = job.count(due) if dry_run else job.run(due)
            except Exception as error:
                log.exception("retention job %s failed", name)
                report.faults[name] = type(error).__name__
        report.finished_at = timezone.now()
        report.save()
        return report


def run_if_due() -> RetentionRun | None:
    """The daily run, however often beat asks (invariant 2)."""
    since = timezone.now() - EVERY
    if RetentionRun.objects.filter(dry_run=False, at__gt=since).exists():
        return None
    return run()


class _alone:  # noqa: N801
    """A lock of the session: a run has a transaction for each of its jobs."""

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            self.free = bool(cursor.fetchone()[0])
        return self.free

    def __exit__(self, *_: object) -> None:
        if self.free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def hours(now: datetime, value: int) -> datetime:
    """So many hours ago."""
    return now - timedelta(hours=value)


def days(now: datetime, value: int) -> datetime:
    """So many days ago."""
    return now - timedelta(days=value)


def months(now: datetime, value: int) -> datetime:
    """The same day so many months ago, or the last one of a shorter month."""
    local = timezone.localtime(now)
    index = local.year * 12 + local.month - 1 - value
    first = date(index // 12, index % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return local.replace(year=first.year, month=first.month, day=min(local.day, last.day))


def years_after_the_end(now: datetime, value: int) -> datetime:
    """The beginning of the first year of which so many full years have not passed since its end.

    With 3: what ended in 2023 is due from 1 January 2027 on (paragraphs 195, 199 BGB).
    """
    local = timezone.localtime(now)
    start = datetime(local.year - value, 1, 1, tzinfo=local.tzinfo)
    return timezone.make_aware(start.replace(tzinfo=None))
