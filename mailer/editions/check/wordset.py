"""Sets of words, written as people write them."""

from __future__ import annotations


def wordset(words: str, *, between: str | None = None) -> frozenset[str]:
    """The words of a text, separated by blanks or by `between`."""
    return frozenset(words.split(between))
