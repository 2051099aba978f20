"""How much a sentence says, where nothing else tells two of them apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from mailer.editions.weigh import Lens, Weighed
from mailer.reports.model import Text, plain

_FEWEST: Final = 2
_WORD: Final = re.compile(r"\w[\w-]*")
# A word of so many letters is likely to name something, where nouns have no capitals.
_LONG: Final = 8


def named(sentence: str, language: str) -> int:
    """How many things a sentence names behind its first word: nouns where these have capitals, else
    names, numbers and long words.
    """
    long = len(sentence) if language.startswith("de") else _LONG
    words = _WORD.findall(sentence)[1:]
    return sum(not word[0].islower() or len(word) >= long for word in words)


def fuller(
    best: tuple[Text, Weighed],
    candidates: Iterable[tuple[Text, Weighed]],
    *,
    taken: Collection[int],
    lens: Lens,
) -> tuple[Text, Weighed]:
    """The point, or where it says little, the one that names most of those as light as it is.

    It says little if nothing but its place speaks for it and it names one thing at most. `taken`
    are the places of sections that have a point already.
    """

    def light(weighed: Weighed) -> bool:
        wanted = weighed.index in lens.wishes
        return not (weighed.found or wanted) and 0 <= weighed.weight <= lens.telling.signals.opening

    def things(point: tuple[Text, Weighed]) -> int:
        return named(plain(point[0]), lens.report_language)

    if not light(best[1]) or things(best) >= _FEWEST:
        return best
    others = (c for c in candidates if light(c[1]) and c[1].index not in taken)
    return max((best, *others), key=things)
