"""A change of what many issues share: what waits is composed anew, and names who changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.dispatch import verbs
from mailer.dispatch.hashing import plan_hash
from mailer.models import Campaign, Issue
from staff.models import User


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
    issues = verbs.renew_all(issue_ids, by=by, words=words)
    now = plans()
    changed = Campaign.objects.filter(pk__in=[pk for pk in now if now[pk] != before.get(pk)])
    changed.update(changed_by=by)
    approved = changed.order_by("pk").values_list("pk", "standing_approval_hash")
    void = tuple(pk for pk, approval in approved if approval and approval == before.get(pk))
    return Renewed(tuple(issues), void)


def renew_list(list_id: int, *, by: User) -> None:
    """After a change of what mails to a list show, within the same transaction."""
    issues = Issue.objects.filter(lists__list_id=list_id).values_list("pk", flat=True)
    verbs.renew_all(issues, by=by, words=verbs.CHANGED)
    Campaign.objects.filter(lists__list_id=list_id, active=True).update(changed_by=by)
