"""Proof that everybody is accounted for: by the ledger itself, and by a mail server's log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailer.dispatch import sql
from mailer.dispatch.identity import Names
from mailer.dispatch.progress import progress
from mailer.editions.headers import ascii_domain
from mailer.models import Delivery, DeliveryState, Issue
from subscribers import audience

NEVER_SENT = frozenset(
    {
        DeliveryState.QUEUED,
        DeliveryState.FAILED,
        DeliveryState.WITHDRAWN,
        DeliveryState.SUPPRESSED,
        DeliveryState.CANCELLED,
        DeliveryState.EXPIRED,
    }
)
CONTRADICTIONS = (
    "every delivery stands in a batch",
    "every delivery lies within its batch",
    "nobody waits in a batch that is done",
    "whoever is deferred has a time to be tried again",
    "whatever is settled says when",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that has to be true of an issue, and how many deliveries speak against it."""

    what: str
    against: int

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return self.against == 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery that somebody should look at; `found` is what the log says of it."""

    subscriber_id: int
    message_id: str
    state: str
    found: str
    words: str


def claims(issue: Issue) -> list[Claim]:
    """What the ledger proves by itself."""
    sums = progress(issue)
    [against] = sql.rows("prove", {"issue": issue.pk, "month": issue.month})
    missing = 0 if sums.audience is None else abs(sums.audience - sums.total)
    return [
        Claim("the sum of all states is the frozen audience", missing),
        *(Claim(what, int(count)) for what, count in zip(CONTRADICTIONS, against, strict=True)),
    ]


def doubts(issue: Issue, sights: Mapping[str, int] | None = None) -> Iterator[Doubt]:
    """Deliveries in doubt; with a log (`feedback.relaylog`), all that it contradicts as well."""
    domains = {entry.id: ascii_domain(entry.sender.domain) for entry in audience.lists()}
    names = Names(issue.pk, issue.opened_at)
    rows = Delivery.objects.filter(issue_id=issue.pk, month=issue.month)
    if sights is None:
        rows = rows.filter(state=DeliveryState.UNCERTAIN)
    wanted = ("subscriber_id", "list_id", "state", "words")
    ordered = rows.order_by("subscriber_id").values_list(*wanted)
    for subscriber_id, list_id, state, words in ordered.iterator(chunk_size=5000):
        name = f"{names.message_id(subscriber_id)}@{domains[list_id]}"
        found = verdict(state, None if sights is None else sights.get(name, 0))
        if found:
            yield Doubt(subscriber_id, name, state, found, words)


def verdict(state: str, seen: int | None) -> str:
    """What a log that has seen a message so often says of its delivery; '' where they agree."""
    if seen is None:
        return "in doubt"
    if seen > 1:
        return "taken twice"
    if state == DeliveryState.UNCERTAIN:
        return "in doubt, but taken" if seen else "in doubt, and not taken"
    if state == DeliveryState.DEFERRED and seen:
        return "taken, and will be sent again"
    if state == DeliveryState.ACCEPTED and not seen:
        return "not in the log"
    return "taken, but not accepted" if state in NEVER_SENT and seen else ""


def weighs(doubt: Doubt) -> bool:
    """Whether the log speaks against the ledger; doubt that the ledger admits does not."""
    return not doubt.found.startswith("in doubt")
