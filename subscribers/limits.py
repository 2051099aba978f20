"""How many sign-ups a client, its network, a form and the whole site may send (S14).

Counters stand in Redis under keyed hashes, never under a clear IP address, and vanish with their
window. Without Redis each process counts for itself and allows a quarter: never unlimited.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, NamedTuple

import redis
from django.conf import settings
from django.utils.crypto import salted_hmac

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).parent / "take.lua"
# A Redis that hangs must not hold up a page, nor be asked again by the next one.
SECONDS, LEFT_ALONE = 0.25, 5.0
# Without Redis nobody knows of the other processes; so many counters are kept at most.
PART, MOST = 4, 10_000
ALARM, HOUR = "limits:refused", 3600


class Counter(NamedTuple):
    """One thing that is counted: what of, for whom (hashed), and how many are allowed."""

    scope: str
    key: str
    limit: int


class Refusal(NamedTuple):
    """Which limit was reached, and in how many seconds it may be tried again."""

    scope: str
    seconds: int


def take(form: str, client: str) -> Refusal | None:
    """Count a sign-up of this form by a client's IP address; None if it may go on."""
    counters = _counters(form, client)
    place, seconds = _ask(counters)
    if not place:
        return None
    refusal = Refusal(counters[place - 1].scope, max(1, seconds))
    _tell(refusal)
    return refusal


def refused_lately() -> int:
    """How many sign-ups the limits of a form or of the whole site refused in the last hour."""
    try:
        return int(_redis().get(ALARM) or 0)
    except redis.RedisError:
        return 0


def forget() -> None:
    """Forget what this process counted by itself."""
    _own.clear()
    _pause["until"] = 0.0


def _counters(form: str, client: str) -> list[Counter]:
    narrow, wide = nets(client)
    limits: Sequence[tuple[str, str, int]] = (
        ("address", narrow, settings.SIGNUPS_PER_ADDRESS),
        ("network", wide, settings.SIGNUPS_PER_NETWORK),
        ("form", form, settings.SIGNUPS_PER_FORM),
        ("all", "", settings.SIGNUPS_IN_ALL),
    )
    return [Counter(scope, _key(scope, value), limit) for scope, value, limit in limits]


def nets(client: str) -> tuple[str, str]:
    """What counts as one client and as one network: /32 and /24, for IPv6 /64 and /48."""
    try:
        version = ip_address(client).version
    except ValueError:
        return "unknown", "unknown"
    narrow, wide = (32, 24) if version == 4 else (64, 48)
    return tuple(str(ip_network(f"{client}/{bits}", strict=False)) for bits in (narrow, wide))  # type: ignore[return-value]


def _key(scope: str, value: str) -> str:
    digest = salted_hmac("rundbrief.limits", f"{scope} {value}", algorithm="sha256")
    return f"limits:{scope}:{digest.hexdigest()[:32]}"


def _ask(counters: Sequence[Counter]) -> tuple[int, int]:
    """The number of the first full counter (0: none) and the seconds until it starts anew."""
    if time.monotonic() < _pause["until"]:
        return _alone(counters)
    limits = [counter.limit for counter in counters]
    try:
        found = _script()(
            keys=[counter.key for counter in counters], args=[settings.SIGNUP_WINDOW, *limits]
        )
    except redis.RedisError as error:
        _pause["until"] = time.monotonic() + LEFT_ALONE
        log.warning("limits: Redis does not answer, every process counts for itself: %s", error)
        return _alone(counters)
    return int(found[0]), int(found[1])


_own: dict[str, tuple[int, float]] = {}
_pause = {"until": 0.0}


def _alone(counters: Sequence[Counter]) -> tuple[int, int]:
    """The same by this process's own counters, a quarter of each limit."""
    now = time.monotonic()
    if len(_own) > MOST:
        for key in [key for key, (_, until) in _own.items() if until <= now]:
            del _own[key]
    for place, counter in enumerate(counters, 1):
        count, until = _own.get(counter.key, (0, 0.0))
        if until <= now:
            count, until = 0, now + settings.SIGNUP_WINDOW
        full = count >= max(1, counter.limit // PART)
        if full or (len(_own) > MOST and counter.key not in _own):
            return place, int(until - now)
        _own[counter.key] = (count + 1, until)
    return 0, 0


def _tell(refusal: Refusal) -> None:
    """A limit of one client is daily life; a full form or site is an alarm."""
    if refusal.scope not in {"form", "all"}:
        return
    try:
        count = int(_redis().incr(ALARM))
        if count == 1:
            _redis().expire(ALARM, HOUR)
    except redis.RedisError:
        count = 1
    if count & (count - 1) == 0:  # at 1, 2, 4, 8, ...: a flood must not flood the log
        words: Mapping[str, object] = {"scope": refusal.scope, "count": count}
        log.warning("limits: sign-ups refused (limit of %(scope)s), %(count)s in an hour", words)


@cache
def _script() -> Any:
    return _redis().register_script(SCRIPT.read_text(encoding="utf-8"))


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    )
