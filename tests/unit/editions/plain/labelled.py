"""What each rule finds and misses in the labelled sentences."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mailer.editions.plain import RULES, Prose, style_marks
from tests.unit.editions.labelled import Labelled, Score, halves, labelled

SENTENCES = labelled(Path(__file__).with_name("sentences.tsv"), prefix="easy-")
TUNING, MEASURING = halves(SENTENCES)
STYLE: Final = ("plain-long", "plain-passive", "plain-nominal", "plain-abbreviation")
TUNED, FRESH = (
    labelled(Path(__file__).with_name(f"style.{name}.tsv"), prefix="plain-")
    for name in ("tuned", "fresh")
)


def scores(sentences: Iterable[Labelled]) -> dict[str, Score]:
    """Sentence by sentence: does the rule speak where a person does?"""
    result = {rule: Score() for rule in RULES}
    for one in sentences:
        for name, said in easily(one.words).items():
            result[name].count(said=said, meant=name in one.labels)
    return result


def easily(words: str) -> dict[str, bool]:
    """Which rules of Leichte Sprache a sentence breaks."""
    return {name: any(True for _ in rule.find(words)) for name, rule in RULES.items()}


def style_scores(sentences: Iterable[Labelled], language: str) -> dict[str, Score]:
    """The same for the marks on any text, on the sentences in one language."""
    result = {rule: Score() for rule in STYLE}
    for one in sentences:
        if f"plain-{language}" in one.labels:
            said = {mark.rule for mark in style_marks([Prose({}, (one.words,))], language)}
            for name in STYLE:
                result[name].count(said=name in said, meant=name in one.labels)
    return result


if __name__ == "__main__":
    chosen = TUNING if "--tuning" in sys.argv else MEASURING
    for rule, score in scores(chosen).items():
        print(score.row(rule))  # noqa: T201
    for language in ("de", "en"):
        for rule, score in style_scores(TUNED if chosen is TUNING else FRESH, language).items():
            print(language, score.row(rule))  # noqa: T201
    for one in TUNING if chosen is TUNING else ():
        heard = {name for name, said in easily(one.words).items() if said}
        if heard != one.labels:
            print(one.words, sorted(heard - one.labels), sorted(one.labels - heard))  # noqa: T201
