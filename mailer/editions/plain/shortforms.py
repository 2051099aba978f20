"""Abbreviations: those that a text explains, those that everybody knows, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

# 'IHK', 'PCNs', and with small letters between: 'BauGB', 'StVO', 'TLVwA'.
_CAPITALS: Final = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ][A-ZÄÖÜ&]{1,5}s?|[A-ZÄÖÜ][A-ZÄÖÜa-zäöü]{1,6}[A-ZÄÖÜ])(?![\w-])"
)
_DOTTED: Final = re.compile(
    r"(?<!\w)(?:z\.\s?B|d\.\s?h|u\.\s?a|u\.\s?ä|i\.\s?d\.\s?R|o\.\s?ä|v\.\s?a|e\.\s?g|i\.\s?e|"
    r"usw|bzw|ca|ggf|evtl|inkl|exkl|zzgl|bzgl|gem|vgl|Abs|Art|Nr|Str|Tel|Std|Min|Mio|Mrd|etc|"
    r"sog|insb|max|min|approx|dept|incl)\.|(?<!\w)(?:bzw|usw|etc|ca|ggf)(?!\w)"
)
_ROMAN: Final = re.compile(r"M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
# Nobody needs these spelt out.
_KNOWN: Final = re.compile(
    r"EU|USA?|UNO?|NATO|TV|PC|CD|DVD|OK|WC|LKW|PKW|ICE|SMS|PDF|WLAN|ZDF|ARD|BBC|UK|IT|AM|PM|ID|QR|"
    r"DIN|ISO"
)
_SHOUTED: Final = 0.5


def capitals(sentence: str) -> Iterator[Span]:
    """Abbreviations in capitals that not everybody knows; none where all is in capitals."""
    letters = [char for char in sentence if char.isalpha()]
    if not letters or sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        return
    for match in _CAPITALS.finditer(sentence):
        letters_only = match[0].removesuffix("s")
        if not _KNOWN.fullmatch(letters_only) and not _ROMAN.fullmatch(letters_only):
            yield match.span()


def dotted(sentence: str) -> Iterator[Span]:
    """'z. B.', 'ca.', 'usw.'."""
    yield from (match.span() for match in _DOTTED.finditer(sentence))


def explains(text: str, short: str) -> bool:
    """Whether a text says somewhere what the letters stand for: '(IHK)' or 'IHK (Industrie…'."""
    letters = re.escape(short)
    return bool(
        re.search(rf"\w\s\(\s*{letters}\s*[,)]|(?<!\w){letters}\s\([^)]*\w{{4,}}", text)
        or re.search(rf"(?<!\w){letters}\s(?:steht für|bedeutet|heißt|stands for|means)\b", text)
    )
