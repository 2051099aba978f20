"""Looking outside for an issue that waits to be approved or sent, in a task: its links, the
sender's records, a spam filter.

Sending waits for a look only where nobody is urgent, and never for longer than `PATIENCE`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.dispatch import facts, gate, glances, spam
from mailer.dispatch.nudges import nudge_look
from mailer.models import Issue
from mailer.models.issues import READY, REVIEWED, URGENT
from subscribers import audience
from subscribers.audience import ListInfo

# A network that is away holds up nobody for longer.
PATIENCE = timedelta(minutes=2)
WAITING = Q(state__in=(*REVIEWED, *READY))
# Asked for, and not there yet.
ASKED = Q(look_asked_at__isnull=False) & (Q(looked_at=None) | Q(looked_at__lt=F("look_asked_at")))
LOOKED_AT = gettext_noop(
    "Links and sender are being looked at. After that, or after two minutes, it goes out."
)


def ask(issue: Issue, *, anew: bool = False) -> None:
    """Ask for a look, where that is wished for; with `anew`, what was seen before is seen again."""
    if not settings.CHECK_OUTSIDE:
        return
    issue.look_asked_at = timezone.now()
    if anew:
        issue.looks_since = issue.look_asked_at
    issue.save(update_fields=["look_asked_at", "looks_since"])
    nudge_look(issue.pk)


def renewed(issue: Issue) -> None:
    """Check editions that were made anew, and ask for a look at what they have of new."""
    gate.inspect(issue)
    ask(issue)


def freshen(issue: Issue) -> bool:
    """Ask for a look if the last one is an hour old, or was lost; whether one is under way."""
    age = PATIENCE if issue.unlooked else glances.SOON
    if issue.look_asked_at is None or issue.look_asked_at < timezone.now() - age:
        ask(issue)
    return issue.unlooked and settings.CHECK_OUTSIDE


def awaited(now: datetime) -> Q:
    """Issues that do not go out yet, because their look was asked for a moment ago."""
    if not settings.CHECK_OUTSIDE:
        return Q(pk__in=())
    # Nothing was asked for later than that: the clock was put back.
    lately = Q(look_asked_at__range=(now - PATIENCE, now + PATIENCE))
    return ASKED & lately & Q(priority__gt=URGENT)


def look_outside(issue_id: int) -> bool:
    """Look, and check the issue again with what was seen; False where nobody waits for it."""
    at = timezone.now()
    issue = Issue.objects.filter(WAITING, pk=issue_id).first()
    if issue is None or not settings.CHECK_OUTSIDE:
        return False
    at = max(at, issue.look_asked_at or at)
    lists = _lists(issue)
    _look_at_links(issue, lists, since=issue.looks_since)
    # A filter may take long, and stops nothing.
    if _conclude(issue_id, at):
        _ask_filter(issue, lists, since=issue.looks_since)
        _conclude(issue_id, at)
    return True


def look_now(issue: Issue) -> None:
    """See all of an issue anew, at once."""
    at, lists = timezone.now(), _lists(issue)
    _look_at_links(issue, lists, since=at)
    _ask_filter(issue, lists, since=at)
    _conclude(issue.pk, at)


def _conclude(issue_id: int, at: datetime) -> bool:
    """Check with what was seen; what stops an approved issue voids its approval. False where it
    went out meanwhile.
    """
    with transaction.atomic():
        issue = Issue.objects.select_for_update().filter(WAITING, pk=issue_id).first()
        if issue is None:
            return False
        issue.looked_at = at
        if gate.stops(issue) and issue.state in READY:
            issue.void_approval(gate.STOPS)
        issue.save()
    return True


def _lists(issue: Issue) -> tuple[ListInfo, ...]:
    return tuple(audience.lists(ids=issue.lists.values_list("list_id", flat=True)))


def _look_at_links(issue: Issue, lists: tuple[ListInfo, ...], *, since: datetime | None) -> None:
    known = facts.Surroundings()
    pages = issue.editions.values_list("html", flat=True).iterator(gate.AT_ONCE)
    links = {address for page in pages for address in known.links(page)}
    glances.look_at_links(links, since=since)
    for sender in {entry.sender.id: entry.sender for entry in lists}.values():
        glances.look_at_sender(sender, since=since)


def _ask_filter(issue: Issue, lists: tuple[ListInfo, ...], *, since: datetime | None) -> None:
    rows = issue.editions.select_related("audience")
    seen = glances.settled("spam", rows.values_list("content_hash", flat=True), since=since)
    for row in rows.exclude(content_hash__in=seen).iterator(gate.AT_ONCE):
        entry = next(entry for entry in lists if entry.audience_id == row.audience_id)
        glances.note("spam", {row.content_hash: spam.score(row, entry)})
