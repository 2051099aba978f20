"""How many sign-ups are taken, by whom they are counted, and that nobody can tell who is known."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as site
from django.test import RequestFactory
from pytest_django import Settings

from config.cli.doctor import _sign_ups
from subscribers import consent, limits
from subscribers.models import EndedReason, List, Wish
from subscribers.public import skeletons
from subscribers.public.clients import client_address
from tests.integration.subscribers.conftest import Member
from tests.integration.subscribers.visitor import Visitor

pytestmark = pytest.mark.django_db
NAMES = ("SIGNUPS_PER_ADDRESS", "SIGNUPS_PER_NETWORK", "SIGNUPS_PER_FORM", "SIGNUPS_IN_ALL")


@pytest.fixture(autouse=True)
def counters(settings: Settings) -> Iterator[redis.Redis]:
    """Redis without any counter, before and after."""
    client = redis.Redis.from_url(settings.REDIS_URL)

    def wipe() -> None:
        for key in client.scan_iter("limits:*"):
            client.delete(key)
        limits.forget()
        limits._redis.cache_clear()
        limits._script.cache_clear()
        skeletons.forget()

    wipe()
    yield client
    settings.REDIS_URL = site.REDIS_URL
    wipe()


def allow(settings: Settings, *numbers: int) -> None:
    """Set the four limits, from the narrowest to the widest."""
    for name, number in zip(NAMES, numbers, strict=True):
        setattr(settings, name, number)


def scopes(count: int, client: str = "192.0.2.{}", form: str = "page") -> list[str]:
    """Who refuses so many sign-ups from so many clients; '' for those that go on."""
    found = [limits.take(form, client.format(number % 250)) for number in range(count)]
    return [one.scope if one else "" for one in found]


@pytest.mark.parametrize(
    ("numbers", "client", "expected"),
    [
        ((3, 100, 100, 100), "192.0.2.7", ["", "", "", "address", "address"]),
        ((3, 4, 100, 100), "192.0.2.{}", ["", "", "", "", "network"]),
        ((3, 4, 2, 100), "198.{}.2.7", ["", "", "form", "form", "form"]),
        ((3, 4, 100, 1), "198.{}.2.7", ["", "all", "all", "all", "all"]),
        ((3, 100, 100, 100), "2001:db8:1:2::{}", ["", "", "", "address", "address"]),
        ((3, 4, 100, 100), "2001:db8:1:{}::1", ["", "", "", "", "network"]),
        ((3, 100, 100, 100), "rubbish", ["", "", "", "address", "address"]),
    ],
)
def test_each_limit_holds(
    settings: Settings, numbers: tuple[int, ...], client: str, expected: list[str]
) -> None:
    """S14: by address (/64 for IPv6), by network (/24, /48), by form and for all."""
    allow(settings, *numbers)
    assert scopes(5, client) == expected


def test_a_flood_from_one_network_leaves_the_others_room(settings: Settings) -> None:
    """S14: what is refused at home does not count for everybody."""
    allow(settings, 5, 10, 20, 30)
    flood = scopes(200, "192.0.2.{}")
    assert flood.count("") == 10
    assert scopes(10, "198.{}.2.7") == [""] * 10


def test_no_clear_address_is_kept_and_counters_vanish(
    settings: Settings, counters: redis.Redis
) -> None:
    """P2, S14: keyed hashes with an end; none of the key's parts tells an address."""
    allow(settings, 2, 2, 2, 2)
    scopes(9, "192.0.2.7")
    keys = [key.decode() for key in counters.scan_iter("limits:*")]
    assert len(keys) >= 4
    assert "192.0.2" not in str(keys)
    for key in keys:
        assert 0 < counters.ttl(key) <= max(settings.SIGNUP_WINDOW, 3600)


def test_without_redis_it_is_stricter_not_unlimited(settings: Settings) -> None:
    """S14: each process counts for itself, a quarter of each limit."""
    allow(settings, 8, 100, 100, 20)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._redis.cache_clear()
    limits._script.cache_clear()
    assert scopes(4, "192.0.2.7") == ["", "", "address", "address"]
    assert scopes(100, "198.{}.2.7").count("") == 3


def test_a_full_form_is_an_alarm(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """S14: in the log (1, 2, 4, ... times) and in `rundbrief doctor`; one client is none."""
    allow(settings, 2, 100, 100, 5)
    scopes(10, "192.0.2.7")
    assert limits.refused_lately() == 0
    assert _sign_ups() == ""
    scopes(40, "198.{}.2.7")
    assert limits.refused_lately() == 37
    assert "37 sign-ups refused" in _sign_ups()
    assert len([one for one in caplog.records if "sign-ups refused" in one.message]) == 6


def test_too_many_is_said_with_a_time(
    settings: Settings, citizens: List, counters: redis.Redis
) -> None:
    """S14: 429 in words and with Retry-After; what was refused is not stored."""
    allow(settings, 1, 100, 100, 100)
    visitor = Visitor("de")
    token = visitor.token()
    values: dict[str, Any] = {"address": "anna@example.org", "lists": [citizens.public_id]}
    assert visitor.send(token=token, **values).status_code == 303
    refused = visitor.send(token=token, **values)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= settings.SIGNUP_WINDOW
    assert "in 10 Minuten" in refused.content.decode()
    assert Wish.objects.count() == 1


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "<script>", "192.0.2.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_forged_addresses_count_for_nothing(
    settings: Settings, trusted: int, forwarded: str, expected: str
) -> None:
    """S36: only what trusted proxies wrote is believed."""
    settings.TRUSTED_PROXIES = trusted
    meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(RequestFactory().get("/", **meta)) == expected  # type: ignore[arg-type]


def test_nobody_escapes_by_a_forged_header(settings: Settings, citizens: List) -> None:
    """S36: a new invented address each time is still the same client."""
    allow(settings, 3, 100, 100, 100)
    settings.TRUSTED_PROXIES = 1
    visitor = Visitor()
    token = visitor.token()
    answers = [
        visitor.send(
            token=token,
            address=f"p{number}@example.org",
            lists=[citizens.public_id],
            extra={"headers": {"x-forwarded-for": f"10.0.{number}.1, 198.51.100.7"}},
        ).status_code
        for number in range(6)
    ]
    assert answers == [303] * 3 + [429] * 3


def test_time_tells_nothing(settings: Settings, citizens: List, member: Member) -> None:
    """S10: known, unknown and blocked addresses are answered in the same time.

    Interleaved, so that a busy machine is slow for all of them. Medians that are 3 % apart are
    alike; so is what a rank test (Mann-Whitney) does not tell apart at four sigma.
    """
    allow(settings, *[1_000_000] * 4)
    rounds = 60
    for number in range(rounds):
        member(f"known{number}@example.org")
    blocked = member("blocked@example.org")
    consent.end(blocked.pk, citizens.pk, reason=EndedReason.COMPLAINED, source="test")
    visitor = Visitor()
    token = visitor.token()
    spent: dict[str, list[float]] = {"known": [], "unknown": [], "blocked": []}
    for number in range(rounds):
        for who in [*spent][number % 3 :] + [*spent][: number % 3]:
            address = f"{who}{'' if who == 'blocked' else number}@example.org"
            start = time.perf_counter()
            answer = visitor.send(token=token, address=address, lists=[citizens.public_id])
            spent[who].append(time.perf_counter() - start)
            assert answer.status_code == 303
    for who in ("known", "blocked"):
        assert alike(spent[who], spent["unknown"]), {
            k: statistics.median(v) for k, v in spent.items()
        }


def alike(one: list[float], other: list[float]) -> bool:
    """Whether two samples of times cannot be told apart."""
    apart = abs(statistics.median(one) / statistics.median(other) - 1)
    return apart < 0.03 or abs(sigmas(one, other)) < 4


def sigmas(one: list[float], other: list[float]) -> float:
    """Mann-Whitney's U as a number of standard deviations from what chance brings."""
    wins = sum((a > b) + (a == b) / 2 for a in one for b in other)
    mean, count = len(one) * len(other) / 2, len(one) + len(other) + 1
    return float((wins - mean) / (len(one) * len(other) * count / 12) ** 0.5)


def test_the_measure_would_notice() -> None:
    """Guards the guard: a tenth more is told apart."""
    times = [1 + (number % 17) / 100 for number in range(120)]
    assert not alike([one * 1.1 for one in times], times)
    assert alike(times[::-1], times)
