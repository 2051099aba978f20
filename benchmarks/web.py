"""Public pages under the production server, with 100,000 people: each against a bare view."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.installation import people
from benchmarks.measure import Row
from workbench.procfile import read

PEOPLE = 100_000
LOOKS, WARM = 400, 50
CLICKS, A_SECOND, CLIENTS, CORES = 3_000, 300, 8, 2
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def pages() -> dict[str, list[str]]:
    """The pages that are measured, by name: addresses to take by turns, each of somebody else
    where a page is somebody's. Add a line to measure another.
    """
    return {"manage page": [_token("preferences", one) for one in _ids(WARM + LOOKS)]}


def measure() -> list[Row]:
    """The 95th percentile of each page, and how long one-click requests take in bulk."""
    people(PEOPLE, of="web")
    _choose()
    with _site() as (port, pid):
        looks = {name: _look(port, paths) for name, paths in pages().items()}
        before = _cpu(pid)
        spent = _click(port)
        cpu = (_cpu(pid) - before) / CLICKS
    # On a machine that others use, the last row says more than the one before.
    return [
        *(Row(f"{name}, p95, against a bare view", *two, 3.0, "s") for name, two in looks.items()),
        Row("one-click, 3,000 requests against 300 a second", spent, CLICKS / A_SECOND, 1.0, "s"),
        Row("the same: CPU a request, of two cores", cpu, CORES / A_SECOND, 1.0, "CPU s"),
    ]


def _choose() -> None:
    """People differ in how often, in which language and in which form they are written to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subscribers_subscription SET frequency = "
            "(ARRAY['immediately', 'daily', 'weekly', 'monthly'])[1 + subscriber_id % 4]"
        )
        cursor.execute(
            "UPDATE subscribers_subscriber SET language = (ARRAY['de', 'en'])[1 + id / 4 % 2], "
            "form_of_address = (ARRAY['formal', 'informal'])[1 + id / 8 % 2]"
        )
        cursor.execute("ANALYZE subscribers_subscription, subscribers_subscriber")


def _look(port: int, paths: Sequence[str]) -> tuple[float, float]:
    """The 95th percentiles of a page and of the bare view, by turns on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(WARM + LOOKS):
        for one, spent in ((paths[turn % len(paths)], ours), ("/bare", bare)):
            start = time.perf_counter()
            connection.request("GET", one)
            response = connection.getresponse()
            response.read()
            assert response.status == 200, f"{one}: {response.status}"
            if turn >= WARM:
                spent.append(time.perf_counter() - start)
    connection.close()
    return statistics.quantiles(ours, n=20)[-1], statistics.quantiles(bare, n=20)[-1]


def _click(port: int) -> float:
    """Seconds until so many people have unsubscribed; any answer but 200 ends the benchmark."""
    paths = [_token("unsubscribe", one) for one in _ids(CLICKS)]
    size = -(-len(paths) // CLIENTS)
    parts = [paths[at : at + size] for at in range(0, len(paths), size)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda part: _post(port, part), parts))
    spent = time.perf_counter() - start
    assert _left() >= CLICKS, "somebody is still subscribed"
    return spent


def _post(port: int, paths: Sequence[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        connection.request("POST", path, body=ONE_CLICK, headers=FORM)
        response = connection.getresponse()
        response.read()
        assert response.status == 200, f"{response.status}"
    connection.close()


def _ids(number: int) -> list[int]:
    from subscribers.models import Subscription

    rows = Subscription.objects.filter(list__slug="web", ended_at=None).order_by("-subscriber_id")
    return list(rows.values_list("subscriber_id", flat=True)[:number])


def _left() -> int:
    from subscribers.models import Subscription

    return Subscription.objects.filter(list__slug="web", ended_reason="unsubscribed").count()


def _token(name: str, subscriber_id: int) -> str:
    from django.urls import reverse

    from subscribers import tokens
    from subscribers.models import List

    list_id = List.objects.get(slug="web").pk
    token = tokens.make(tokens.Purpose(name), subscriber_id=subscriber_id, list_id=list_id)
    return reverse(f"public:{name}", args=[token])


@contextmanager
def _site() -> Iterator[tuple[int, int]]:
    """The web process of the Procfile, with the bare view beside its pages; its port and pid."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {
        **os.environ,
        "PATH": own,
        "WEB_PORT": str(port),
        "STATIC_HASHED": "0",
        "LOG_LEVEL": "ERROR",
    }
    line = read(Path("Procfile"))["web"].replace("config.wsgi:", "benchmarks.served:")
    shell = ["/bin/sh", "-c", f"exec {line}"]
    started = subprocess.Popen(shell, env=env, start_new_session=True)
    try:
        _wait(port)
        yield port, started.pid
    finally:
        started.terminate()
        started.wait(30)


def _cpu(web: int) -> float:
    """Seconds of CPU that the web server, the database and this process (the clients) took."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone() or (0,)
    database = int(_stat(backend)[1])
    pids = {web, database, *_children(web), *_children(database)}
    # Of children that have ended, the time is their parent's.
    ticks = sum(int(one) for pid in pids for one in _stat(pid)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK") + time.process_time()


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for path in found for one in path.read_text(encoding="ascii").split()]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/bare")
            assert connection.getresponse().status == 200, "the bare view does not answer"
        except OSError:
            assert time.monotonic() < deadline, "the web server does not answer"
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
