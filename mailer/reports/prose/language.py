"""German or English, by the small words that every text is full of."""

from __future__ import annotations

import re
from typing import Final

from mailer.reports.prose.wordset import wordset

_DE: Final = wordset(
    """der die das und ist nicht ein eine einen einem einer mit von vom zu zum zur für auf dem den
    des im am ins sich auch als bei beim aus nach wird werden wurde wurden sind sie wir ich es
    an dass oder aber um über unter durch noch hat haben"""
)
_EN: Final = wordset(
    """the and of to is in a for that on with as are was were be by this from at it have has had
    will would not or an which their they we you been its more our who can new about into"""
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FOREIGN: Final = re.compile(r"[^\W\d_\u0000-\u024f]")
_MOST: Final = 20_000
# Of the words in small letters, a quarter or more are such in German and English, even in lists,
# and less than a tenth in other languages. Few words tell nothing.
SHARE, FEWEST = 0.1, 20
_CLEAR: Final = 3


def detect(text: str, *, opening: str = "") -> str:
    """'de' or 'en', by its opening where that is clear; German where nothing speaks for either.

    A German report that quotes English at length is a German report.
    """
    _, german, english = _count(opening)
    if max(german, english) < _CLEAR * max(1, min(german, english)):
        _, german, english = _count(text)
    return "en" if english > german else "de"


def is_neither(text: str, *, fewest: int = FEWEST, share: float = SHARE) -> bool:
    """Whether a text of so many words in small letters is neither German nor English; one in
    another script is, however short.
    """
    text = text[:_MOST]
    if 2 * len(_FOREIGN.findall(text)) > len(_LETTER.findall(text)):
        return True
    words, german, english = _count(text)
    return words >= fewest and max(german, english) < share * words


def _count(text: str) -> tuple[int, int, int]:
    """The words that do not begin with a capital; the small ones of German, and of English."""
    words = [word for word in _WORD.findall(text[:_MOST]) if not word[0].isupper()]
    return len(words), sum(word in _DE for word in words), sum(word in _EN for word in words)
