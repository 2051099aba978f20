"""A pytest plugin (`-p workbench.testing`): real PostgreSQL and Redis for one test run.

Loaded before Django reads its settings. The process that starts the run owns the engines;
the workers of pytest-xdist inherit their addresses, each with a database and a Redis number.
"""

from __future__ import annotations

import fcntl
import os
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import TextIO

import pytest

from workbench.postgres import Postgres
from workbench.redis import Redis

# Modules go to the workers in this order: the longest first, so that none is left for the end.
LONGEST_FIRST = (
    "tests/chaos/test_chaos.py",
    "tests/features/test_readers.py",
    "tests/features",
    "tests/browser/test_desk.py",
    "tests/integration/dispatch/test_month.py",
    "tests/chaos",
    "tests/browser",
    "tests/integration/dispatch",
    "tests/integration",
)
HOME = Path(__file__).resolve().parent.parent / ".rundbrief"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_engines: list[Postgres | Redis] = []
_locks: list[TextIO] = []


def _free_folder() -> Path:
    """A folder that no other test run uses now; the kernel frees its lock with this process."""
    for number in range(1, 100):
        folder = HOME / f"test-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "run.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _locks.append(lock)
        return folder
    raise RuntimeError(f"too many test runs at once in {HOME}")


def _ring(name: str) -> str:
    return "t1:" + urlsafe_b64encode(name.encode().ljust(32, b".")).decode()


if not WORKER:
    FOLDER = _free_folder()
    (FOLDER / "static").mkdir(exist_ok=True)
    _engines = [
        Postgres(FOLDER / "postgres", durable=False),
        Redis(FOLDER / "redis", durable=False),
    ]
    os.environ.update(
        DATABASE_URL=_engines[0].url,
        REDIS_URL=_engines[1].url,
        SMTP_URL="smtp://127.0.0.1:1?tls=none",
        SITE_URL="http://testserver",
        SECRET_KEY="t" * 50,
        TOKEN_KEYS=_ring("token"),
        ADDRESS_KEYS=_ring("address"),
        VAULT_KEYS=_ring("vault"),
        MEDIA_ROOT=str(FOLDER / "media"),
        STATIC_ROOT=str(FOLDER / "static"),
        STATIC_HASHED="0",
        SOURCES_ROOT=str(FOLDER / "sources"),
        JOURNAL_ROOT=str(FOLDER / "journal"),
        RUNDBRIEF_TEST_REDIS=_engines[1].url,
        CITY="Jena",
        CHECK_OUTSIDE="0",
    )
else:
    number = int(WORKER.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{os.environ['RUNDBRIEF_TEST_REDIS']}?db={number}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order for several workers; alone, the quick ones come as they are named."""
    if WORKER:
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(name: str) -> int:
    found = (place for place, start in enumerate(LONGEST_FIRST) if name.startswith(start))
    return next(found, len(LONGEST_FIRST))


def pytest_configure(config: pytest.Config) -> None:
    """Start what this process owns, unless only tests are asked for that need nothing."""
    alone = ("tests/unit", "tests/properties", "tests/architecture")
    if config.args and all(any(name in argument for name in alone) for argument in config.args):
        return
    for engine in _engines:
        engine.start()


def pytest_unconfigure(config: pytest.Config) -> None:  # noqa: ARG001
    """Stop it again."""
    for engine in _engines:
        engine.close()
