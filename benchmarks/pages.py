"""Public pages under the production server, against a bare view; and a flood of sign-ups (S14)."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import gettempdir
from threading import local
from urllib.parse import urlencode

from benchmarks.installation import people
from benchmarks.measure import Row
from workbench import ports, procfile

PEOPLE, VISITS = 100_000, 400
RATE, SECONDS, THREADS = 200, 60, 16
PAGES = {"sign-up page": "/de/", "the same, named list": "/de/?list=citizens"}
FORM = "application/x-www-form-urlencoded"
PROCFILE = Path(__file__).parent.parent / "Procfile"


def measure() -> list[Row]:
    """95th percentiles of pages with 100,000 people stored; then 12,000 sign-ups in a minute."""
    people(PEOPLE, of="visitors")
    with served() as port:
        rows = list(_pages(port))
        spent, answers = flood(port)
    _judge(answers)
    return [*rows, Row("200 sign-ups a second for a minute", spent, float(SECONDS), 1.05, "s")]


def _pages(port: int) -> Iterator[Row]:
    spent: dict[str, list[float]] = {path: [] for path in ("/bare", *PAGES.values())}
    connection = HTTPConnection("127.0.0.1", port)
    for number in range(VISITS + 20):
        for path, times in spent.items():
            start = time.perf_counter()
            status, _ = _ask(connection, "GET", path)
            assert status == 200, (path, status)
            if number >= 20:
                times.append(time.perf_counter() - start)
    bare, *pages = (statistics.quantiles(times, n=20)[18] for times in spent.values())
    for name, seconds in zip(PAGES, pages, strict=True):
        yield Row(f"{name}, 95 % of visits, against a bare view", seconds, bare, 3.0, "s")


def flood(port: int, *, seconds: int = SECONDS) -> tuple[float, Counter[int]]:
    """So many sign-ups a second from as many networks; the time that they took, and the answers."""
    _, page = _ask(HTTPConnection("127.0.0.1", port), "GET", "/de/")
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
        client = f"10.{number >> 8 & 255}.{number & 255}.7"
        body = urlencode(values)
        return _ask(own.connection, "POST", "/de/", body=body, client=client)[0]

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


@contextmanager
def served() -> Iterator[int]:
    """The Procfile's web server, with the bare view beside the site; its port."""
    port = ports.port(Path(gettempdir()) / f"bench-{os.getpid()}.json", "web", preferred=8765)
    line = procfile.read(PROCFILE)["web"].replace("config.wsgi", "benchmarks.site")
    more = {"WEB_PORT": str(port), "STATIC_HASHED": "0", "TRUSTED_PROXIES": "1"}
    process = subprocess.Popen(["/bin/sh", "-c", f"exec {line}"], env={**os.environ, **more})
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            if _ask(HTTPConnection("127.0.0.1", port), "GET", "/bare")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def _ask(
    connection: HTTPConnection, method: str, path: str, *, body: str = "", client: str = ""
) -> tuple[int, str]:
    headers = {"Content-Type": FORM, "X-Forwarded-For": client} if body else {}
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    return response.status, response.read().decode()
