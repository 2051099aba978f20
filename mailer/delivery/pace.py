"""Pace: buckets that let so many messages a minute go, and what slows them down.

A bucket is a moment up to which its messages are used up (GCRA); at most `BURST` seconds' worth of
them wait for use. Buckets that workers share are kept elsewhere by the same rules
(`dispatch.pacing`); those here are one process's own.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from mailer.delivery.providers import GROUPS

BURST: Final = 10.0
# Limits that providers ask for, in messages and seconds; `dispatch/lua` has the same numbers.
LEAST: Final = 30.0
STEP: Final = 10.0
QUIET: Final = 60.0
RISE: Final = 1.5
# A limit above this means nothing any more.
FREE: Final = 60_000
_WORD: Final = re.compile(r"([a-z-]+)=(\d+)")


class PaceError(ValueError):
    """A PACE setting that cannot be understood."""


class Grant(NamedTuple):
    """How many may go now, and in how many seconds it is worth asking again for the others."""

    messages: int
    wait: float


def rates(text: str) -> Mapping[str, int]:
    """'gmail=600 t-online=120': messages a minute by provider group; raises PaceError."""
    found = {}
    for word in text.split():
        match = _WORD.fullmatch(word)
        if not match or match[1] not in GROUPS:
            raise PaceError(f"PACE: '{word}' is none of {', '.join(f'{g}=600' for g in GROUPS)}.")
        found[match[1]] = int(match[2])
    return found


class Bucket:
    """`rate` is in messages a minute, above 0; it may change."""

    def __init__(self, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._used_to = -math.inf

    @property
    def _seconds(self) -> float:
        return 60 / self.rate

    def take(self, want: int) -> Grant:
        """So many of `want` may go now."""
        now = self._clock()
        self._used_to = max(self._used_to, now - max(BURST, self._seconds))
        count = min(want, int((now - self._used_to) / self._seconds + 1e-9))
        self._used_to += count * self._seconds
        return Grant(count, wait(want - count, self._used_to - now, seconds=self._seconds))


class Limit(NamedTuple):
    """So many messages a minute, as a provider asked for at this moment."""

    rate: float
    at: float


class Own:
    """What one process keeps to when nobody answers for all: a share of the limits that it heard of
    last, or of what was set; `alone` messages a minute where there is neither.

    The limits rise as they do for all: by half with each minute without complaint.
    """

    def __init__(
        self, processes: int, *, alone: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._processes = max(1, processes)
        self._alone = alone
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._limits: dict[str, Limit] = {}

    def heard(self, name: str, limit: float, *, age: float = 0.0) -> None:
        """The limit of all processes together, and the seconds since it was asked for; 0: none."""
        if limit:
            self._limits[name] = Limit(limit, self._clock() - age)
        else:
            self._limits.pop(name, None)

    def limit(self, name: str, rate: float = 0.0) -> float:
        """What a provider asked for and may still mean, for all processes together; 0 for none."""
        found = self._limits.get(name)
        if found is None:
            return 0.0
        minutes = min(int((self._clock() - found.at) / QUIET), 99)
        now = found.rate * RISE**minutes
        return 0.0 if now > FREE or 0 < rate <= now else now

    def slow(self, name: str) -> None:
        """Half of what it was; at most one step in ten seconds, as for all."""
        found, now = self._limits.get(name), self._clock()
        if found and now - found.at <= STEP:
            return
        bucket = self._buckets.get(name)
        whole = (bucket.rate if bucket else self._alone) * self._processes
        self.heard(name, max(LEAST, (self.limit(name) or whole) / 2))

    def take(self, name: str, want: int, *, rate: float) -> Grant:
        """So many of `want` may go now; `rate` is what was set for all processes, 0 for nothing."""
        whole = self.limit(name, rate) or rate
        share = whole / self._processes if whole else self._alone
        bucket = self._buckets.setdefault(name, Bucket(share, clock=self._clock))
        bucket.rate = share
        return bucket.take(want)


def wait(left: int, ahead: float, *, seconds: float) -> float:
    """Seconds until half a burst of those who are left may go, or all of them."""
    if left <= 0:
        return 0.0
    share = min(left, max(1, int(BURST / 2 / seconds)))
    return max(0.0, ahead + share * seconds)
