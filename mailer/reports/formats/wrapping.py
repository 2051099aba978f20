"""Whether a text's lines were broken by a program, and which of them belong together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from mailer.reports.formats.shapes import BULLET, LETTER, NUMBER, ends_sentence

_ADDRESS: Final = re.compile(r"\s*(?:[\w.+-]+@[\w.-]+|www\.\S+|https?://\S+)\s*$")
_WIDEST = 100
_SHORTEST = 40


def wrap_width(lines: list[str]) -> int:
    """The column at which lines were broken, 0 where each line is a paragraph.

    In wrapped text most lines that another one follows stop in the middle of a sentence.
    """
    inner = [
        line
        for line, following in pairwise(lines)
        if len(line) >= _SHORTEST and following and not _starts_item(following)
    ]
    short = [line for line in inner if len(line) <= _WIDEST]
    broken = [line for line in short if not ends_sentence(line)]
    whole = sum(len(line) > _WIDEST for line in lines)
    if len(broken) * 2 < len(inner) or not broken or whole * 2 > len(broken):
        return 0
    return max(len(line) for line in short)


def continues(line: str, following: str, *, width: int) -> bool:
    """Whether `following` is the rest of `line`."""
    if not following or _starts_item(following) or _ADDRESS.match(following):
        return False
    if following.lstrip()[:1].islower() and not ends_sentence(line):
        return True
    if not width or len(line) > width:
        return False
    if len(line) > width * 0.75 and not ends_sentence(line):
        return True
    first = re.split(r"\s", following.strip(), maxsplit=1)[0]
    return len(line) + 1 + len(first) > width


def _starts_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line) or LETTER.match(line))
