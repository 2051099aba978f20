"""Pace: buckets that let so many messages a minute go.

A bucket is a moment up to which its messages are used up (GCRA); at most `BURST` seconds' worth of
them wait for use. Buckets that workers share are kept elsewhere by the same rule
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
    """`rate` is in messages a minute, above 0."""

    def __init__(self, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = 60 / rate
        self._clock = clock
        self._used_to = -math.inf

    def take(self, want: int) -> Grant:
        """So many of `want` may go now."""
        now = self._clock()
        self._used_to = max(self._used_to, now - max(BURST, self._seconds))
        count = min(want, int((now - self._used_to) / self._seconds + 1e-9))
        self._used_to += count * self._seconds
        return Grant(count, wait(want - count, self._used_to - now, seconds=self._seconds))


def wait(left: int, ahead: float, *, seconds: float) -> float:
    """Seconds until half a burst of those who are left may go, or all of them."""
    if left <= 0:
        return 0.0
    share = min(left, max(1, int(BURST / 2 / seconds)))
    return max(0.0, ahead + share * seconds)
