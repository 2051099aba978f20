"""Ten thousand people on three lists, while Redis is emptied and a worker is killed."""

from __future__ import annotations

import os
import signal
from collections import Counter

import psutil
import redis

from tests.features.conftest import Watched as City

SIZES = {"citizens": 6000, "councils": 2500, "partner-cities": 1500}
# Two processes send one issue, each over eight connections: so much may be in doubt per kill.
CONNECTIONS = 2 * 8
TEXT = """Neue Radstation am Westbahnhof

Die Stadt Jena hat am Westbahnhof eine Radstation mit 120 Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.

Was andere lernen können

Die Ausschreibung musste wiederholt werden, weil die erste Planung zu groß war.
"""


def test_nobody_is_missing_or_mailed_twice_whatever_dies(city: City) -> None:
    """Invariants 1, 3 and 6: the receiving server's own record is the proof, not our tables."""
    people = {
        slug: [f"{slug}.{n}@example.org" for n in range(count)] for slug, count in SIZES.items()
    }
    for slug, addresses in people.items():
        city.people(slug, addresses)
    city.people("councils", people["citizens"][:200])
    issue = city.send("radstation", TEXT, *SIZES)
    city.until(lambda: _received(city) > 2000, seconds=120, what="sending is under way")
    _empty_redis(city)
    _kill_bulk_workers(city)
    assert _received(city) < sum(SIZES.values()), "the worker was killed too late to prove anything"
    city.until(lambda: city.state(issue)["state"] == "sent", seconds=240, what="the issue ends")
    shown = city.state(issue)
    got = Counter(recipient for entry in city.inbox.entries() for recipient in entry.rcpt_to)
    wanted = {address for addresses in people.values() for address in addresses}
    doubtful = shown["deliveries"].get("uncertain", 0)
    assert doubtful <= CONNECTIONS
    assert set(got) <= wanted
    assert max(got.values()) == 1, "somebody was mailed twice"
    assert len(wanted - set(got)) <= doubtful, "somebody is missing"
    assert shown["audience"] == shown["sum"] == len(wanted)
    assert shown["deliveries"]["accepted"] + doubtful == len(wanted)


def _received(city: City) -> int:
    return len(city.inbox.entries())


def _empty_redis(city: City) -> None:
    with redis.Redis.from_url(city.env["REDIS_URL"]) as client:
        client.flushall()


def _kill_bulk_workers(city: City) -> None:
    """The worker and its pool, as when the machine loses power."""
    worker = psutil.Process(city.supervisor.processes["bulk"])
    for process in [worker, *worker.children(recursive=True)]:
        os.kill(process.pid, signal.SIGKILL)
