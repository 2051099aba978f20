"""The dry run of an issue: who would get which edition, who would not and why, and what changed.

It asks the very statement that freezes the audience (`expand.sql`), and writes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import transaction

from mailer.dispatch import sql
from mailer.dispatch.composing import Composition, compose_issue
from mailer.dispatch.errors import NotFoundError, StateError
from mailer.dispatch.expansion import asked
from mailer.models import Edition, Issue
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience


class Why(StrEnum):
    """Why somebody on a list gets nothing by it, or is gone since the last issue."""

    OTHER_LIST = "other_list"
    TOLD = "told"
    FREQUENCY = "frequency"
    LATER = "later"
    SEGMENT = "segment"
    TOPICS = "topics"
    PAUSED = "paused"
    SUPPRESSED = "suppressed"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Share:
    """So many people of a list would get this edition."""

    list_id: int
    edition: Edition
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A list: how many confirmed subscriptions it has, who gets it by it, and who not and why."""

    list_id: int
    gets: int
    out: dict[Why, int]

    @property
    def total(self) -> int:
        """All of them."""
        return self.gets + sum(self.out.values())


@dataclass(frozen=True, slots=True)
class Change:
    """Against the people of an earlier issue. `known` is False once its ledger was dropped."""

    earlier: Issue
    before: int
    now: int
    new: int
    gone: dict[Why, int]
    known: bool

    @property
    def more(self) -> int:
        """How many more; below zero, how many fewer."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would happen if the issue were sent now."""

    people: int
    shares: list[Share]
    lines: list[Line]
    change: Change | None


class Standing(NamedTuple):
    """Somebody on a list: the edition that they would get by it, or why not."""

    subscriber_id: int
    list_id: int
    address: str
    edition: Edition | None
    why: Why | None


# Somebody who chose topics, and none that is told.
_TOPICS = "WHEN following.subscriber_id IS NOT NULL AND told.subscriber_id IS NULL THEN 'topics'"


def foresee(issue: Issue) -> Foresight:
    """Count; raises StateError once the audience is frozen, ComposeError as expansion does."""
    _demand_open(issue)
    earlier = _earlier(issue)
    with _plan(issue) as (plan, editions):
        rows = list(_rows("foresee", issue, plan=plan, earlier=earlier))
    lines: dict[int, Counter[str]] = defaultdict(Counter)
    changes: Counter[str] = Counter()
    shares = []
    for kind, list_id, why, edition_id, count in rows:
        if kind == "change":
            changes[why] += count
            continue
        lines[list_id][_meant(issue, why)] += count
        if edition_id is not None:
            shares.append(Share(list_id, editions[edition_id], count))
    order = list(issue.lists.values_list("list_id", flat=True))
    kept_out = audience.kept_out(order)
    found = [_line(pk, lines[pk] + Counter(kept_out.get(pk, {}))) for pk in order]
    people = sum(share.count for share in shares)
    return Foresight(
        people=people,
        shares=sorted(shares, key=lambda s: (order.index(s.list_id), s.edition.pk)),
        lines=found,
        change=_change(earlier, people, changes=changes) if earlier else None,
    )


def standing(issue: Issue, *, person: int | None = None) -> Iterator[Standing]:
    """Everybody on the issue's lists who may be mailed, or this person alone; memory kept flat."""
    _demand_open(issue)
    with _plan(issue) as (plan, editions):
        rows = _rows("standing", issue, plan=plan, person=person)
        for number, list_id, address, edition_id, why in rows:
            edition = editions.get(edition_id)
            against = None if edition else Why(_meant(issue, why))
            yield Standing(number, list_id, address, edition, against)


def edition_of(issue: Issue, person: int) -> tuple[list[tuple[int, Why]], int, Edition | None]:
    """What one person would get: the reasons against it by list; the list and edition if any."""
    _demand_open(issue)
    with _composed(issue) as plan:
        rows = list(_rows("standing", issue, plan=plan, person=person))
        for _number, list_id, _address, edition_id, _why in rows:
            if edition_id is not None:
                return [], list_id, Edition.objects.select_related("audience").get(pk=edition_id)
    against = [(row[1], Why(_meant(issue, row[4]))) for row in rows]
    if not against:
        lists = list(issue.lists.values_list("list_id", flat=True))
        against = [(0, Why(audience.absence(person, lists)))]
    return against, 0, None


def listed(issue: Issue, *, by: User) -> Iterator[Standing]:
    """The same for somebody with the right to see people; the audit trail remembers it (S32)."""
    demand(by, Act.MANAGE_PEOPLE, office_id=issue.office_id)
    _demand_open(issue)
    audit.note("listed recipients", issue, by=by, office_id=issue.office_id)
    return standing(issue)


def find(issue_id: int) -> Issue:
    """The issue; raises NotFoundError."""
    issue = Issue.objects.select_related("campaign").filter(pk=issue_id).first()
    if issue is None:
        raise NotFoundError(f"There is no issue {issue_id}.")
    return issue


def _demand_open(issue: Issue) -> None:
    if issue.expanded_at is not None:
        raise StateError(
            f"The audience of issue {issue.pk} is frozen: its ledger says who gets it. "
            f"See: rundbrief issues show {issue.pk}"
        )


@contextmanager
def _plan(issue: Issue) -> Iterator[tuple[Composition, dict[int, Edition]]]:
    """The plan, with its editions, while nothing is locked: a list of a million people is read as
    slowly as somebody fetches it, and an edition that was only just made would hold the issue.
    """
    with transaction.atomic():
        with _composed(issue) as plan:
            rows = issue.editions.select_related("audience").defer("html", "text", "whole")
            editions = {row.pk: row for row in rows}
        # What was read of topics went with the editions.
        audience.hold_following(plan.following.topics)
        yield plan, editions


@contextmanager
def _composed(issue: Issue) -> Iterator[Composition]:
    """The plan as expansion would make it now; what it makes is undone."""
    with transaction.atomic():
        yield compose_issue(issue, renew=False)
        transaction.set_rollback(True)


def _rows(
    name: str,
    issue: Issue,
    *,
    plan: Composition,
    earlier: Issue | None = None,
    person: int | None = None,
) -> Iterator[tuple[Any, ...]]:
    pieces, values = asked(issue, plan)
    if person is not None:
        pieces["segment"] = f"({pieces['segment']}) AND m.subscriber_id = %(person)s"
    values |= {
        "lists": list(issue.lists.values_list("list_id", flat=True)),
        "person": person,
        "before": earlier.pk if earlier else None,
        "before_month": earlier.month if earlier else None,
    }
    pieces["absent"] = audience.absence_sql("b.subscriber_id")
    pieces["topics"] = _TOPICS if plan.following.join else ""
    return sql.foreseen(name, values, pieces=pieces)


def _meant(issue: Issue, why: str) -> str:
    """A correction is for those who got the wrong words, as other issues are for a segment."""
    return Why.RIGHT if why == Why.SEGMENT and issue.corrects_id else why


def _line(list_id: int, counts: Counter[str]) -> Line:
    out = {why: counts[why] for why in Why if counts[why]}
    return Line(list_id, counts["gets"], out)


def _earlier(issue: Issue) -> Issue | None:
    """The last issue of the campaign; else the last that went to the same lists and frequency."""
    if issue.corrects_id is not None:
        return None
    frozen = Issue.objects.filter(expanded_at__isnull=False, office_id=issue.office_id)
    frozen = (
        frozen.filter(corrects=None, frequency=issue.frequency)
        .exclude(pk=issue.pk)
        .order_by("-expanded_at")
    )
    own = frozen.filter(campaign_id=issue.campaign_id).first()
    if own is not None:
        return own
    lists = set(issue.lists.values_list("list_id", flat=True))
    near = frozen.filter(lists__list_id__in=lists).distinct().prefetch_related("lists")[:50]
    return next((row for row in near if {one.list_id for one in row.lists.all()} == lists), None)


def _change(earlier: Issue, people: int, *, changes: Counter[str]) -> Change:
    gone = {why: changes[why] for why in Why if changes[why]}
    was = earlier.audience_count or 0
    known = changes["again"] + sum(gone.values()) == was
    new = changes["new"] if known else 0
    return Change(earlier, was, people, new, gone if known else {}, known)
