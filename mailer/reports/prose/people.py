"""Who is named in a sentence: names with their academic titles, and the roles beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mailer.reports.prose.names import (
    FEMALE,
    FEMININE,
    FINITE,
    FIRST,
    MALE,
    PARTICLES,
    ROLE,
    SMALL,
    THING,
    VERBS,
    finite,
)
from mailer.reports.prose.wordset import wordset

_TOKEN: Final = re.compile(
    r"(?:Dr|Prof|Dipl|Ing|med|phil|jur|rer|nat|h|c|Mr|Mrs|Ms|Cllr|St|Fr|Hr|[A-ZÄÖÜ])\.(?=[\s-])"
    r"|[^\W_]+(?:[’'*:/-][^\W_]+)*|[^\w\s]"
)
_TITLES: Final = wordset("Dr. Prof. Dr Prof Dipl.-Ing. Ing. med. phil. jur. rer. nat. h. c.")
_ADDRESS: Final = wordset("Herr Herrn Frau Mr. Mrs. Ms. Mr Mrs Ms Cllr. Cllr Hr. Fr.")
_ARTICLES: Final = wordset("der die das dem den des ein eine einer einem unser unsere the a an")
_FROM: Final = wordset("von vom aus beim bei of from at")
# These tell where somebody spoke as often as where they belong.
_WHERE: Final = wordset("beim bei at")
_ROLE_END: Final = frozenset('.;:!?„“”»«"–—')


@dataclass(frozen=True, slots=True)
class Person:
    """A name, what the text calls its bearer, and where the name stands in the text."""

    name: str
    role: str = ""
    gender: str = ""
    start: int = 0
    end: int = 0

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def find_people(text: str) -> list[Person]:
    """Everybody named in the text, in its order."""
    tokens = [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    people: list[Person] = []
    at = 0
    while at < len(tokens):
        end = _name_end(tokens, at)
        if end <= at:
            at += 1
            continue
        people.append(_person(text, tokens, at=at, end=end))
        at = end
    return people


def has_role(text: str) -> bool:
    """Whether a word of the text names a role."""
    return any(is_role(word) for word in re.findall(r"[\w-]+", text))


def is_role(word: str) -> bool:
    """Whether the word ends as names of roles do ('Projektleiterin')."""
    if word.lower() in _PLAIN:
        return True
    return word[:1].isupper() and any(m.end() == len(word) for m in ROLE.finditer(word))


_PLAIN: Final = wordset("mayor director councillor head chair spokesperson commissioner curator")


def _capital(word: str) -> bool:
    return word[:1].isupper() and (len(word) > 1 and any(c.islower() for c in word[1:]))


def _name_word(word: str) -> bool:
    if word in _TITLES | _ADDRESS or word.endswith("."):
        return False
    return _capital(word) and word not in SMALL and not is_role(word) and ":" not in word


def _name_end(tokens: list[_Token], at: int) -> int:
    """Index behind the name that begins at `at`, or `at` where none does."""
    if not _name_word(tokens[at].text):
        return at
    end = at + 1
    while end < len(tokens) and (
        _initial(tokens[end].text) or (tokens[end].text in FIRST and _name_follows(tokens, end + 1))
    ):
        end += 1
    known = _known(tokens[at].text)
    while known and end < len(tokens) and tokens[end].text in PARTICLES and end - at < 5:
        end += 1
    if (
        end < len(tokens)
        and _surname(tokens[end].text)
        and tokens[end].start - tokens[end - 1].end <= 2
    ):
        return end + 1 if _score(tokens, at, end=end + 1) >= 2 else at
    return _alone(tokens, at)


def _known(first: str) -> bool:
    return any(part in FIRST for part in first.split("-"))


def _surname(word: str) -> bool:
    return _name_word(word) or (len(word) > 2 and word.isupper() and word.isalpha())


def _name_follows(tokens: list[_Token], at: int) -> bool:
    return at < len(tokens) and (_name_word(tokens[at].text) or tokens[at].text in PARTICLES)


def _initial(word: str) -> bool:
    return len(word) == 2 and word[0].isupper() and word[1] == "."


def _score(tokens: list[_Token], at: int, *, end: int) -> int:
    first, last = tokens[at].text, tokens[end - 1].text
    known = _known(first)
    before = tokens[at - 1].text if at else ""
    after = tokens[end].text if end < len(tokens) else ""
    if known:
        return 3
    score = 2 * (is_role(before) or before in _TITLES | _ADDRESS)
    score += after in VERBS or before in VERBS or before == "so"
    score += after in {",", ":", "("}
    score += after == "," and bool(_phrase_role(tokens, range(end + 1, end + 9)))
    score += 2 * (before == "," and bool(_phrase_role(tokens, range(at - 2, at - 8, -1))))
    score -= 3 * (_thing(first) + _thing(last))
    return score - any(t.text in PARTICLES for t in tokens[at:end])


def _phrase_role(tokens: list[_Token], places: range) -> str:
    """The role in the noun phrase that these places walk through, '' where it has none."""
    for at in places:
        if not 0 <= at < len(tokens) or tokens[at].text in _ROLE_END | {","}:
            return ""
        if is_role(tokens[at].text):
            return tokens[at].text
    return ""


def _thing(word: str) -> bool:
    return any(m.end() == len(word) for m in THING.finditer(word))


def _alone(tokens: list[_Token], at: int) -> int:
    """A surname alone counts behind a form of address, a title or a role."""
    start = _particles_before(tokens, at)
    before = tokens[start - 1].text if start else ""
    after = tokens[at + 1].text if at + 1 < len(tokens) else "."
    if _thing(tokens[at].text) or _capital(after):
        return at
    if before in _ADDRESS | _TITLES:
        return at + 1
    if start < at:
        return at
    speaking = after in VERBS or after in {".", ",", ":", "–"}
    return at + 1 if is_role(before) and speaking else at


def _particles_before(tokens: list[_Token], at: int) -> int:
    """Index of the first particle right before a surname ('Frau von der Aue'), or `at`."""
    while at and tokens[at - 1].text in PARTICLES:
        at -= 1
    return at


def _person(text: str, tokens: list[_Token], *, at: int, end: int) -> Person:
    start = _particles_before(tokens, at)
    if start and tokens[start - 1].text not in _ADDRESS | _TITLES:
        start = at
    while start and (tokens[start - 1].text in _TITLES or _abbreviated(tokens, start)):
        start -= 1
    address = tokens[start - 1].text if start and tokens[start - 1].text in _ADDRESS else ""
    name = text[tokens[start].start : tokens[end - 1].end]
    if address:
        start -= 1
        name = f"{address} {name}" if end - at == 1 else name
    role = _role_before(text, tokens, start=start) or _role_after(text, tokens, end=end)
    return Person(
        name, role, _gender(name, role, address=address), tokens[start].start, tokens[end - 1].end
    )


def _abbreviated(tokens: list[_Token], start: int) -> bool:
    return tokens[start - 1].text == "-" and start > 1 and tokens[start - 2].text in _TITLES


def _gender(name: str, role: str, *, address: str) -> str:
    first = (
        name.split(maxsplit=1)[0]
        if address or name.split(maxsplit=1)[0] not in _TITLES
        else name.split()[-2]
    )
    if first.split("-")[0] in FEMALE or address in {"Frau", "Mrs.", "Ms.", "Mrs", "Ms"}:
        return "f"
    if first.split("-")[0] in MALE or address in {"Herr", "Herrn", "Mr.", "Mr"}:
        return "m"
    return "f" if FEMININE.search(role) else ""


def _role_before(text: str, tokens: list[_Token], *, start: int) -> str:
    """Walks left from the name to the beginning of its noun phrase, if that names a role."""
    at, found = start, ""
    comma = bool(at and tokens[at - 1].text == ",")
    at -= comma
    stop = at
    while at and stop - at < 12:
        word = tokens[at - 1].text
        if word in _ROLE_END or word in FINITE or word == "," or (found and _breaks(word, found)):
            break
        found = found or (word if is_role(word) else "")
        at -= 1
    if not found and stop == start and stop and _trade(tokens, stop):
        return tokens[stop - 1].text
    while at < stop and tokens[at].text.lower() in _ARTICLES | _LOOSE:
        at += 1
    return text[tokens[at].start : tokens[stop - 1].end] if found and at < stop else ""


def _trade(tokens: list[_Token], start: int) -> bool:
    """'Imkerin Beate Sorge': a word for what somebody does, right before a known first name."""
    word = tokens[start - 1].text
    noun = _name_word(word) and not _thing(word) and word not in FIRST
    return noun and word.endswith(_TRADES) and _known(tokens[start].text)


_TRADES: Final = ("in", "er", "ist", "or", "eur", "nt", "loge", "wart", "wirt", "rat", "ier")
_LOOSE: Final = wordset(
    """auch so und wie as und mit von vom durch für an by with dazu dabei laut"""
)
_KEPT: Final = wordset("stellvertretende stellvertretender stellv. kommissarische deputy the")


def _breaks(word: str, role: str) -> bool:
    """Whether a word cannot stand before the role: English puts any noun there."""
    if word.lower() in _ARTICLES or word.lower() in _LOOSE:
        return True
    if not word[:1].islower() or role.islower() or word in _KEPT:
        return False
    return word.endswith(("te", "ten")) or not word.endswith(("e", "er", "en", "es"))


def _role_after(text: str, tokens: list[_Token], *, end: int) -> str:
    """An apposition (', CDO der Stadt ...'), an origin ('vom Ministerium ...') or '(Amt)'."""
    if end >= len(tokens):
        return ""
    opening = tokens[end].text
    if opening == "(":
        close = next((i for i in range(end + 1, len(tokens)) if tokens[i].text == ")"), -1)
        return text[tokens[end + 1].start : tokens[close].start].strip() if close > end + 1 else ""
    if opening == ",":
        return _apposition(text, tokens, at=end + 1)
    return _until_verb(text, tokens, at=end) if opening in _FROM else ""


def _apposition(text: str, tokens: list[_Token], *, at: int) -> str:
    end = at
    while end < len(tokens) and tokens[end].text not in _ROLE_END | FINITE | {","}:
        end += 1
    if end == at or end - at > 18:
        return ""
    phrase = text[tokens[at].start : tokens[end - 1].end]
    if not has_role(phrase) and tokens[at].text not in _FROM:
        return ""
    return re.sub(r"^(?:der|die|das|the|a|an)\s", "", phrase)


def _until_verb(text: str, tokens: list[_Token], *, at: int) -> str:
    end = at
    while end < len(tokens) and not (tokens[end].text in _ROLE_END or finite(tokens[end].text)):
        end += 1
    if end < len(tokens) and finite(tokens[end].text):
        return text[tokens[at].start : tokens[end - 1].end].rstrip(", ")
    if tokens[at].text in _WHERE:
        return ""
    comma = next((i for i in range(at, end) if tokens[i].text == ","), end)
    short = comma - at <= 8
    return text[tokens[at].start : tokens[comma - 1].end] if short and comma > at else ""
