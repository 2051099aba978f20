"""Pages remembered by what they show: the same choices make the same page, whoever made them.

A page of settings holds neither name nor address nor token, so that all who chose alike can be
shown the same octets. The key says all that the page hangs on, and is read by one statement.
"""

from __future__ import annotations

from collections.abc import Hashable

from django.db import connection
from django.utils import timezone, translation

from subscribers import house
from subscribers.tokens import Claim

MOST = 512
_STANDING = f"""
SELECT p.language, p.form_of_address, p.easy_language, p.text_only,
       CASE WHEN p.paused_until > now() THEN p.paused_until END,
       (SELECT string_agg(topic_id::text, ',' ORDER BY topic_id)
        FROM subscribers_subscriber_topics WHERE subscriber_id = p.id),
       (SELECT string_agg(concat_ws(':', list_id, frequency), ',' ORDER BY list_id)
        FROM subscribers_subscription
        WHERE subscriber_id = p.id AND ended_at IS NULL AND confirmed_at IS NOT NULL),
       {house.SQL}
FROM subscribers_subscriber asked
JOIN subscribers_subscriber p ON p.id = coalesce(asked.merged_into_id, asked.id)
WHERE asked.id = %s AND p.erased_at IS NULL AND p.erase_due_at IS NULL
"""  # noqa: S608 no word of it comes from outside
_pages: dict[Hashable, bytes] = {}


def standing(claim: Claim) -> Hashable | None:
    """All that the page of settings shows to this person by the link of this list, if any."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [claim.subscriber_id])
        row = cursor.fetchone()
    if row is None:
        return None
    return (translation.get_language(), timezone.localdate(), claim.list_id, *row)


def recall(key: Hashable) -> bytes | None:
    """The page as it was made for this before."""
    return _pages.get(key)


def remember(key: Hashable, page: bytes) -> None:
    """Keep a page; when there are too many, all are made anew."""
    if len(_pages) >= MOST:
        _pages.clear()
    _pages[key] = page
