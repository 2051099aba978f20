"""Keyword profiles: editable words with a weight, and what they find in a passage."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final

_OFFICIAL: Final = re.compile(
    r"^(?:Landeshauptstadt|Hansestadt|Universitätsstadt|Stadt|Gemeinde|Markt|City of|Town of) "
)
# Words beyond the first add a little each, so that a passage cannot win by repetition.
_MORE: Final = 0.25
_LETTER: Final = re.compile(r"\w")
_BETWEEN: Final = re.compile(r"[^\w ]")
_START: Final = 4
# So many letters, or a shorter word that ends there; then what may go on.
_FIRST: Final = re.compile(rf"\w{{{_START}}}|\w+(?=\s)")
_SHORT: Final = re.compile(r"\w{2,}")
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
    with `heading_only` only headings count. A weight below nothing speaks against. `title` is what
    staff call a profile of their own.
    """

    name: str
    words: tuple[str, ...]
    weight: float = 1.0
    label: str = ""
    because: str = ""
    heading_only: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a profile found, its first word as it stands in the text, and what that weighs.

    `words` are all that it found below the heading, each as it stands and once.
    """

    profile: Profile
    word: str
    weight: float
    in_heading: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Openings:
    """How the words of a profile begin: the first letters of those that say so, fewer letters of
    those that may go on behind them, and for all others what stands in them; '' for anything.
    """

    starts: frozenset[str]
    short: tuple[str, ...]
    inside: tuple[str, ...]


class Words:
    """A text in which the words of several profiles are looked for.

    A regular expression of thirty words is slow to look at every letter, so it is only tried
    where a word of the text has the first letters of one of them.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._small = text.lower()
        # As long as the text behind its first blank: every word has one before it.
        self._spaced = " " + _BETWEEN.sub(" ", self._small)
        self._starts = {word[:_START] for word in self._spaced.split()}

    def found(self, pattern: re.Pattern[str], openings: Openings) -> Iterator[re.Match[str]]:
        """All words that the pattern finds from left to right, like its `finditer`."""
        if "" in openings.inside or len(self._small) != len(self._text):
            yield from (match for match in pattern.finditer(self._text) if match[0])
            return
        end = 0
        for place in sorted(self._places(openings)):
            match = pattern.match(self._text, place) if place >= end else None
            if match:
                yield match
                end = match.end()

    def _places(self, openings: Openings) -> set[int]:
        """Where a word may begin that is meant."""
        found: set[int] = set()
        for start in (*(openings.starts & self._starts), *openings.short):
            found.update(_all(f" {start}", self._spaced))
        for piece in openings.inside:
            found.update(map(self._begin, _all(piece, self._small)))
        return found

    def _begin(self, place: int) -> int:
        while place and _in_word(self._small[place - 1]):
            place -= 1
        return place


def _all(piece: str, text: str) -> Iterator[int]:
    """Where it stands, everywhere."""
    place = text.find(piece)
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)


class Keywords:
    """The words of several profiles, compiled for one city."""

    def __init__(self, profiles: Sequence[Profile], city: str) -> None:
        self._rows = [
            (profile, _pattern(profile.words, city), _openings(profile.words, city))
            for profile in profiles
        ]

    def findings(
        self, passages: Sequence[tuple[str, str]], *, factor: float
    ) -> list[tuple[Finding, ...]]:
        """What each profile finds in each of these headings and the texts below them.

        A word in a heading weighs `factor` more. All are looked through as one text, in which
        no word goes on from one line to the next.
        """
        lines = [line.replace("\n", " ") for passage in passages for line in passage]
        begins = [0, *accumulate(len(line) + 1 for line in lines)]
        text = Words("\n".join(lines))
        found: list[list[Finding]] = [[] for _ in passages]
        for profile, pattern, openings in self._rows:
            told: dict[int, list[str]] = {}
            for match in text.found(pattern, openings):
                told.setdefault(bisect_right(begins, match.start()) - 1, []).append(match[0])
            for index in sorted({line // 2 for line in told}):
                above, below = told.get(2 * index, []), told.get(2 * index + 1, [])
                if above or not profile.heading_only:
                    words = () if profile.heading_only else tuple(dict.fromkeys(below))
                    found[index].append(
                        _finding(profile, (*above[:1],), words=words, factor=factor)
                    )
        return [tuple(each) for each in found]


def within(
    found: Iterable[Finding], body: str, *, factor: float, headed: bool
) -> tuple[Finding, ...]:
    """What was found in a passage, as far as it stands in this part of it.

    `headed` says whether the heading belongs to the part.
    """
    made = []
    for finding in found:
        above = (finding.word,) if headed and finding.in_heading else ()
        places = [(place, w) for w in finding.words if (place := _place(w, body)) >= 0]
        if above or places:
            words = tuple(word for _, word in sorted(places))
            made.append(_finding(finding.profile, above, words=words, factor=factor))
    return tuple(made)


def _finding(
    profile: Profile, above: tuple[str, ...], *, words: tuple[str, ...], factor: float
) -> Finding:
    """Of words in the heading and different ones below it."""
    different = len({word.lower() for word in words})
    times = (factor if above else 1.0) + min(3, max(0, different - 1)) * _MORE
    return Finding(profile, (above or words)[0], profile.weight * times, bool(above), words)


def _place(word: str, text: str) -> int:
    """Where it stands as a word of its own; -1 if nowhere."""
    for place in _all(word, text):
        end = place + len(word)
        if not (_in_word(text[max(place - 1, 0) : place]) or _in_word(text[end : end + 1])):
            return place
    return -1


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def fault(word: str) -> Fault | None:
    """What is wrong with a word that somebody wants to be looked for."""
    checks = {
        Fault.NOTHING: not _LETTER.search(word),
        Fault.COMMA: "," in word,
        Fault.BRACES: word != CITY and bool(re.search(r"[{}]", word)),
        Fault.LONG: len(word) > LONGEST_WORD,
        Fault.STARS: word.count("*") > MOST_STARS,
    }
    return next((found for found, wrong in checks.items() if wrong), None)


def _openings(words: Sequence[str], city: str) -> Openings:
    starts, short, inside = set(), set(), set()
    for word in filter(None, words):
        small = (_bare(city) if word == CITY else word).lower()
        if first := _FIRST.match(small + " "):
            starts.add(first[0])
        elif first := _SHORT.match(small):
            short.add(first[0])
        else:
            inside.add(next(filter(None, small.split("*")), ""))
    return Openings(frozenset(starts), tuple(short), tuple(inside))


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
