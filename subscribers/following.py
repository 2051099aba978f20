"""Who follows which topics: what tells people of a list apart when reports have some (ADR 9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from subscribers.models import Topic


@dataclass(frozen=True, slots=True)
class Following:
    """Pieces of SQL over the alias `m` of the view: a join, and text to put behind a key.

    The key of somebody who chose topics ends in a slash and in the ids of those that matter
    ('/3,7', or '/' alone); that of somebody who chose none does not. Both pieces are empty where
    nobody has to be told apart. `topics` are those that were read.
    """

    join: str = ""
    key: str = ""
    topics: tuple[int, ...] = ()


NOBODY = Following()
_JOIN = "LEFT JOIN following ON following.subscriber_id = m.subscriber_id"
_KEY = " || coalesce('/' || following.topics, '')"


def topics_by_word() -> dict[str, int]:
    """Topics by their short names and by what they are called in any language, in small letters."""
    found: dict[str, int] = {}
    for pk, slug, names in Topic.objects.order_by("-pk").values_list("pk", "slug", "names"):
        found |= {word.casefold(): pk for word in (*names.values(), slug)}
    return found


def hold_following(topic_ids: Iterable[int]) -> Following:
    """Read who follows which of these topics, once for the whole transaction.

    What people change while an issue is expanded counts from the next one: groups, audience and
    count all go by what is read here. It costs nothing where nobody chose any topic.
    """
    wanted = tuple(sorted(topic_ids))
    if not (wanted and Topic.subscribers.through.objects.exists()):
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS following")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE following ON COMMIT DROP AS
            SELECT subscriber_id,
                   coalesce(string_agg(topic_id::text, ',' ORDER BY topic_id)
                            FILTER (WHERE topic_id = ANY (%s::bigint[])), '') AS topics
            FROM subscribers_subscriber_topics
            GROUP BY subscriber_id
            """,
            [list(wanted)],
        )
        cursor.execute("ANALYZE following")
    return Following(_JOIN, _KEY, wanted)
