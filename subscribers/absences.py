"""Why people on a list are not shown by the read door: in numbers, and as a condition for SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection


def kept_out(list_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """By list: how many confirmed subscriptions are 'paused', and how many 'suppressed'."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.list_id,
                   CASE WHEN p.paused_until > now() THEN 'paused' ELSE 'suppressed' END, count(*)
            FROM subscribers_subscription s
            JOIN subscribers_subscriber p ON p.id = s.subscriber_id
            WHERE s.list_id = ANY (%s::bigint[])
              AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL
              AND p.erased_at IS NULL AND p.address IS NOT NULL
              AND NOT EXISTS (
                  SELECT FROM subscribers_mailable m
                  WHERE m.list_id = s.list_id AND m.subscriber_id = s.subscriber_id)
            GROUP BY 1, 2
            """,
            [sorted(set(list_ids))],
        )
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for list_id, why, count in cursor.fetchall():
            found[list_id][why] = count
    return dict(found)


def absence_sql(number: str) -> str:
    """An expression that says why the person of this number is shown for none of `%(lists)s`.

    'left', 'paused' or 'suppressed'. `number` is a column, never a value from outside.
    """
    return f"""coalesce((
        SELECT CASE WHEN a.paused_until > now() THEN 'paused' ELSE 'suppressed' END
        FROM subscribers_subscriber a
        WHERE a.id = {number} AND a.erased_at IS NULL AND a.address IS NOT NULL
          AND EXISTS (
              SELECT FROM subscribers_subscription s
              WHERE s.subscriber_id = a.id AND s.list_id = ANY (%(lists)s::bigint[])
                AND s.ended_at IS NULL AND s.confirmed_at IS NOT NULL)), 'left')"""  # noqa: S608
