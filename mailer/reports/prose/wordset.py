"""Word lists that read as text."""

from __future__ import annotations


def wordset(words: str) -> frozenset[str]:
    """The blank-separated words as a set."""
    return frozenset(words.split())
