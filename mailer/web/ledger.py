"""The ledger as staff see it: sums, and what needs attention. Never an address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from mailer.delivery.replies import without_addresses
from mailer.dispatch.progress import Progress
from mailer.feedback.refusals import subject_of
from mailer.models import Delivery, DeliveryState, Issue, Tally
from mailer.web.words import DELIVERIES, SUBJECTS

# What a person has to know of; 'withdrawn' and 'suppressed' are as they should be.
ATTENTION = (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.DEFERRED)
# Kinds of trouble shown on a page; relays word most refusals differently for each recipient.
KINDS_READ = 500
KINDS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One state of the ledger's sum: its name, what it means, how many."""

    state: str
    label: str
    means: str
    count: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Deliveries that were answered alike; `words` are the relay's, without addresses.

    `speaks_of` is what the answer is about, '' where there was none.
    """

    state: str
    label: str
    code: int
    status: str
    words: str
    speaks_of: str
    count: int


def lines(sums: Progress) -> list[Line]:
    """The states that occur, in the order of a delivery's life."""
    return [
        Line(state, str(state.label), str(DELIVERIES[state]), sums.counts[state])
        for state in DeliveryState
        if sums.counts[state]
    ]


def sums_of(issues: Iterable[Issue]) -> dict[int, Progress]:
    """The sums of several issues by two queries, for lists; a batch at work counts as queued."""
    wanted = list(issues)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(DeliveryState.values, 0))
    rows = Delivery.objects.filter(
        issue_id__in=[issue.pk for issue in wanted], month__in={issue.month for issue in wanted}
    )
    found = rows.values_list("issue_id", "state").annotate(Count("subscriber_id")).order_by()
    kept = Tally.objects.filter(issue_id__in=[issue.pk for issue in wanted])
    tallies = kept.values_list("issue_id", "state").annotate(Sum("count")).order_by()
    for issue_id, state, count in (*found, *tallies):
        counts[issue_id][state] += count
    return {issue.pk: Progress(issue.audience_count, counts[issue.pk]) for issue in wanted}


def troubles(issue: Issue) -> list[Trouble]:
    """What failed, waits or is in doubt, most frequent first."""
    rows = (
        _of(issue)
        .filter(state__in=ATTENTION)
        .values_list("state", "code", "status", "words")
        .annotate(count=Count("subscriber_id"))
        .order_by("-count")[:KINDS_READ]
    )
    found: Counter[tuple[str, int, str, str]] = Counter()
    for state, code, status, words, count in rows:
        found[state, code, status, without_addresses(words)] += count
    return [
        Trouble(
            state,
            str(DeliveryState(state).label),
            code,
            status,
            words,
            str(SUBJECTS[subject_of(code, status, words=words)]) if code else "",
            count,
        )
        for (state, code, status, words), count in found.most_common(KINDS_SHOWN)
    ]


def _of(issue: Issue) -> QuerySet[Delivery]:
    return Delivery.objects.filter(issue_id=issue.pk, month=issue.month)
