"""Each scenario: nobody lost, nobody twice, no more doubt than it could cause, and an end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

import pytest

from tests.chaos import scenarios
from tests.chaos.arena import AT_ONCE, Arena, Result
from tests.chaos.conftest import LONG
from tests.chaos.scenarios import Scenario

SEED = int(os.environ.get("CHAOS_SEED", "11"))
CHOSEN = scenarios.LONG if LONG else scenarios.SHORT


@pytest.mark.parametrize("scenario", CHOSEN, ids=lambda scenario: scenario.__name__)
def test_nobody_is_lost_or_mailed_twice(
    scenario: Scenario, arena: Arena, results: list[Result]
) -> None:
    """Invariants 1, 3, 6 and 7; the receivers' own logs are the proof, not our tables."""
    sys.stderr.write(f"seed {SEED}\n")
    arena.ready(SEED)
    begun = time.monotonic()
    issue = arena.send()
    allowed = scenario(arena, issue)
    shown = arena.end(issue)
    found = arena.judge(
        scenario.__name__, issue, shown, allowed=allowed, seconds=time.monotonic() - begun
    )
    results.append(found)
    assert (found.lost, found.doubled) == (0, 0), found
    assert found.uncertain <= found.allowed, found


def test_single_mails_overtake_an_issue_and_survive_their_worker(arena: Arena) -> None:
    """Issue 4, M42, invariant 6: a confirmation comes within seconds of a big send; kill -9 of
    whoever sends confirmations loses none and doubles none, by the receivers' own logs.
    """
    arena.ready(SEED)
    arena.receiver.rate = arena.second.rate = 60.0
    issue = arena.send()
    arena.under_way(0.02)
    begun = time.monotonic()
    arena.sign_up("first@example.test")
    arena.city.until(lambda: "first@example.test" in arena.taken, seconds=20, what="it comes")
    took = time.monotonic() - begun
    assert len(arena.taken) < len(arena.people), "the issue was sent too soon to prove anything"
    assert took < 10, f"{took:.1f} s"
    crowd = [f"crowd{number}@example.test" for number in range(60)]
    arena.sign_up(*crowd)
    for _ in range(3):
        before = len(single(arena))
        arena.city.until(lambda: len(single(arena)) > before, seconds=30, what="more come")  # noqa: B023
        arena.kill_the_transactional()
    arena.receiver.rate = arena.second.rate = 1000.0
    waiting = {"queued", "sending", "deferred"}
    arena.city.until(
        lambda: not waiting & arena.notices().keys(), seconds=60, what="all mails are settled"
    )
    got, states = single(arena), arena.notices()
    doubt = states.pop("uncertain", 0)
    assert states == {"accepted": 61 - doubt}
    assert max(got.values()) == 1, "somebody was mailed twice"
    assert len(got) >= 61 - doubt, "somebody was lost"
    assert doubt <= 3 * AT_ONCE // 2
    arena.end(issue)


def single(arena: Arena) -> Counter[str]:
    """Who of those that signed up got how many mails."""
    return Counter({who: n for who, n in arena.taken.items() if who.endswith(".test")})


def test_a_crisis_mail_overtakes_a_large_issue(arena: Arena) -> None:
    """An urgent issue goes out within seconds in the middle of a large one, and holds up nobody."""
    arena.ready(SEED)
    arena.city.people("councils", ["crisis@example.com"])
    arena.receiver.rate = arena.second.rate = 30.0
    issue = arena.send()
    arena.under_way(0.1)
    text = "Warnung\n\nBitte Fenster schließen."
    crisis = arena.city.send("warnung", text, "councils", more=["--urgent"])
    arena.city.until(lambda: "crisis@example.com" in arena.taken, seconds=10, what="it goes out")
    assert len(arena.taken) < len(arena.people), "the large one was over before"
    arena.receiver.rate = arena.second.rate = 1000.0
    assert arena.end(crisis)["deliveries"]["accepted"] == 1
    assert arena.end(issue)["deliveries"]["accepted"] == len(arena.people)
    assert set(arena.taken.values()) == {1}
