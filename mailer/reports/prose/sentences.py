"""Where sentences end: full stops that are no abbreviations, ordinals or initials."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mailer.reports.prose.wordset import wordset

_ABBREVIATIONS: Final = wordset(
    """dr prof st nr abs art bzw ca etc evtl ggf inkl max min mio mrd str tel usw vgl bspw sog gem
    dipl ing med phil jur rer nat hon z b d h u a o i s jh jg hr fr mr mrs ms jr sr vs no inc
    ltd approx dept gov e g bes einschl insb verf ing"""
)
_STOP: Final = re.compile(r"([.!?…]{1,5})([\"“”»«’‘)\]]{0,4})\s+(?=[\"„“»«‚‘(\[–-]*[^\W_a-zäöüß])")


@lru_cache(maxsize=16)
def starts(text: str) -> tuple[int, ...]:
    """Offsets at which sentences begin, the first being 0."""
    return (0, *(match.end() for match in _STOP.finditer(text) if _ends(text, match)))


def _ends(text: str, match: re.Match[str]) -> bool:
    if match[1] != "." or match[2]:
        return True
    word = re.search(r"[\w-]+$", text[max(0, match.start() - 40) : match.start()])
    last = word.group().lower() if word else ""
    if last.isdigit():
        return len(last) > 2
    if len(last) == 1:
        return False
    return last not in _ABBREVIATIONS


def start_before(text: str, offset: int) -> int:
    """Where the sentence that `offset` stands in begins."""
    return max((start for start in starts(text) if start <= offset), default=0)


def end_after(text: str, offset: int) -> int:
    """Where the sentence that `offset` stands in ends (the next one's start)."""
    return min((start for start in starts(text) if start > offset), default=len(text))
