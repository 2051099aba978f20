"""Which lists have an archive: the public ones, unless their very name says something delicate."""

from __future__ import annotations

from subscribers import audience
from subscribers.audience import ListInfo


def is_open(entry: ListInfo) -> bool:
    """Whether everybody may read what went to this list (P33)."""
    return entry.is_public and not entry.is_sensitive


def open_lists() -> tuple[ListInfo, ...]:
    """All lists with an archive, by slug."""
    return tuple(filter(is_open, audience.lists()))
