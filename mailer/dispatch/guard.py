"""The guard: an issue that goes wrong pauses itself and says why (M54).

It looks at what the relay said since somebody last let the issue go on, so that going on after a
look at the replies is not undone by the same replies.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_noop

from mailer.delivery.replies import without_addresses
from mailer.dispatch.progress import Replies, replies
from mailer.dispatch.settling import Settled, blames_us, exceeds
from mailer.dispatch.stopping import hold
from mailer.models import Issue

REFUSED = gettext_noop(
    "Delivery to {count} of {sent} recipients failed for good, more than {limit} %. Look at the "
    "reasons below. If list and edition are in order, let sending go on; if not, cancel."
)
COMPLAINED = gettext_noop(
    "{count} of {sent} recipients complained, more than {limit} %. Find out whom they take us for "
    "before sending goes on."
)
BLAMED = gettext_noop(
    "Servers refuse us, not the people: “{reply}”. Mend that first. Whoever was refused for it is "
    "tried again once sending goes on."
)

EXCEEDS = gettext_noop(
    "The relay does not take this mail: “{reply}” Raise its limit and let sending go on; whoever "
    "was put off for it is tried again. Or cancel, and send something shorter."
)


def watch(issue: Issue, said: Iterable[Settled] = ()) -> bool:
    """Pause the issue if it goes wrong; whether it did. `said` is what was said just now."""
    words = why_to_pause(replies(issue).since(issue.watched), said)
    return bool(words) and hold(issue.pk, words)


def complained(issue_id: int, people: int = 1) -> bool:
    """So many more people complained; whether the issue paused for it."""
    Issue.objects.filter(pk=issue_id).update(complaints=F("complaints") + people)
    return watch(Issue.objects.get(pk=issue_id))


def why_to_pause(found: Replies, said: Iterable[Settled] = ()) -> str:
    """The reason in words, '' for none."""
    if found.blamed > settings.GUARD_BLAMES:
        return _blamed(said)
    if found.answered < settings.GUARD_AFTER:
        return ""
    if found.refused * 100 > settings.GUARD_REFUSALS * found.answered:
        return REFUSED.format(
            count=found.refused, sent=found.answered, limit=_number(settings.GUARD_REFUSALS)
        )
    if found.complained * 100 > settings.GUARD_COMPLAINTS * found.answered:
        return COMPLAINED.format(
            count=found.complained, sent=found.answered, limit=_number(settings.GUARD_COMPLAINTS)
        )
    return ""


def _blamed(said: Iterable[Settled]) -> str:
    row = next(filter(blames_us, said), None)
    if row is None:
        return BLAMED.format(reply="…")
    words = without_addresses(row.words)
    return (
        EXCEEDS.format(reply=words) if exceeds(row) else BLAMED.format(reply=f"{row.code} {words}")
    )


def _number(value: float) -> str:
    return f"{value:g}"
