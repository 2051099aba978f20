"""How far an issue is: counts per state, and their sum against the frozen audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from mailer.dispatch import sql
from mailer.models import DeliveryState, Issue

OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts` has every state; `audience` is None before the audience is frozen."""

    audience: int | None
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """The sum over all states."""
        return sum(self.counts.values())

    @property
    def adds_up(self) -> bool:
        """Whether every recipient is accounted for (invariant 3)."""
        return self.audience is None or self.total == self.audience

    @property
    def open(self) -> int:
        """Deliveries that are queued or being sent."""
        return sum(self.counts[state] for state in OPEN)

    @property
    def percent(self) -> int:
        """The share that is settled or deferred, rounded down; 100 only when nothing is open."""
        if not self.audience:
            return 0 if self.audience is None else 100
        return (self.audience - self.open) * 100 // self.audience


def progress(issue: Issue) -> Progress:
    """Count the ledger of one issue."""
    found: dict[str, int] = dict(sql.rows("sums", {"issue": issue.pk, "month": issue.month}))
    counts = {state.value: int(found.get(state.value, 0)) for state in DeliveryState}
    return Progress(issue.audience_count, counts)


@dataclass(frozen=True, slots=True)
class Replies:
    """What the relay said of an issue: taken, refused for good, refused because of us; and how
    many people complained later.
    """

    sent: int
    refused: int
    blamed: int
    complained: int

    def since(self, seen: Mapping[str, int]) -> Replies:
        """What came on top of what was seen before."""
        return Replies(*(count - seen.get(name, 0) for name, count in asdict(self).items()))

    @property
    def answered(self) -> int:
        """All who were answered for good."""
        return self.sent + self.refused + self.blamed


def replies(issue: Issue) -> Replies:
    """All of it so far."""
    [(sent, refused, blamed)] = sql.rows("watch", {"issue": issue.pk})
    return Replies(int(sent), int(refused), int(blamed), issue.complaints)
