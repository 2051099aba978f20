"""Syllables of German and English words, counted by their vowels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Behind 'q' the u is no vowel; longest first.
_DE: Final = re.compile(r"(?<!q)(?:aa|ai|au|äu|ee|ei|eu|ie|oo|[aeiouyäöüàáâéèêëíîïóôúû])")
# 'Ge-org', 'be-enden', 'ge-eignet': the prefix ends before its vowel.
_DE_PREFIX: Final = re.compile(r"^(?:be|ge)(?=[aeiu])|(?<=ge)e(?=(?:ig|hr|nd))")
# Here 'ie' and 'eu' are two: 'Fa-mi-li-e', 'Me-di-en', 'Mu-se-um'.
_DE_APART: Final = re.compile(
    r"(?:famili|lini|seri|foli|akti|studi|prämi|lili|materi|immobili|petersili|kastani|ödi|histori)e"
    r"(?=[nrs]?$|n)|(?:medi|feri|kriteri|prinzipi|ministeri|stadi|gremi|privilegi|materiali|"
    r"itali|spani|belgi|brasili|kroati|asi|sizili|chemikali|mineral[i]|radi)en|mus(?:e)u|"
    r"(?:pati|kli|hygi)en(?=t|i)"
)
_EN: Final = re.compile(r"[aeiouy]+")
_EN_SILENT: Final = re.compile(r"(?:[^laeiouycgsxzh]es|[^td]ed|[^l]e|[^aeiou]led)$")
_EN_APART: Final = re.compile(
    r"i(?:a|et|o(?!us|n)|um)|eo(?!ple)|(?:id|ar)ea|ua(?!r)|uou|creat|being|[aeo]ing$"
)
_CAPITALS: Final = re.compile(r"[A-ZÄÖÜ]{2,5}")


@lru_cache(maxsize=8192)
def syllables(word: str, language: str = "de") -> int:
    """Syllables of one word, at least one; digits count one each, 'EU' is spelt."""
    digits = sum(char.isdigit() for char in word)
    letters = re.sub(r"[^\w]|\d", "", word)
    if _CAPITALS.fullmatch(letters) and len(letters) <= 3:
        return digits + len(letters)
    parts = [part for part in re.split(r"[\W\d_]+", word.lower()) if part]
    count = _german if language == "de" else _english
    return max(1, digits + sum(max(1, count(part)) for part in parts))


def _german(word: str) -> int:
    apart = sum(1 for _ in _DE_APART.finditer(word))
    prefix = _DE_PREFIX.match(word)
    if prefix and prefix.end():
        return 1 + len(_DE.findall(word[prefix.end() :])) + apart
    return len(_DE.findall(word)) + apart


def _english(word: str) -> int:
    word = word.replace("qu", "q")
    count = len(_EN.findall(word)) + len(_EN_APART.findall(word))
    silent = _EN_SILENT.search(word) and not word.endswith(("ble", "tle", "ple"))
    return count - 1 if silent and count > 1 else count
