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
    rows = list(issue.editions.select_related("audience"))
    glances.look_at_links({address for row in rows for address in facts.links(row.html)})
    for sender in {entry.sender.id: entry.sender for entry in lists}.values():
        glances.look_at_sender(sender)
    seen = glances.known("spam", [row.content_hash for row in rows])
    for row in rows:
        entry = next(entry for entry in lists if entry.audience_id == row.audience_id)
        if row.content_hash not in seen:
            glances.note("spam", {row.content_hash: spam.score(row, entry)})
