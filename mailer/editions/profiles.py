"""Keyword profiles: editable words with a weight, and what they find in a passage."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_OFFICIAL: Final = re.compile(
    r"^(?:Landeshauptstadt|Hansestadt|Universitätsstadt|Stadt|Gemeinde|Markt|City of|Town of) "
)
# Words beyond the first add a little each, so that a passage cannot win by repetition.
_MORE: Final = 0.25
_WORDS: Final = re.compile(r"\w+")
_START: Final = 3
# Three letters, or a shorter word that ends there.
_FIRST: Final = re.compile(r"\w{3}|\w{1,2}(?=\s)")
CITY: Final = "{city}"
# A word with many stars would be slow to look for at every letter.
LONGEST_WORD, MOST_STARS = 60, 2


class Fault(StrEnum):
    """Why something cannot be a word of a profile."""

    NOTHING = "has no letter and no digit"
    COMMA = "has a comma; write two words"
    BRACES = "has braces; only {city} may stand in them, as a word of its own"
    LONG = f"has more than {LONGEST_WORD} letters"
    STARS = f"has more than {MOST_STARS} '*'"


@dataclass(frozen=True, slots=True)
class Profile:
    """Words that speak for a passage.

    '*' stands for any letters, '{city}' for the city's name and its forms (Jena, Jenas,
    Jenaer); `because` may hold {word}, `label` is shown on cards that this profile chose;
    with `heading_only` only headings count. A weight below nothing speaks against.
    """

    name: str
    words: tuple[str, ...]
    weight: float = 1.0
    label: str = ""
    because: str = ""
    heading_only: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a profile found, its first word as it stands in the text, and what that weighs."""

    profile: Profile
    word: str
    weight: float
    in_heading: bool = False


@dataclass(frozen=True, slots=True)
class Openings:
    """How the words of a profile begin: the first letters of those that say so, and for all others
    what stands in them; '' for anything.
    """

    starts: frozenset[str]
    inside: tuple[str, ...]


class Words:
    """A text in which the words of several profiles are looked for.

    A regular expression of thirty words is slow to look at every letter, so it is only tried
    where a word of the text has the first letters of one of them.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._small = text.lower()
        self._starts = {word[:_START] for word in _WORDS.findall(self._small)}

    def found(self, pattern: re.Pattern[str], openings: Openings) -> list[str]:
        """All that the pattern finds from left to right, like its `findall`."""
        if openings.starts.isdisjoint(self._starts) and not openings.inside:
            return []
        if "" in openings.inside or len(self._small) != len(self._text):
            return pattern.findall(self._text)
        found, end = [], 0
        for place in sorted(self._places(openings)):
            match = pattern.match(self._text, place) if place >= end else None
            if match:
                found.append(match[0])
                end = match.end()
        return found

    def _places(self, openings: Openings) -> set[int]:
        """Where a word may begin that is meant."""
        found = set()
        for start in openings.starts & self._starts:
            found.update(self._all(start))
        for piece in openings.inside:
            found.update(map(self._begin, self._all(piece)))
        return found

    def _all(self, piece: str) -> list[int]:
        small, found = self._small, []
        place = small.find(piece)
        while place >= 0:
            found.append(place)
            place = small.find(piece, place + 1)
        return found

    def _begin(self, place: int) -> int:
        while place and (self._small[place - 1].isalnum() or self._small[place - 1] == "_"):
            place -= 1
        return place


class Keywords:
    """The words of several profiles, compiled for one city."""

    def __init__(self, profiles: Sequence[Profile], city: str) -> None:
        self._rows = [
            (profile, _pattern(profile.words, city), _openings(profile.words, city))
            for profile in profiles
        ]

    def findings(
        self, *, heading: str, body: str, factor: float, among: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """What each profile finds in a passage; a word in the heading weighs `factor` more.

        `among` names the profiles that found something in what this is a part of.
        """
        title, text = Words(heading) if heading else None, Words(body)
        made = []
        for profile, pattern, openings in self._rows:
            if among is not None and profile.name not in among:
                continue
            if profile.heading_only and not title:
                continue
            above = title.found(pattern, openings) if title else []
            below = [] if profile.heading_only else text.found(pattern, openings)
            if above or below:
                different = len({word.lower() for word in below})
                times = (factor if above else 1.0) + min(3, max(0, different - 1)) * _MORE
                weight = profile.weight * times
                made.append(Finding(profile, (above or below)[0], weight, bool(above)))
        return tuple(made)


def fault(word: str) -> Fault | None:
    """What is wrong with a word that somebody wants to be looked for."""
    checks = {
        Fault.NOTHING: not _WORDS.search(word),
        Fault.COMMA: "," in word,
        Fault.BRACES: word != CITY and bool(re.search(r"[{}]", word)),
        Fault.LONG: len(word) > LONGEST_WORD,
        Fault.STARS: word.count("*") > MOST_STARS,
    }
    return next((found for found, wrong in checks.items() if wrong), None)


def _openings(words: Sequence[str], city: str) -> Openings:
    starts, inside = set(), set()
    for word in filter(None, words):
        small = (_bare(city) if word == CITY else word).lower()
        first = _FIRST.match(small + " ")
        if first:
            starts.add(first[0])
        else:
            inside.add(next(filter(None, small.split("*")), ""))
    return Openings(frozenset(starts), tuple(inside))


def _pattern(words: Sequence[str], city: str) -> re.Pattern[str]:
    choices = "|".join(_city(city) if word == CITY else _word(word) for word in words if word)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


def _word(word: str) -> str:
    return r"\w*".join(re.escape(piece) for piece in word.split("*"))


def _bare(name: str) -> str:
    return _OFFICIAL.sub("", name.strip())


def _city(name: str) -> str:
    """Jena: Jena, Jenas, Jenaer, Jenaerin ...; München: also Münchner."""
    short = _bare(name)
    if not short:
        return r"(?!)"
    endings = r"(?:s|['’]s|er(?:s|n|in|innen)?)?"
    forms = [re.escape(short) + endings, re.escape(short.upper())]
    if short.endswith("en") and len(short) > 4:
        forms.append(re.escape(short[:-2]) + r"n?er(?:s|n|in|innen)?")
    # With its capital letter only: Essen is a city, essen is not.
    return rf"(?-i:{'|'.join(forms)})"
