"""Running reconcilers: each finds one kind of unfinished work, mends it and says what it found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

log = logging.getLogger(__name__)

Repair = Callable[[], int]
"""Mends what it finds; how many cases there were."""


def run(
    repairs: Iterable[Repair], *, within: Callable[[], AbstractContextManager[None]] = nullcontext
) -> dict[str, int]:
    """Run each once, by itself `within` its context; one that fails stops no other."""
    found: dict[str, int] = {}
    for repair in repairs:
        try:
            with within():
                found[repair.__name__] = repair()
        except Exception:
            log.exception("reconcile: %s failed", repair.__name__)
    for name, count in found.items():
        if count:
            log.info("reconcile: %s %s", name, count)
    return found
