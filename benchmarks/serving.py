"""The web process of the Procfile with a bare view beside its pages, and clients that ask it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import gettempdir

from workbench import ports, procfile

PROCFILE = Path(__file__).parent.parent / "Procfile"
ROUNDS, TURNS, WARM = 3, 350, 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """The server's port and the id of its process."""
    port = ports.port(Path(gettempdir()) / f"bench-{os.getpid()}.json", "web", preferred=8765)
    line = procfile.read(PROCFILE)["web"].replace("config.wsgi", "benchmarks.site")
    more = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "WEB_PORT": str(port),
        "STATIC_HASHED": "0",
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen(["/bin/sh", "-c", f"exec {line}"], env={**os.environ, **more})
    try:
        _await(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def ask(
    connection: HTTPConnection,
    method: str,
    path: str,
    *,
    body: str = "",
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Status and body of one request; a body is a form."""
    connection.request(method, path, body or None, {**(FORM if body else {}), **(headers or {})})
    response = connection.getresponse()
    return response.status, response.read().decode()


def look(port: int, paths: Sequence[str]) -> tuple[float, float]:
    """The 95th percentiles of a page and of the bare view; the middle one of three rounds."""
    rounds = sorted(
        (_round(port, paths, first=one * TURNS) for one in range(ROUNDS)),
        key=lambda one: one[0] / one[1],
    )
    return rounds[ROUNDS // 2]


def _round(port: int, paths: Sequence[str], *, first: int) -> tuple[float, float]:
    """The same of one round, by turns on one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(TURNS):
        for path, spent in ((paths[(first + turn) % len(paths)], ours), ("/bare", bare)):
            start = time.perf_counter()
            status, _ = ask(connection, "GET", path)
            assert status == 200, f"{path}: {status}"
            if turn >= WARM:
                spent.append(time.perf_counter() - start)
    connection.close()
    return statistics.quantiles(ours, n=20)[-1], statistics.quantiles(bare, n=20)[-1]


def cpu(web: int) -> float:
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


def _await(port: int) -> None:
    for _ in range(200):
        try:
            if ask(HTTPConnection("127.0.0.1", port), "GET", "/bare")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
