"""A worker of Celery that sends an issue, task by task, against the bare loop."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import tools
from benchmarks.installation import expanded, people
from benchmarks.measure import Row
from benchmarks.path import PEOPLE, all_accepted
from benchmarks.sender import cost
from benchmarks.transport import RUNS, SESSIONS

QUEUES = "bulk,intake"


def measure() -> list[Row]:
    """CPU per message of the worker and its child, against a process that only loops."""
    people(PEOPLE, of="some")
    with tools.fast_sink() as port:
        url = f"smtp://127.0.0.1:{port}?tls=none&connections={SESSIONS}"
        with _worker(url) as worker:
            _through(worker)  # the child has imported everything
            pairs = [(_through(worker), _loop(url, worker)) for _ in range(RUNS)]
    ours, bare = (statistics.median(values) for values in zip(*pairs, strict=True))
    return [Row("through Celery, against the bare loop", ours, bare, 1.1, "CPU s")]


def _loop(url: str, worker: int) -> float:
    """The same without Celery, while the worker stands still."""
    os.killpg(worker, signal.SIGSTOP)
    try:
        issue = expanded("some")
        found = cost(issue.pk, smtp_url=url)
    finally:
        os.killpg(worker, signal.SIGCONT)
    all_accepted(issue.pk)
    return found.seconds


def _through(worker: int) -> float:
    """CPU seconds a message that a worker needs for one issue, from nudge to end."""
    from mailer.models import Issue

    before = _spent(worker)
    issue = expanded("some")  # which nudges
    deadline = time.monotonic() + 120
    while Issue.objects.get(pk=issue.pk).state != "sent":
        assert time.monotonic() < deadline, "the worker does not send"
        time.sleep(0.1)
    spent = _spent(worker) - before
    all_accepted(issue.pk)
    return spent / PEOPLE


def _spent(worker: int) -> float:
    """User and system time of the worker and its child so far."""
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text(encoding="ascii").split()
    spent = 0
    for pid in (worker, *children):
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        spent += sum(map(int, after_name.split()[11:13]))
    return spent / os.sysconf("SC_CLK_TCK")


@contextmanager
def _worker(smtp_url: str) -> Iterator[int]:
    """One worker with one child on the sender's core."""
    command = [
        *("taskset", "--cpu-list", str(tools.SENDER_CORE), sys.executable, "-m", "celery"),
        *("--quiet", "-A", "config.celery", "worker", "--queues", QUEUES, "--concurrency", "1"),
        *("--prefetch-multiplier", "1", "-O", "fair", "--without-gossip", "--without-mingle"),
        *("--loglevel", "WARNING"),
    ]
    env = {**os.environ, "SMTP_URL": smtp_url}
    started = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield started.pid
    finally:
        started.terminate()
        started.wait(30)
