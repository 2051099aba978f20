"""The people named so far, to resolve 'er', 'she', 'so Weber' and 'die Leiterin'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from mailer.reports.prose.names import BODY, FEMININE
from mailer.reports.prose.people import Person, find_people, has_role, is_role
from mailer.reports.prose.wordset import wordset

# Whoever was named before so many others is not meant by a pronoun any more.
_KEPT: Final = 60
_PRONOUN: Final = re.compile(
    r"\b(?P<m>er|sein|seine|he|his)\b|\b(?P<f>sie|ihr|ihre|she|her)\b", re.IGNORECASE
)
# 'Seine Botschaft' is his own; what 'ihre Kollegin' says is not hers.
_WHOSE: Final = re.compile(
    r"\b(?P<whose>sein|seine|ihr|ihre|his|her|their)\s+(?P<noun>[^\W\d_]\w+)", re.IGNORECASE
)
_KIN: Final = wordset(
    """bruder schwester mutter vater tochter sohn frau mann kollege kollegin amtskollege
    amtskollegin nachbar nachbarin freund freundin partner partnerin vorgänger vorgängerin
    nachfolger nachfolgerin stellvertreter stellvertreterin großmutter großvater enkel enkelin
    brother sister mother father daughter son wife husband colleague neighbour friend
    counterpart deputy predecessor successor"""
)
_ARTICLE: Final = re.compile(
    r"\b(?:der|die|das|ein|eine|einer|unsere?|the|an?)\s+(?=\S)", re.IGNORECASE
)
_JOINS: Final = wordset("des der für im am in beim von vom und of the for at and")


@dataclass
class Memory:
    """People in the order of the text; grows while a report is read."""

    people: list[Person] = field(default_factory=list)
    speaker: Person | None = None

    def note(self, text: str) -> list[Person]:
        """Remembers who the text names; a bare surname is completed from before.

        People known already are named by surname or function as well ('Die Vorsitzende').
        """
        found = [self._complete(person) for person in find_people(text)]
        named = {word for person in found for word in person.name.split()}
        again = [p for p in self._again(text) if p.surname not in named]
        self.people += sorted(found + again, key=lambda person: person.start)
        del self.people[:-_KEPT]
        return found

    def _again(self, text: str) -> list[Person]:
        known = {p.surname: p for p in self.people}
        mentions: dict[str, Person] = {}
        for match in re.finditer(r"[^\W\d_][\w'’-]+", text):
            word = match.group()
            person = known.get(word) or (self._bearer(word) if is_role(word) else None)
            if person:
                mentions[person.surname] = replace(person, start=match.start())
        return list(mentions.values())

    def _bearer(self, noun: str) -> Person | None:
        """Whoever was last named with this function."""
        fits = (p for p in reversed(self.people) if noun in re.findall(r"[\w-]+", p.role))
        return next(fits, None)

    def _complete(self, person: Person) -> Person:
        known = self.by_surname(person.surname)
        if known is None or len(known.name) < len(person.name):
            return person
        return replace(person, name=known.name, role=known.role or person.role, gender=known.gender)

    def by_surname(self, surname: str) -> Person | None:
        """The fullest name seen with this surname."""
        same = [p for p in self.people if p.surname == surname]
        return max(same, key=lambda p: len(p.name), default=None)

    def last(self, gender: str = "") -> Person | None:
        """Whoever was named last and may be of that gender."""
        fits = (p for p in reversed(self.people) if not gender or p.gender in {"", gender})
        return next(fits, None)

    def refer(self, words: str) -> Person | None:
        """Whom a phrase without a full name means: surname, pronoun, or function."""
        for word in re.findall(r"[^\W\d_][\w'’-]+", words):
            if word[0].isupper() and (known := self.by_surname(word)):
                return known
        if whose := _relative(words):
            return Person(whose)
        pronoun = _PRONOUN.search(words)
        if pronoun and (known := self.last("m" if pronoun["m"] else "f")):
            return known
        return self._by_function(words)

    def _by_function(self, words: str) -> Person | None:
        phrase = function(words)
        if not phrase:
            return None
        noun = next((w for w in re.findall(r"[\w-]+", phrase) if is_role(w)), phrase)
        return self._bearer(noun) or Person(phrase, gender="f" if FEMININE.search(phrase) else "")


def _relative(words: str) -> str:
    """'ihr Bruder', 'his deputy': somebody else than the pronoun's person."""
    match = _WHOSE.search(words)
    noun = match["noun"] if match else ""
    other = noun.lower() in _KIN or is_role(noun)
    return f"{match['whose'].lower()} {noun}" if match and other else ""


def function(words: str) -> str:
    """A speaker told by function or body ('Leiterin des Stadtarchivs'), '' where none is."""
    for article in _ARTICLE.finditer(words):
        phrase = _noun_phrase(words[article.end() :])
        if has_role(phrase) or any(map(BODY.search, re.findall(r"\b[A-ZÄÖÜ][\w-]+", phrase))):
            return phrase
    first = re.match(r"[A-ZÄÖÜ][\w-]+", words)
    return first.group() if first and is_role(first.group()) else ""


def _noun_phrase(words: str) -> str:
    """Words up to the first that belongs to no noun phrase."""
    kept: list[str] = []
    for word in words.split():
        bare = word.rstrip(",.:;")
        nominal = bare[:1].isupper() or bare in _JOINS or (not _has_noun(kept) and bare.islower())
        if not nominal or len(kept) > 9:
            break
        kept.append(bare)
        if bare != word:
            break
    while kept and kept[-1] in _JOINS:
        kept.pop()
    return " ".join(kept)


def _has_noun(words: list[str]) -> bool:
    return any(word[:1].isupper() or is_role(word) for word in words)
