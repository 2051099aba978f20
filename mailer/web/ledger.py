"""The ledger as staff see it: sums, what needs attention, and an export. Never an address."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mailer.dispatch.progress import Progress
from mailer.models import Delivery, DeliveryState, Issue
from mailer.web.words import DELIVERIES
from subscribers import audience
from subscribers.sheets import safe_cell

# What a person has to know of; 'withdrawn' and 'suppressed' are as they should be.
ATTENTION = (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.DEFERRED)
# Kinds of trouble shown on a page; relays word most refusals differently for each recipient.
KINDS_READ = 500
KINDS_SHOWN = 50
EXPORTED = ("list", "edition", "state", "code", "status", "words", "attempts", "settled_at")
_ADDRESS = re.compile(r'(?:"[^"]*"|[^\s<>,;()"]*)@[^\s<>,;()"]*')


@dataclass(frozen=True, slots=True)
class Line:
    """One state of the ledger's sum: its name, what it means, how many."""

    state: str
    label: str
    means: str
    count: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Deliveries that were answered alike; `words` are the relay's, without addresses."""

    state: str
    label: str
    code: int
    status: str
    words: str
    count: int


def lines(sums: Progress) -> list[Line]:
    """The states that occur, in the order of a delivery's life."""
    return [
        Line(state, str(state.label), str(DELIVERIES[state]), sums.counts[state])
        for state in DeliveryState
        if sums.counts[state]
    ]


def sums_of(issues: Iterable[Issue]) -> dict[int, Progress]:
    """The sums of several issues by one query, for lists; a batch at work counts as queued."""
    wanted = list(issues)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(DeliveryState.values, 0))
    rows = Delivery.objects.filter(
        issue_id__in=[issue.pk for issue in wanted], month__in={issue.month for issue in wanted}
    )
    found = rows.values_list("issue_id", "state").annotate(Count("subscriber_id")).order_by()
    for issue_id, state, count in found:
        counts[issue_id][state] = count
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
        Trouble(state, str(DeliveryState(state).label), code, status, words, count)
        for (state, code, status, words), count in found.most_common(KINDS_SHOWN)
    ]


def without_addresses(words: str) -> str:
    """A relay's words with every mail address in them blotted out."""
    return _ADDRESS.sub("•••", words)


def export(issue: Issue, language: str) -> Iterator[list[str]]:
    """A line of names, then one per delivery, safe for spreadsheets (S20), memory kept flat."""
    yield list(EXPORTED)
    editions = dict(issue.editions.values_list("pk", "subject"))
    lists = {entry.id: entry.name(language) for entry in audience.lists()}
    columns = ("list_id", "edition_id", *EXPORTED[2:])
    rows = _of(issue).order_by("subscriber_id").values(*columns)
    for row in rows.iterator(chunk_size=2000):
        yield [safe_cell(cell) for cell in _cells(row, lists, editions=editions)]


def _cells(
    row: Mapping[str, object], lists: Mapping[int, str], *, editions: Mapping[int, str]
) -> list[str]:
    shown = {
        **row,
        "list": lists.get(row["list_id"], ""),  # type: ignore[call-overload]
        "edition": editions.get(row["edition_id"], ""),  # type: ignore[call-overload]
        "words": without_addresses(str(row["words"])),
    }
    return [str(shown[name] if shown[name] is not None else "") for name in EXPORTED]


def _of(issue: Issue) -> QuerySet[Delivery]:
    return Delivery.objects.filter(issue_id=issue.pk, month=issue.month)
