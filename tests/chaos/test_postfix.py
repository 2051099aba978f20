"""A real Postfix as the relay: its log proves the ledger, and its bounces come back to us."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

import pytest

from tests.chaos.arena import AT_ONCE, Arena, Result
from tests.chaos.postfix import Postfix
from tests.chaos.receiver import Receiver
from tests.chaos.test_chaos import SEED

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="Postfix' master runs as root only")
REFUSED, FURTHER = "p[0-9]*13", "p[0-9]*7"


@pytest.fixture
def following() -> Iterator[Receiver]:
    """The server behind Postfix: it refuses every second person, and takes what goes to us."""

    def fault(step: str, to: str, _tries: int) -> str | None:
        gone = to.endswith("@example.org") and crc32(to.encode()) % 2
        return "550 5.1.1 no such user" if step == "RCPT" and gone else None

    with Receiver(fault) as server:
        yield server


@pytest.fixture
def postfix(arena: Arena, following: Receiver) -> Iterator[Postfix]:
    """The relay of the city's sender for as long as this."""
    who = "admin@stadt.example.org"
    arena.city.run("staff", "add", who, "--role", "admin", "--password", "correct horse battery")
    rules = Postfix(refused=REFUSED, further=FURTHER, following=following.port)
    with rules.serving(arena.other_port) as server:
        arena.city.run("senders", "relay", "city", "other", "--as", who)
        yield server
        arena.city.run("senders", "relay", "city", "--as", who)


def test_a_real_postfix_that_bounces_some(
    arena: Arena, postfix: Postfix, following: Receiver, results: list[Result]
) -> None:
    """Invariant 6, M39, M42, M44: by the log of a server that is none of ours, with a sender killed
    in mid-send; and whatever bounces later names its delivery by the return path.
    """
    arena.ready(SEED)
    begun = time.monotonic()
    issue = arena.send()
    arena.city.until(
        lambda: postfix.taken().total() > len(arena.people) // 5, seconds=120, what="it goes out"
    )
    arena.kill_a_sender()
    counts = arena.end(issue)["deliveries"]
    taken = postfix.taken()
    refused = [who for who in arena.people if re.match(f"{REFUSED}@", who)]
    missing = len(arena.people) - len(taken) - len(refused)
    uncertain = counts.get("uncertain", 0)
    found = Result(
        "a_real_postfix",
        len(arena.people),
        lost=max(0, missing - uncertain),
        doubled=taken.total() - len(taken),
        uncertain=uncertain,
        allowed=AT_ONCE // 2,
        seed=SEED,
        seconds=round(time.monotonic() - begun, 1),
    )
    results.append(found)
    assert (found.lost, found.doubled, counts["failed"]) == (0, 0, len(refused)), found
    assert found.uncertain <= found.allowed, found
    arena.city.until(
        lambda: len(postfix.returned()) == len(postfix.bounced()), seconds=60, what="all bounced"
    )
    returned = {entry.recipient for entry in following.taken if "@bounce." in entry.recipient}
    assert len(returned) == len(postfix.bounced()) > len(arena.people) // 40
    assert all(who.startswith(f"b+{issue:x}.") for who in returned)
    _agrees(arena, issue, postfix, counts={"doubt": uncertain, "missing": missing})


def _agrees(arena: Arena, issue: int, postfix: Postfix, *, counts: dict[str, int]) -> None:
    """`issues audit` finds the same in the log: who is in doubt, and who of them got nothing."""
    audit = arena.city.ask("issues", "audit", str(issue), "--log", str(postfix.log))
    assert all(claim["holds"] for claim in audit["proofs"])
    said = Counter(doubt["found"] for doubt in audit["doubts"])
    assert said["in doubt, and not taken"] == counts["missing"]
    assert said.total() == counts["doubt"]
