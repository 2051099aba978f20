"""One text in figures, and the figures in a word: easy, medium, hard."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from mailer.editions.plain.formulas import Counts, amstad, flesch, wiener
from mailer.editions.plain.syllables import syllables

# 'Smart-City-Kongress', '1.200', "didn't", '5,5', 'Bürger:innen', 'Wahl·amt' are one word each,
# and so are 'Bürger_innen' and 'Bürger/innen'.
WORD: Final = re.compile(r"[^\W_]+(?:(?:[-‑·'’.,:*_]|/-?(?=in(?:nen)?\b))[^\W_]+)*")
# Addresses and numbers to be dialled are no prose: nobody reads them word by word.
_ASIDE: Final = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b(?:[a-z0-9-]+\.)+(?:de|org|com|net|eu|uk)\b(?:/\S*)?|"
    r"(?:\+\d{1,3}|\b0\d{2,5})[ /-]\d[\d /-]{3,}\d"
)
# On the scale of Flesch and Amstad: from 70 'fairly easy', below 50 'fairly difficult'.
EASY, MEDIUM = 70, 50


class Level(StrEnum):
    """How hard a text is to read."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    NONE = "none"
    """There is no text."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A text in figures; `wiener` is None for other languages than German."""

    counts: Counts
    score: float
    wiener: float | None

    @property
    def level(self) -> Level:
        """The score in a word."""
        if not self.counts.words:
            return Level.NONE
        if self.score >= EASY:
            return Level.EASY
        return Level.MEDIUM if self.score >= MEDIUM else Level.HARD

    def as_dict(self) -> dict[str, Any]:
        """For JSON and tables, rounded as one says it."""
        counts = self.counts
        return {
            "level": str(self.level),
            "score": round(self.score),
            "wiener": None if self.wiener is None else round(self.wiener, 1),
            "sentences": counts.sentences,
            "words": counts.words,
            "words_per_sentence": round(counts.sentence_length, 1),
            "letters_per_word": round(counts.word_length, 1),
            "syllables_per_word": round(counts.syllables_per_word, 2),
        }


def words_of(sentence: str) -> list[str]:
    """The words of a sentence, signs left out."""
    return WORD.findall(sentence)


def measure(sentences: Iterable[str], language: str) -> Measure:
    """Measure sentences in 'de' or 'en'; other languages are measured like English."""
    counts = _counts(sentences, language)
    if language == "de":
        return Measure(counts, amstad(counts), wiener(counts))
    return Measure(counts, flesch(counts), None)


def _counts(sentences: Iterable[str], language: str) -> Counts:
    prose = (_ASIDE.sub(" ", sentence) for sentence in sentences)
    per_sentence = [found for found in map(words_of, prose) if found]
    words = [word for found in per_sentence for word in found]
    sizes = [sum(char.isalnum() for char in word) for word in words]
    spoken = [syllables(word, language) for word in words]
    return Counts(
        sentences=len(per_sentence),
        words=len(words),
        syllables=sum(spoken),
        letters=sum(sizes),
        long=sum(size > 6 for size in sizes),
        many=sum(count > 2 for count in spoken),
        single=sum(count == 1 for count in spoken),
    )
