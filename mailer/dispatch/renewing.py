"""A change of what many issues share: what waits is composed anew, and names who changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.dispatch import looking
from mailer.dispatch.composing import compose_issue
from mailer.dispatch.hashing import issue_hash, plan_hash
from mailer.models import Campaign, Issue
from mailer.models.issues import READY, REVIEWED
from staff.models import User

CHANGED = (
    "A telling, a template, a sender or the audience was changed after the approval. "
    "It has to be approved again."
)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The issues that say something else now, and the campaigns to be approved again."""

    issues: tuple[int, ...] = ()
    campaigns: tuple[int, ...] = ()


def plans() -> dict[int, str]:
    """What a standing approval of each campaign would be of."""
    return {row.pk: plan_hash(row) for row in Campaign.objects.filter(active=True)}


def renew(issue_ids: Iterable[int], *, before: dict[int, str], by: User, words: str) -> Renewed:
    """After a change within the same transaction, with what `plans` said before it.

    Whoever changed it can approve neither those issues nor those campaigns (four eyes).
    """
    issues = renew_all(issue_ids, by=by, words=words)
    now = plans()
    changed = Campaign.objects.filter(pk__in=[pk for pk in now if now[pk] != before.get(pk)])
    changed.update(changed_by=by)
    approved = changed.order_by("pk").values_list("pk", "standing_approval_hash")
    void = tuple(pk for pk, approval in approved if approval and approval == before.get(pk))
    return Renewed(tuple(issues), void)


def renew_list(list_id: int, *, by: User) -> None:
    """After a change of what mails to a list show, within the same transaction."""
    issues = Issue.objects.filter(lists__list_id=list_id).values_list("pk", flat=True)
    renew_all(issues, by=by, words=CHANGED)
    Campaign.objects.filter(lists__list_id=list_id, active=True).update(changed_by=by)


def renew_all(issue_ids: Iterable[int], *, by: User, words: str) -> list[int]:
    """Compose anew what waits to be approved or sent and says something else now; which that is."""
    waiting = Issue.objects.filter(pk__in=issue_ids, state__in=(*REVIEWED, *READY))
    rows = waiting.select_for_update().order_by("pk")
    return [issue.pk for issue in rows if _renew(issue, by=by, words=words)]


def _renew(issue: Issue, *, by: User, words: str) -> bool:
    """Compose a locked issue again if `by` changed what it says; then `by` cannot approve it."""
    ready = issue.state in READY
    issue.changed_by = by
    fresh = refresh(issue)
    if fresh and ready:
        issue.void_approval(words)
        issue.save()
    if fresh:
        looking.renewed(issue)
    return fresh


def refresh(issue: Issue) -> bool:
    """Compose again if anything changed since the issue was composed; whether it had to."""
    present = issue_hash(issue)
    if present == issue.content_hash:
        return False
    compose_issue(issue)
    issue.content_hash = present
    issue.save()
    return True
