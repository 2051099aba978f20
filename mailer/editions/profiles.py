"""Keyword profiles: editable words with a weight, and what they find in a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_OFFICIAL: Final = re.compile(
    r"^(?:Landeshauptstadt|Hansestadt|Universitätsstadt|Stadt|Gemeinde|Markt|City of|Town of) "
)
# Words beyond the first add a little each, so that a passage cannot win by repetition.
_MORE: Final = 0.25


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


def findings(
    profiles: Sequence[Profile], *, heading: str, body: str, city: str, heading_factor: float
) -> tuple[Finding, ...]:
    """What each profile finds in a passage; a word in the heading weighs `heading_factor` more."""
    found = (
        _finding(p, heading=heading, body=body, city=city, factor=heading_factor) for p in profiles
    )
    return tuple(finding for finding in found if finding)


def _finding(
    profile: Profile, *, heading: str, body: str, city: str, factor: float
) -> Finding | None:
    pattern = _pattern(profile.words, city)
    above = pattern.search(heading)
    text = "" if profile.heading_only else body
    below = list(dict.fromkeys(word.lower() for word in pattern.findall(text)))
    first = above or pattern.search(text)
    if first is None:
        return None
    more = min(3, max(0, len(below) - 1)) * _MORE
    times = (factor if above else 1.0) + more
    return Finding(profile, first[0], profile.weight * times, above is not None)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...], city: str) -> re.Pattern[str]:
    choices = [_city(city) if word == "{city}" else _word(word) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(filter(None, choices))})(?!\w)", re.IGNORECASE)


def _word(word: str) -> str:
    return r"\w*".join(re.escape(piece) for piece in word.split("*"))


def _city(name: str) -> str:
    """Jena: Jena, Jenas, Jenaer, Jenaerin ...; München: also Münchner."""
    short = _OFFICIAL.sub("", name.strip())
    if not short:
        return r"(?!)"
    endings = r"(?:s|['’]s|er(?:s|n|in|innen)?)?"
    forms = [re.escape(short) + endings, re.escape(short.upper())]
    if short.endswith("en") and len(short) > 4:
        forms.append(re.escape(short[:-2]) + r"n?er(?:s|n|in|innen)?")
    # With its capital letter only: Essen is a city, essen is not.
    return rf"(?-i:{'|'.join(forms)})"
