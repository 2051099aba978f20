"""Syllables of German and English words, counted by their vowels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Behind 'q' the u is no vowel, nor is 'y' at the beginning ('Yoga'); longest first.
_DE: Final = re.compile(
    r"(?<!q)(?:eau|aa|ai(?![kv])|au|äu|ay|ee|ei|eu|ey|ie|oo|oy|ou(?=[dprst])|[aeiouäöüàáâéèêëíîïóôúû]"
    r"|(?<!^)y|^y(?![aeiou]))"
)
# 'Ge-org', 'be-enden', 'ge-eignet': the prefix ends before its vowel.
_DE_PREFIX: Final = re.compile(r"^(?:be|ge)(?=[aeiu])|(?<=ge)e(?=(?:ig|hr|nd))")
# Here 'ie', 'eu', 'ee' and 'oo' are two: 'Fa-mi-li-e', 'Mu-se-um', 'Ide-en', 'ko-or-di-nie-ren'.
_DE_APART: Final = re.compile(
    r"(?:famili|lini|seri|foli|akti|studi|prämi|lili|materi|immobili|petersili|kastani|ödi|histori)e"
    r"(?=[nrs]?$|n)|(?:medi|feri|kriteri|prinzipi|ministeri|stadi|gremi|privilegi|materiali|"
    r"itali|spani|belgi|brasili|kroati|asi|sizili|chemikali|mineral[i]|radi)en|mus(?:e)u|"
    r"(?:kli|hygi)en(?=t|i)|[rlzt]ien(?=[tz])|[tzrd]ielle?|(?<=e)en$|(?<=koo)[prd]|(?<=zoo)l|"
    r"[aeiouäöü]\w*[bdfghklmprstvz]ien$"
)
# Words that came from English, with an e that nobody says and an 'ea' that is one.
_DE_SILENT: Final = re.compile(
    r"(?:(?:on|hot|dead|pipe)lin|websit|servic|softwar|hardwar|updat)e|"
    r"(?<=hom)e(?=page|office)|(?<=homepag)e|(?:t|str|l|b)ea(?=m|s(?:ing|er))"
)
_EN: Final = re.compile(r"[aeiouy]+")
_EN_SILENT: Final = re.compile(
    r"(?:[^laeiouycgsxzh]es|(?<!hund)(?<!sac)(?<!hat)[^tdeiu]ed|[^leu]e|[gq]ue|[^aeiou]led)$"
)
# An e in the middle: 'safe-ly', 'home-less', 'some-thing', 'state-ment'; not 'ele-ment'.
_EN_INNER: Final = re.compile(
    r"[^aeiouyl]e(?=(?:ly|less|ful|ness|ments?|times?|thing|one|where|fore|hold|work)\w*$)"
    r"|^ev(?=ery)|^busi(?=ness)"
)
_EN_APART: Final = re.compile(
    r"(?<![ct])i(?=a)|(?<=[ct])i(?=at)|i(?=et|um)|i(?=o(?!us|n))|(?<![ctgx])i(?=ous)|"
    r"(?<![ct])i(?=en[ct])|^sci(?=en)|eo(?!ple)|(?:id|ar)ea|ua(?!r)|uou|creat|being|[aeo]ing$|"
    r"eu(?=m)|real(?=i)|thea(?=t)|poe(?=[mt])|[aeo]y(?=[aeio])"
)
_EN_NOT: Final = re.compile(r"n['’]t$")
_CAPITALS: Final = re.compile(r"[A-ZÄÖÜ]{2,5}")


@lru_cache(maxsize=8192)
def syllables(word: str, language: str = "de") -> int:
    """Syllables of one word, at least one; digits count one each, 'EU' is spelt."""
    digits = sum(char.isdigit() for char in word)
    letters = re.sub(r"[^\w]|\d", "", word)
    if _CAPITALS.fullmatch(letters) and len(letters) <= 3:
        return digits + len(letters)
    if language != "de":
        word, negated = _EN_NOT.subn("nt", word)
        # "did-n't" has two, "don't" has one.
        digits += bool(negated) and word[-3].lower() not in "aeor"
        word = re.sub(r"['’]", "", word)
    parts = [part for part in re.split(r"[\W\d_]+", word.lower()) if part]
    count = _german if language == "de" else _english
    return max(1, digits + sum(max(1, count(part)) for part in parts))


def _german(word: str) -> int:
    apart = sum(1 for _ in _DE_APART.finditer(word)) - sum(1 for _ in _DE_SILENT.finditer(word))
    prefix = _DE_PREFIX.match(word)
    if prefix and prefix.end():
        return 1 + len(_DE.findall(word[prefix.end() :])) + apart
    return len(_DE.findall(word)) + apart


def _english(word: str) -> int:
    word = word.replace("qu", "q")
    count = len(_EN.findall(word)) + len(_EN_APART.findall(word))
    count -= len(_EN_INNER.findall(word))
    silent = _EN_SILENT.search(word) and not word.endswith(("ble", "tle", "ple", "tre"))
    return count - 1 if silent and count > 1 else count
