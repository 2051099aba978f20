"""Looking outside for an issue in review, in a task: links, the sender's records, a spam filter."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from mailer.dispatch import facts, gate, glances, spam
from mailer.models import Issue
from mailer.models.issues import REVIEWED
from subscribers import audience


def look_outside(issue_id: int) -> bool:
    """Look, and check the issue again with what was seen; False where nobody waits for it."""
    issue = Issue.objects.filter(pk=issue_id, state__in=REVIEWED).first()
    if issue is None or not settings.CHECK_OUTSIDE:
        return False
    Issue.objects.filter(pk=issue_id).update(looked_at=timezone.now())
    look(issue)
    gate.inspect(issue)
    return True


def look(issue: Issue) -> None:
    """All that is to be seen outside; what was seen lately is not looked at again."""
    lists = audience.lists(ids=issue.lists.values_list("list_id", flat=True))
    rows = issue.editions.select_related("audience")
    known = facts.Surroundings()
    pages = rows.values_list("html", flat=True).iterator(gate.AT_ONCE)
    glances.look_at_links({address for page in pages for address in known.links(page)})
    for sender in {entry.sender.id: entry.sender for entry in lists}.values():
        glances.look_at_sender(sender)
    seen = glances.known("spam", rows.values_list("content_hash", flat=True))
    for row in rows.exclude(content_hash__in=seen).iterator(gate.AT_ONCE):
        entry = next(entry for entry in lists if entry.audience_id == row.audience_id)
        glances.note("spam", {row.content_hash: spam.score(row, entry)})
