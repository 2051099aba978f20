"""Pace across workers: buckets in Redis for each relay and provider group, and for each issue.

They slow down by themselves when a provider says so and recover after a minute without complaint
(M45). Each process remembers the limits: after Redis was emptied it puts them back, and without
Redis it keeps to its share of them (`delivery.pace.Own`): slower, never unlimited.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import redis
from django.conf import settings

from mailer.delivery import pace
from mailer.delivery.pace import Grant, Own
from mailer.delivery.seam import Outcome
from mailer.dispatch import outlet
from mailer.dispatch.domains import domain_of, group_of
from mailer.feedback.refusals import asks_for_patience

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "lua"
# Without Redis, where neither we nor a provider set a pace, each process sends so many a minute.
ALONE = 600
# What nobody asked about for a day is forgotten.
KEPT = 24 * 3600
SECONDS = 0.5
WHOLE = "*"


class Ask(NamedTuple):
    """So many messages of one bucket; `rate` is what was set for it a minute, 0 for none."""

    bucket: str
    want: int
    rate: int


class Pace:
    """What one issue may send through the relays of one name."""

    def __init__(self, issue_id: int, per_minute: int | None, *, relay: str) -> None:
        self._issue = Ask(f"issue:{issue_id}", 0, per_minute or 0)
        self._whole = Ask(WHOLE, 0, relay_rate(relay))
        self._rates = pace.rates(settings.PACE)
        self._key = f"pace:{relay}"

    def permit(self, want: int) -> Grant:
        """How many of the issue the relay may get now, whoever they are for."""
        asks = [ask._replace(want=want) for ask in (self._whole, self._issue) if ask.rate]
        grants = take(self._key, asks) if asks else [Grant(want, 0.0)]
        return Grant(min(g.messages for g in grants), max(g.wait for g in grants))

    def groups(self, wanted: Mapping[str, int]) -> dict[str, Grant]:
        """How many for each provider group may go now."""
        asks = [Ask(name, want, self._rates.get(name, 0)) for name, want in wanted.items()]
        return dict(zip(wanted, take(self._key, asks), strict=True))

    def heard(self, answers: Iterable[tuple[str, Outcome]]) -> list[str]:
        """Slow down where the replies to these addresses ask for it; the groups concerned."""
        asking = (to for to, said in answers if _too_fast(said))
        found = Counter(group_of(domain_of(to)) for to in asking)
        if found:
            slow(self._key, list(found))
        return list(found)


def _too_fast(said: Outcome) -> bool:
    return asks_for_patience(said.code, said.status, words=said.words)


def take(key: str, asks: Sequence[Ask]) -> list[Grant]:
    """A grant for each ask, from the buckets that all workers share."""
    if not asks:
        return []
    names = [f"{key} {ask.bucket}" for ask in asks]
    known = own()
    limits = [known.limit(name, ask.rate) for name, ask in zip(names, asks, strict=True)]
    wanted = ((*ask, limit) for ask, limit in zip(asks, limits, strict=True))
    try:
        found = _call("take", key, *(part for parts in wanted for part in parts))
    except redis.RedisError as error:
        log.warning("pace: Redis does not answer, every process keeps its own: %s", error)
        pairs = zip(names, asks, strict=True)
        return [known.take(name, ask.want, rate=ask.rate) for name, ask in pairs]
    for name, (_, _, limit, age) in zip(names, found, strict=True):
        known.heard(name, float(limit), age=int(age) / 1000)
    return [Grant(int(count), int(wait) / 1000) for count, wait, *_ in found]


def slow(key: str, groups: Sequence[str]) -> None:
    """Halve the pace of these groups; at most every ten seconds."""
    names = [f"{key} {group}" for group in groups]
    try:
        limits = _call("slow", key, *groups)
    except redis.RedisError as error:
        log.warning("pace: Redis does not answer, only this process goes slower: %s", error)
        for name in names:
            own().slow(name)
    else:
        for name, limit in zip(names, limits, strict=True):
            own().heard(name, float(limit))
    log.info("pace: %s asked for patience", ", ".join(groups))


def present(relay: str) -> dict[str, int]:
    """The pace, in messages a minute, of groups that asked for patience."""
    try:
        found = _redis().hgetall(f"pace:{relay}")
    except redis.RedisError:
        return {}
    limits = {str(name): float(value) for name, value in found.items()}
    return {
        name.removesuffix(":limit"): int(value)
        for name, value in limits.items()
        if name.endswith(":limit")
    }


@cache
def own() -> Own:
    """What this process remembers, and keeps to without Redis."""
    return Own(settings.SENDING_PROCESSES, alone=ALONE)


def relay_rate(name: str) -> int:
    """What the relays of a name take together, 0 for any number; all have a limit, or none has."""
    return int(sum(relay.rate for relay in outlet.relays(name)))


def _call(script: str, key: str, *values: object) -> Any:
    return _script(script)(keys=[key], args=[KEPT, pace.BURST, *values])


@cache
def _script(name: str) -> Any:
    return _redis().register_script((SCRIPTS / f"{name}.lua").read_text(encoding="utf-8"))


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        decode_responses=True,
    )
