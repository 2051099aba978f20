"""Each scenario: nobody lost, nobody twice, no more doubt than it could cause, and an end."""

from __future__ import annotations

import os
import time

import pytest

from tests.chaos import scenarios
from tests.chaos.arena import Arena, Result
from tests.chaos.conftest import LONG
from tests.chaos.scenarios import Scenario

SEED = int(os.environ.get("CHAOS_SEED", "11"))
CHOSEN = scenarios.LONG if LONG else scenarios.SHORT


@pytest.mark.parametrize("scenario", CHOSEN, ids=lambda scenario: scenario.__name__)
def test_nobody_is_lost_or_mailed_twice(
    scenario: Scenario, arena: Arena, results: list[Result]
) -> None:
    """Invariants 1, 3, 6 and 7; the receivers' own logs are the proof, not our tables."""
    arena.ready(SEED)
    begun = time.monotonic()
    issue = arena.send()
    allowed = scenario(arena, issue)
    shown = arena.end(issue)
    found = arena.judge(scenario.__name__, shown, allowed=allowed, seconds=time.monotonic() - begun)
    results.append(found)
    assert (found.lost, found.doubled) == (0, 0), found
    assert found.uncertain <= found.allowed, found
