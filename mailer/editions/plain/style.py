"""Marks on any text: long sentences, passive, nominal style, abbreviations nobody explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.plain.mark import Mark, Severity, in_words
from mailer.editions.plain.measure import words_of
from mailer.editions.plain.prose import Prose
from mailer.editions.plain.shortforms import capitals, explains
from mailer.editions.plain.voice import passives

# German clauses run longer: 20 words on average is where the formulas turn to 'hard'.
LONGEST: Final = {"de": 20, "en": 25}
_NOUNS: Final = {
    "de": re.compile(
        r"\b[A-ZÄÖÜ][\wäöüß-]{3,}(?:ung|heit|keit|tion|tät|ismus|schaft|nahme|stellung)(?:en|s)?\b"
    ),
    "en": re.compile(r"\b\w{4,}(?:tion|ment|ance|ence|ity|ness)s?\b"),
}
_ENOUGH: Final = {"de": 3, "en": 4}
_EMPTY_VERBS: Final = re.compile(
    r"\b(?:zur Verfügung (?:ge)?stell\w+|zur Anwendung|zum Einsatz (?:komm|gekomm|gelang)\w*|"
    r"zur Durchführung|in Anspruch (?:ge)?n[aeio]\w+|zum Ausdruck|unter Beweis|in Erwägung|"
    r"in Aussicht (?:ge)?stell\w+|Sorge (?:zu )?tr\w+|Beachtung find\w+|Anwendung find\w+|"
    r"erfolg(?:t|te|ten|en)(?= (?:die|der|eine|durch|im|am|nach)\b))"
)


def style_marks(prose: Iterable[Prose], language: str) -> tuple[Mark, ...]:
    """What makes a text hard, sentence by sentence, in its order."""
    places = tuple(prose)
    whole = " ".join(sentence for place in places for sentence in place.sentences)
    met: set[str] = set()
    return tuple(
        mark
        for place in places
        for sentence in place.sentences
        for mark in (
            *_long(sentence, place, language=language),
            *_passive(sentence, place, language=language),
            *_nominal(sentence, place, language=language),
            *_unexplained(sentence, place, whole=whole, met=met),
        )
    )


def _long(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    count = len(words_of(sentence))
    limit = LONGEST.get(language, LONGEST["en"])
    if count > limit:
        yield Mark(
            Severity.WARNING,
            "plain-long",
            place.place,
            in_words(marked("The sentence has {count} words."), count=str(count)),
            in_words(marked("Make two of it; up to {limit} words are easy."), limit=str(limit)),
            sentence,
            0,
            len(sentence),
        )


def _passive(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    for start, end in passives(sentence, language):
        yield Mark(
            Severity.HINT,
            "plain-passive",
            place.place,
            in_words(marked("The passive hides who acts: “{words}”."), words=sentence[start:end]),
            in_words(marked("Say who does it.")),
            sentence,
            start,
            end,
        )


def _nominal(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    found = list(_NOUNS[language].finditer(sentence)) if language in _NOUNS else []
    empty = _EMPTY_VERBS.search(sentence) if language == "de" else None
    if not empty and len(found) < _ENOUGH.get(language, 9):
        return
    start, end = empty.span() if empty else (found[0].start(), found[-1].end())
    words = empty[0] if empty else ", ".join(match[0] for match in found)
    yield Mark(
        Severity.HINT,
        "plain-nominal",
        place.place,
        in_words(marked("Nouns do the work of verbs: {words}."), words=words),
        in_words(marked("Say it with verbs.")),
        sentence,
        start,
        end,
    )


def _unexplained(sentence: str, place: Prose, *, whole: str, met: set[str]) -> Iterator[Mark]:
    """An abbreviation where it stands first."""
    for start, end in capitals(sentence):
        short = sentence[start:end]
        if short in met:
            continue
        met.add(short)
        if not explains(whole, short):
            yield Mark(
                Severity.WARNING,
                "plain-abbreviation",
                place.place,
                in_words(marked("Nobody says what “{words}” means."), words=short),
                in_words(marked("Write it out where it stands first.")),
                sentence,
                start,
                end,
            )
