"""The wish to stop: set when the worker gets SIGTERM, looked at between two messages."""

from __future__ import annotations

from typing import Protocol


class Flag(Protocol):
    """Memory that the worker and the children of its pool share."""

    value: int


_flag: Flag | None = None


def watch(flag: Flag) -> None:
    """Look at this flag from now on; called before the pool forks."""
    global _flag  # noqa: PLW0603
    _flag = flag


def asked() -> bool:
    """Whether work should be handed over now."""
    return _flag is not None and bool(_flag.value)
