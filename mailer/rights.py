"""What mailer knows of one person, for whom it may concern: told on request, scrubbed at the end.

Connected by `config`; the ledger keeps its rows, which hold a number and no address.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from mailer.models import Notice
from subscribers import audience

# By the issues, of which there are few: the ledger's key begins with them, and has no other index.
_MAILS = """
SELECT coalesce(d.settled_at, i.opened_at), d.list_id, e.subject, d.state::text
FROM mailer_issue i
JOIN mailer_delivery d
  ON d.issue_id = i.id AND d.month = i.month AND d.subscriber_id = %(person)s
JOIN mailer_edition e ON e.id = d.edition_id
ORDER BY 1, i.id
"""
_SCRUB = """
UPDATE mailer_delivery d SET words = ''
FROM mailer_issue i
WHERE d.issue_id = i.id AND d.month = i.month AND d.subscriber_id = %(person)s
  AND d.words LIKE '%%@%%'
"""


def tell(subscriber_id: int, **_: object) -> dict[str, Any]:
    """Mails sent to somebody, oldest first: when, which list, subject, what became of it."""
    names = {one.id: one.name("de") for one in audience.lists()}
    with connection.cursor() as cursor:
        cursor.execute(_MAILS, {"person": subscriber_id})
        mails = [
            {"at": _when(at), "list": names.get(list_id, ""), "subject": subject, "state": state}
            for at, list_id, subject, state in cursor.fetchall()
        ]
    notices = Notice.objects.filter(subscriber_id=subscriber_id).order_by("created_at", "pk")
    singles = [
        {"at": _when(one.created_at), "kind": one.kind, "state": one.state} for one in notices
    ]
    return {"mails": mails, "notices": singles}


def scrub(subscriber_id: int, **_: object) -> None:
    """Blot out what a relay said with an address in it, and what single mails were made of."""
    with connection.cursor() as cursor:
        cursor.execute(_SCRUB, {"person": subscriber_id})
    Notice.objects.filter(subscriber_id=subscriber_id).update(data={}, words="")


def _when(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
