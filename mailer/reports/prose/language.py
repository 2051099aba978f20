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


def detect(text: str) -> str:
    """'de' or 'en'; German where nothing speaks for either."""
    words = [word.lower() for word in _WORD.findall(text[:20000])]
    german = sum(word in _DE for word in words)
    english = sum(word in _EN for word in words)
    return "en" if english > german else "de"
