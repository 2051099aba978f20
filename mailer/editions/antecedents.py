"""Whether a sentence begins with a thing that only the text before it has introduced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DEFINITE: Final = (
    *("Der ", "Die ", "Das ", "Den ", "Dem ", "The "),
    *("Auf ", "Bei ", "Für ", "Mit ", "Nach ", "Über ", "Von ", "Um ", "Gegen ", "An ", "In "),
)
# With a verb behind the noun: what is said more of ('Die Umleitung für den Radverkehr') is known.
_GERMAN: Final = re.compile(
    r"(?:(?:Auf|Bei|Für|Mit|Nach|Über|Von|Um|Gegen|An|In) (?:der|die|das|den|dem)|"
    r"D(?:er|ie|as|en|em)) (?:(?:neue|alte|erste|zweite|gesamte)[nmrs]? )?"
    r"(?P<noun>[A-ZÄÖÜ][a-zäöüß-]{3,})(?= (?!(?:für|in|im|am|an|auf|aus|bei|beim|mit|ohne|von|vom|"
    r"zu|zum|zur|der|des|den|dem|die|das|zwischen|über|unter|nach|und|oder|gegen|durch|um|seit|bis|"
    r"vor|sowie|wegen|entlang|ab)\b)[a-zäöü])"
)
_ENGLISH: Final = re.compile(
    r"The (?:new |old |first |second )?(?P<noun>[a-z]{4,})"
    r"(?= (?:is|are|was|were|has|have|had|will|would|can|could|must|may|[a-z]{2,}ed|runs?|costs?|"
    r"opens?|begins?|starts?|ends?|took|takes|gave|went|came|fell|rose|lost|cut|showed|saves?)\b)"
)
# So general that they name nothing by themselves.
_GENERAL: Final = frozenset(
    (
        *("Umleitung", "Sperrung", "Angebot", "Projekt", "Vorhaben", "Verfahren", "Aktion"),
        *("Maßnahme", "Gerät", "Regelung", "Lücke", "Treffen", "Summe", "Betrag", "Vorfall"),
        *("Fehler", "Schaden", "Versuch", "Testlauf", "Idee", "Änderung", "diversion"),
        *("closure", "project", "scheme", "measure", "trial", "test", "difference", "sum"),
        *("incident", "fault", "idea"),
    )
)
# These come of what the sentence right before tells.
_FOLLOWS: Final = frozenset(
    (
        *("Umleitung", "Sperrung", "Lücke", "Summe", "Differenz", "diversion", "closure"),
        *("difference", "sum"),
    )
)
_FEW: Final = frozenset(
    (
        *("ein", "eine", "einen", "einem", "einer", "eines", "kein", "keine", "keinen", "neue"),
        *("neuen", "neuer", "neues", "mehrere", "einige", "zwei", "drei", "vier", "fünf"),
        *("sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "a", "an", "new"),
        *("several", "some", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        *("ten", "eleven", "twelve", "another"),
    )
)
_NEAR: Final = 3


def definite(sentence: str) -> bool:
    """Whether it may begin with a certain thing."""
    return sentence.startswith(_DEFINITE)


def introduced(sentence: str, before: Sequence[str], *, known: str = "") -> bool:
    """Whether readers of this sentence miss the one `before` it that says which thing is meant.

    So it is with 'The diversion runs ...' behind 'There will be a diversion', unless readers know
    it from what is `known`, and with a word that is too general to name anything.
    """
    if not definite(sentence):
        return False
    match = _GERMAN.match(sentence) or _ENGLISH.match(sentence)
    if not match:
        return False
    noun = match["noun"]
    small = noun.lower()
    if small in known.lower():
        return False
    return noun in _GENERAL or any(_first_named(small, said) for said in before)


def introduces(said: str, sentence: str, *, first: bool) -> bool:
    """Whether a sentence says which thing the next one begins with; `first` opens its section."""
    match = _GERMAN.match(sentence) or _ENGLISH.match(sentence)
    noun = match["noun"] if match else ""
    return first or noun in _FOLLOWS or _first_named(noun.lower(), said)


def _first_named(noun: str, said: str) -> bool:
    """Whether a sentence speaks of one or some such thing for the first time: 'eine Umleitung'."""
    place = said.lower().find(noun)
    if place < 0:
        return False
    near = said[:place].lower().split()[-_NEAR:]
    return not _FEW.isdisjoint(near) or any(word[:1].isdigit() for word in near)
