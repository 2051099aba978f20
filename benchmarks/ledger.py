"""Freezing an audience, against the bare INSERT ... SELECT that it contains."""

from __future__ import annotations

from benchmarks.installation import issue, people
from benchmarks.measure import Row, wall

PEOPLE = 100_000


def measure() -> list[Row]:
    """Wall-clock seconds for 100,000 people: insert, independent count, batches, locks."""
    people(PEOPLE, of="citizens")
    return [_expansion()]


def _expansion() -> Row:
    """INSERT ... SELECT of the ledger with its count; against the bare one with the same key."""
    from django.db import connection
    from django.utils import timezone

    from mailer.dispatch import expansion
    from mailer.models import Issue, IssueState

    issues = [issue("citizens") for _ in range(3)]
    Issue.objects.update(state=IssueState.SENDING, opened_at=timezone.now())
    expansion.ensure_partition(issues[0].month)
    left = iter(issues)

    def ours() -> None:
        expansion.expand(next(left).pk)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE ground (LIKE mailer_delivery INCLUDING ALL)")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE ground")
            cursor.execute(
                "INSERT INTO ground (issue_id, subscriber_id, month, batch, list_id, edition_id) "
                "SELECT 1, id, '2026-01-01', 1, 1, 1 FROM subscribers_subscriber "
                "WHERE address LIKE 'citizens%'"
            )

    name = "audience of 100,000, against a bare INSERT ... SELECT"
    return Row(name, wall(ours, runs=3), wall(bare, runs=3), 1.5, "s")
