"""Freezing an audience of a million, against the bare INSERT ... SELECT that it contains."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.installation import issue, people
from benchmarks.measure import Row

PEOPLE = 1_000_000
BLOCKED = 20_000
RUNS = 5
# The ledger's columns, keys and partitions, and nothing in it.
GROUND = (
    "CREATE TABLE ground (LIKE mailer_delivery INCLUDING ALL) PARTITION BY RANGE (month)",
    (
        "CREATE TABLE ground_2026_01 PARTITION OF ground "
        "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
    ),
)
# As many rows from where ours come from: numbers made up on the way would leave out the reading of
# people, their subscriptions and the block list, which whoever fills a ledger has to do.
BARE = (
    "INSERT INTO ground (issue_id, subscriber_id, month, batch, list_id, edition_id) "
    "SELECT 1, m.subscriber_id, '2026-01-01', 1, m.list_id, 1 FROM subscribers_mailable m "
    "JOIN subscribers_list l ON l.id = m.list_id WHERE l.slug = 'many'"
)


def measure() -> list[Row]:
    """Wall-clock seconds: locks, insert, count, batches, commit; blocked addresses are left out."""
    people(PEOPLE, of="many")
    _prepare()
    left = _issues()
    runs = [(_seconds(lambda: _expand(left)), _bare()) for _ in range(RUNS)]
    ours, bare = (median(values) for values in zip(*runs, strict=True))
    return [Row("audience of 1,000,000, against bare INSERT ... SELECT", ours, bare, 1.5, "s")]


def _prepare() -> None:
    """Some addresses are blocked, as they are anywhere; statistics are those of a quiet table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO subscribers_suppression (address_key, reason, at, source) "
            "SELECT sha256(('gone' || n)::bytea), 'hard_bounce', now(), 'bench' "
            "FROM generate_series(1, %s) n",
            [BLOCKED],
        )
        for statement in (*GROUND, "VACUUM ANALYZE"):
            cursor.execute(statement)


def _issues() -> Iterator[int]:
    from django.utils import timezone

    from mailer.dispatch import expansion
    from mailer.models import Issue, IssueState

    made = [issue("many") for _ in range(RUNS)]
    numbers = [found.pk for found in made]
    Issue.objects.filter(pk__in=numbers).update(state=IssueState.SENDING, opened_at=timezone.now())
    expansion.ensure_partition(made[0].month)
    return iter(numbers)


def _expand(left: Iterator[int]) -> None:
    from mailer.dispatch import expansion
    from mailer.models import Issue

    number = next(left)
    assert expansion.expand(number)
    assert Issue.objects.get(pk=number).audience_count == PEOPLE


def _bare() -> float:
    """Seconds of the statement that fills the bare table, which is emptied before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ground")
        spent = _seconds(lambda: cursor.execute(BARE))
        assert cursor.rowcount == PEOPLE
    return spent


def _seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds, with nothing left to write of what was done before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
