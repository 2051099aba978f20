"""What is done to an installation in the middle of an issue.

A scenario disturbs and tells how many deliveries may be in doubt by what it killed: one for each
connection that was open, never more. Faults of the receivers are counted by themselves.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from zlib import crc32

import httpx
import redis
from celery import Celery

from tests.chaos.arena import AT_ONCE, Arena
from tests.chaos.clock import Clock
from tests.installation import ROOT

Scenario = Callable[[Arena, int], int]
"""Disturbs while the issue of this number is being sent; how many may be in doubt."""
LEAVING = 50
"""People who are there only to leave in one of the scenarios."""


def kill_senders(arena: Arena, _issue: int, *, times: int = 3) -> int:
    """kill -9 of a sending process, again and again."""
    arena.under_way(0.1)
    arena.every(1.5, arena.kill_a_sender, times=times)
    return times * AT_ONCE // 2


def kill_senders_ten_times(arena: Arena, issue: int) -> int:
    """The same ten times."""
    return kill_senders(arena, issue, times=10)


def terminate_worker(arena: Arena, _issue: int) -> int:
    """SIGTERM in mid-send: the worker drains in time, and another takes over. No doubt at all."""
    arena.under_way(0.3)
    worker = arena.city.supervisor.processes["bulk"]
    os.kill(worker, signal.SIGTERM)
    arena.city.until(
        lambda: arena.city.supervisor.processes.get("bulk") != worker,
        seconds=25,
        what="it has ended in time",
    )
    return 0


def lose_redis(arena: Arena, _issue: int) -> int:
    """Emptied, killed, and started without what it knew. It holds nothing that counts."""
    arena.under_way(0.2)
    redis.Redis.from_url(arena.redis.url).flushall()
    arena.under_way(0.4)
    arena.redis.kill()
    time.sleep(3)
    arena.redis.start()
    return 0


def crash_postgres(arena: Arena, _issue: int) -> int:
    """Immediate shutdown in mid-send; what is on the wire is answered into the journal."""
    arena.under_way(0.3)
    arena.postgres.kill()
    time.sleep(2)
    arena.postgres.start()
    return 0


def refuse_some(arena: Arena, _issue: int) -> int:
    """One in ten is put off, one in twenty refused for good: each in the end counted."""

    def fault(step: str, to: str, tries: int) -> str | None:
        lot = crc32(to.encode()) % 100
        if step != "RCPT" or lot >= 15:
            return None
        if lot < 5:
            return "550 5.1.1 no such user"
        return "451 4.7.1 greylisted" if tries == 1 else None

    arena.receiver.fault = arena.second.fault = fault
    return 0


def misbehave(arena: Arena, _issue: int) -> int:
    """Hang up within and after messages, talk rubbish, answer byte by byte, say nothing at all."""
    faults = dict.fromkeys(range(4), "close") | dict.fromkeys(range(4, 8), "rubbish")
    faults |= {8: "stall"} | dict.fromkeys(range(20, 40), "bytewise")

    def fault(step: str, to: str, tries: int) -> str | None:
        lot = crc32(to.encode()) % 1000
        if step == "MIDST":
            return "close" if 10 <= lot < 14 and tries == 1 else None
        return faults.get(lot) if step == "DOT" and tries == 1 else None

    arena.receiver.fault = arena.second.fault = fault
    return 0


def lose_a_relay(arena: Arena, _issue: int) -> int:
    """One of two relays dies and comes back; the other one goes on."""
    arena.under_way(0.2)
    arena.second.die()
    arena.under_way(0.7)
    arena.second.listen()
    return AT_ONCE // 2


def refuse_tls(arena: Arena, _issue: int) -> int:
    """Neither relay has TLS for a while: nothing goes out in clear, and later all of it."""
    wrong = {"STARTTLS": "454 4.7.0 TLS not available"}
    arena.receiver.fault = arena.second.fault = lambda step, _to, _tries: wrong.get(step)
    for receiver in (arena.receiver, arena.second):
        receiver.die()
        receiver.listen()
    time.sleep(4)
    before = len(arena.taken)
    time.sleep(2)
    assert len(arena.taken) == before, "something went out without TLS"
    arena.receiver.fault = arena.second.fault = lambda _step, _to, _tries: None
    return AT_ONCE


def do_all_twice(arena: Arena, issue: int) -> int:
    """Two beats, and every task delivered over and over."""
    beat = arena.start_beat()
    url = arena.city.env["REDIS_URL"].replace("unix://", "redis+socket://")
    app = Celery(broker=url)
    app.conf.task_default_queue = "bulk"
    try:
        for name in ("expand_issue", "send_batches", "reconcile") * 8:
            app.send_task(f"mailer.tasks.{name}", args=[] if name == "reconcile" else [issue])
        arena.under_way(0.9)
    finally:
        beat.terminate()
        beat.wait(20)
    return 0


def change_the_clock(arena: Arena, issue: int) -> int:
    """A clock is put forward by an hour and back by two, under a process that sends, and that looks
    for what is overdue before and after; by that clock all or nothing is.
    """
    program = (
        "import django; django.setup(); from mailer.dispatch import outlet, recovery, sending; "
        f"recovery.reconcile(); sending.send_some({issue}, seconds=2); recovery.reconcile(); "
        "outlet.forget()"
    )
    arena.receiver.rate = arena.second.rate = 150.0
    with Clock() as clock:
        for hours, share in ((1, 0.1), (-1, 0.4)):
            arena.under_way(share)
            clock.set(hours * 3600)
            env = arena.city.env | clock.env
            subprocess.run([sys.executable, "-c", program], env=env, cwd=ROOT, check=True)
    arena.receiver.rate = arena.second.rate = 1000.0
    return 0


def leave_while_it_is_sent(arena: Arena, _issue: int) -> int:
    """Some people leave; none of them is written to later than two seconds after the answer."""
    if not arena.links:
        arena.under_way(1.0)
        arena.ready(arena.seed)
        arena.send()
    arena.receiver.rate = arena.second.rate = 150.0
    arena.under_way(0.1)
    left = {}
    for address in arena.dice.sample(sorted(arena.links), LEAVING):
        answer = httpx.post(arena.links[address], data={"List-Unsubscribe": "One-Click"})
        assert answer.is_success
        left[address] = time.monotonic()
    arena.left |= set(left)
    arena.receiver.rate = arena.second.rate = 1000.0
    arena.under_way(0.9)
    logs = arena.receiver.taken + arena.second.taken
    late = [one for one in logs if one.begun > left.get(one.recipient, one.begun) + 2]
    assert not late
    assert left.keys() - arena.taken.keys(), "they left too late to prove anything"
    return 0


SHORT: tuple[Scenario, ...] = (
    kill_senders,
    terminate_worker,
    lose_redis,
    crash_postgres,
    refuse_some,
    misbehave,
    lose_a_relay,
    refuse_tls,
    do_all_twice,
    change_the_clock,
    leave_while_it_is_sent,
)
LONG: tuple[Scenario, ...] = (*SHORT, kill_senders_ten_times)
