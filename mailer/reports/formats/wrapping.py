"""Whether a text's lines were broken by a program, and which of them belong together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from mailer.reports.formats.shapes import BULLET, LETTER, NUMBER, ends_sentence

_ADDRESS: Final = re.compile(r"\s*(?:[\w.+-]+@[\w.-]+|www\.\S+|https?://\S+)\s*$")
_BROKEN: Final = re.compile(r"(?<![\w-])(?P<word>[^\W\d_][\w-]*[^\W_])-$")
# 'Vor- und Nachteile' keeps its blank.
_AFTER_HYPHEN: Final = frozenset(("und", "oder", "bis", "sowie", "bzw", "wie", "and", "or", "to"))
_WIDEST = 100
_SHORTEST = 40
_FULL = 0.92


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
    # A sentence may end where the line does, a little before the column.
    return len(line) + 1 + len(first) > width or len(line) > width * _FULL


def join(lines: list[str]) -> str:
    """The words of a paragraph's lines; a word that was broken at a hyphen is one again."""
    words = lines[0]
    for line in lines[1:]:
        words = _rejoined(words, line)
    return words


def _rejoined(words: str, line: str) -> str:
    broken = _BROKEN.search(words)
    first = re.match(r"[^\W\d_]+", line)
    if not broken or not first or first.group() in _AFTER_HYPHEN:
        return f"{words} {line}"
    # German nouns are broken in the middle, compounds of any language at their own hyphen.
    noun = broken["word"][0].isupper() and "-" not in broken["word"] and line[0].islower()
    return f"{words[:-1] if noun else words}{line}"


def _starts_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line) or LETTER.match(line))
