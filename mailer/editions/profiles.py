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
    above = pattern.search(heading) if heading else None
    below = [] if profile.heading_only else pattern.findall(body)
    if not (above or below):
        return None
    different = len({word.lower() for word in below})
    more = min(3, max(0, different - 1)) * _MORE
    times = (factor if above else 1.0) + more
    word = above[0] if above else below[0]
    return Finding(profile, word, profile.weight * times, above is not None)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...], city: str) -> re.Pattern[str]:
    """Looks at the first letter before it tries word after word: most of a text is neither."""
    choices = "|".join(_city(city) if word == "{city}" else _word(word) for word in words if word)
    firsts = {_bare(city)[:1] if word == "{city}" else word[:1] for word in words}
    known = "" if firsts & {"*", ""} else f"(?=[{''.join(map(re.escape, sorted(firsts)))}])"
    return re.compile(rf"{known}(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


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
