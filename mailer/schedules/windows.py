"""The calendar windows of digests, and which occurrences are to fire after a pause.

A digest tells what was released in a half-open window. Windows run from occurrence to
occurrence, so that they meet exactly, whatever the clock does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from mailer.schedules.cadence import (
    Cadence,
    CadenceError,
    latest_due,
    occurrence_after,
    occurrences_between,
)

Reason = Literal["superseded", "too late"]
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time in UTC: `start` belongs to it, `end` does not."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence to fire, in UTC, with the window it tells (None for a one-off)."""

    at: datetime
    window: Window | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An occurrence that will not fire: a later one fires instead, or the grace has passed."""

    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Due:
    """What a look at the calendar found: at most one occurrence to fire, and those to record."""

    fire: Occurrence | None = None
    skipped: tuple[Skipped, ...] = ()


def window(cadence: Cadence, occurrence: datetime) -> Window:
    """The calendar window that ends with this occurrence and starts with the one before.

    Raises CadenceError for a one-off, and for a moment that is no occurrence.
    """
    if cadence.kind == "once":
        raise CadenceError("A one-off gathers no window.")
    if occurrence_after(cadence, occurrence - MOMENT) != occurrence:
        raise CadenceError(f"The cadence does not run at {occurrence.isoformat()}.")
    start = latest_due(cadence, occurrence - MOMENT)
    if start is None:
        raise CadenceError(f"Nothing came before {occurrence.isoformat()}.")
    return Window(start, occurrence.astimezone(UTC))


def due(
    cadence: Cadence,
    *,
    after: datetime,
    now: datetime,
    grace: timedelta,
    told_until: datetime | None = None,
) -> Due:
    """What is to fire now, given the last occurrence that was recorded (`after`).

    Of several that were missed only the latest fires, and only within `grace`; the rest is to be
    recorded as skipped. `told_until` is the end of the last window that did go out. The fired
    window starts there, and so takes in what skipped windows held: late is better than lost.
    Without it (nothing was told yet, or `after` itself was) the window starts where the
    first occurrence after `after` has its calendar window start.

    Raises CadenceError if `told_until` is later than `after`.
    """
    if told_until is not None and told_until > after:
        raise CadenceError("Told further than the last occurrence recorded.")
    pending = occurrences_between(cadence, after, end=now)
    if not pending:
        return Due()
    if now - pending[-1] > grace:
        return Due(skipped=tuple(Skipped(at, "too late") for at in pending))
    fire = Occurrence(pending[-1], _told(cadence, pending, told_until=told_until))
    return Due(fire, tuple(Skipped(at, "superseded") for at in pending[:-1]))


def _told(
    cadence: Cadence, pending: list[datetime], *, told_until: datetime | None
) -> Window | None:
    if cadence.kind == "once":
        return None
    start = told_until.astimezone(UTC) if told_until else window(cadence, pending[0]).start
    return Window(start, pending[-1])
