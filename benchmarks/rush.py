"""Many people at once: 3,000 one-click requests, and a flood of sign-ups for a minute (S14)."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import local
from urllib.parse import urlencode

from benchmarks.installation import people
from benchmarks.measure import Row
from benchmarks.serving import ask, cpu, served

PEOPLE = 100_000
CLICKS, CLICK_RATE, CLIENTS, CORES = 3_000, 300, 8, 2
ONE_CLICK = "List-Unsubscribe=One-Click"
RATE, SECONDS, THREADS = 200, 60, 16


def measure() -> list[Row]:
    """How long either takes. On a machine that others use, CPU says more than the clock."""
    people(PEOPLE, of="web")
    with served() as (port, pid):
        before = cpu(pid)
        spent = _click(port)
        each = (cpu(pid) - before) / CLICKS
        flooded, answers = flood(port)
    _judge(answers)
    return [
        Row("one-click, 3,000 requests against 300 a second", spent, CLICKS / CLICK_RATE, 1.0, "s"),
        Row("the same: CPU a request, of two cores", each, CORES / CLICK_RATE, 1.0, "CPU s"),
        Row("200 sign-ups a second for a minute", flooded, float(SECONDS), 1.05, "s"),
    ]


def _click(port: int) -> float:
    """Seconds until so many people have unsubscribed; any answer but 200 ends the benchmark."""
    paths = _leaving()
    size = -(-len(paths) // CLIENTS)
    parts = [paths[at : at + size] for at in range(0, len(paths), size)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda part: _post(port, part), parts))
    spent = time.perf_counter() - start
    assert _left() >= CLICKS, "somebody is still subscribed"
    return spent


def _post(port: int, paths: Sequence[str]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        status, _ = ask(connection, "POST", path, body=ONE_CLICK)
        assert status == 200, f"{status}"
    connection.close()


def _leaving() -> list[str]:
    from django.urls import reverse

    from subscribers import tokens
    from subscribers.models import List, Subscription

    rows = Subscription.objects.filter(list__slug="web", ended_at=None).order_by("-subscriber_id")
    list_id, purpose = List.objects.get(slug="web").pk, tokens.Purpose.UNSUBSCRIBE
    return [
        reverse(
            "public:unsubscribe", args=[tokens.make(purpose, subscriber_id=one, list_id=list_id)]
        )
        for one in rows.values_list("subscriber_id", flat=True)[:CLICKS]
    ]


def _left() -> int:
    from subscribers.models import Subscription

    return Subscription.objects.filter(list__slug="web", ended_reason="unsubscribed").count()


def flood(port: int, *, seconds: int = SECONDS) -> tuple[float, Counter[int]]:
    """So many sign-ups a second from as many networks; the time that they took, and the answers."""
    _, page = ask(HTTPConnection("127.0.0.1", port), "GET", "/de/")
    token, public_id = (
        re.findall(rf'name="{name}"[^>]* value="([^"]+)"', page)[0] for name in ("token", "lists")
    )
    time.sleep(2.5)
    own = local()
    start = time.perf_counter()

    def one(number: int) -> int:
        if not hasattr(own, "connection"):
            own.connection = HTTPConnection("127.0.0.1", port)
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        values = {"token": token, "lists": public_id, "address": f"flood{number}@example.org"}
        client = {"X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.7"}
        return ask(own.connection, "POST", "/de/", body=urlencode(values), headers=client)[0]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(one, range(seconds * RATE)))
    return time.perf_counter() - start, answers


def _judge(answers: Counter[int]) -> None:
    """No error, and no more than the limit of the whole site was taken."""
    from django.conf import settings

    from subscribers.models import Wish

    assert set(answers) <= {303, 429}, answers
    assert 0 < answers[303] <= settings.SIGNUPS_IN_ALL, answers
    assert Wish.objects.count() == answers[303]
