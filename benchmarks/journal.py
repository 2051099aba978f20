"""Two notes of a message in the journal's file, against the same in Redis and in PostgreSQL."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from benchmarks.measure import Row, cpu
from mailer.delivery.journal import Journal
from mailer.delivery.replies import outcome

ANSWER = outcome(250, b"2.0.0 Ok: queued as 4WxYz1")
TIMES = 400


def measure() -> list[Row]:
    """CPU of the sender for 'started' and 'answered'; the engines' own time is not counted."""
    ours = _file()
    return [
        Row("journal in a file, against Redis", ours, _redis(), 0.2, "CPU s"),
        Row("journal in a file, against PostgreSQL", ours, _postgres(), 0.2, "CPU s"),
    ]


def _file() -> float:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))

        def batch() -> None:
            journal.begin(uuid.uuid4())
            for key in range(TIMES):
                journal.started(key)
                journal.answered(key, ANSWER)

        spent = cpu(batch, times=5)
        journal.close()
    return spent / TIMES


def _redis() -> float:
    """One command for each note: a set of what was started, a hash of what was answered."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:

        def note() -> None:
            client.sadd("journal:started", 1)
            client.hset("journal:answered", "1", ANSWER.words)

        return _each(note)


def _postgres() -> float:
    """One commit for each message: who is started, and the answer before."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE journal AS SELECT 0::bigint AS started, '' AS words")

        def note() -> None:
            connection.execute("UPDATE journal SET started = %s, words = %s", [1, ANSWER.words])

        return _each(note)


def _each(note: Callable[[], None]) -> float:
    return cpu(note, times=TIMES)
