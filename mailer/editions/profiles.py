"""Keyword profiles: editable words with a weight, and what they find in a passage."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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


class Keywords:
    """The words of several profiles, compiled for one city.

    A profile is only looked for where a word of the text begins like one of its own.
    """

    def __init__(self, profiles: Sequence[Profile], city: str) -> None:
        self._rows = [
            (profile, _pattern(profile.words, city, starts=starts), starts)
            for profile in profiles
            for starts in [_starts(profile.words, city)]
        ]

    def findings(
        self, *, heading: str, body: str, factor: float, among: Collection[str] | None = None
    ) -> tuple[Finding, ...]:
        """What each profile finds in a passage; a word in the heading weighs `factor` more.

        `among` names the profiles that found something in what this is a part of.
        """
        present = {word[:_START].lower() for word in _WORDS.findall(f"{heading} {body}")}
        made = []
        for profile, pattern, starts in self._rows:
            if among is not None and profile.name not in among:
                continue
            if starts.isdisjoint(present) and "" not in starts:
                continue
            above = pattern.search(heading) if heading else None
            below = [] if profile.heading_only else pattern.findall(body)
            if above or below:
                different = len({word.lower() for word in below})
                times = (factor if above else 1.0) + min(3, max(0, different - 1)) * _MORE
                word = above[0] if above else below[0]
                made.append(Finding(profile, word, profile.weight * times, above is not None))
        return tuple(made)


def _starts(words: Sequence[str], city: str) -> frozenset[str]:
    """The first letters of words; '' stands for all, where one begins with anything."""
    found = ((_bare(city) if word == "{city}" else word) for word in words)
    firsts = (_FIRST.match(word + " ") for word in found)
    return frozenset(first[0].strip().lower() if first else "" for first in firsts)


def _pattern(words: Sequence[str], city: str, *, starts: frozenset[str]) -> re.Pattern[str]:
    choices = "|".join(_city(city) if word == "{city}" else _word(word) for word in words if word)
    letters = "".join(sorted({re.escape(start[:1]) for start in starts}))
    soon = f"(?=[{letters}])" if "" not in starts else ""
    return re.compile(rf"{soon}(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


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
