"""How a text reads: figures and marks in one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.editions.plain.easy import easy_marks
from mailer.editions.plain.mark import Mark
from mailer.editions.plain.measure import Measure, measure
from mailer.editions.plain.prose import Prose
from mailer.editions.plain.style import style_marks


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a text and what was marked in it; `easy` if it is to be Leichte Sprache."""

    language: str
    easy: bool
    measure: Measure
    marks: tuple[Mark, ...]


def read(prose: Iterable[Prose], language: str, *, easy: bool = False) -> Reading:
    """Measure and mark a text in 'de' or 'en' (or 'de-simple'); the rules of Leichte Sprache
    where `easy`, else those of good style.
    """
    places = tuple(prose)
    short = language.split("-", maxsplit=1)[0].lower()
    sentences = [sentence for place in places for sentence in place.sentences]
    strict = easy and short == "de"
    marks = easy_marks(places) if strict else style_marks(places, short)
    return Reading(short, easy, measure(sentences, short), marks)
