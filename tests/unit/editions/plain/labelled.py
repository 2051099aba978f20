"""What each rule of Leichte Sprache finds and misses in the labelled sentences."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from mailer.editions.plain import RULES
from tests.unit.editions.labelled import Labelled, Score, halves, labelled

SENTENCES = labelled(Path(__file__).with_name("sentences.tsv"), prefix="easy-")
TUNING, MEASURING = halves(SENTENCES)


def scores(sentences: Iterable[Labelled]) -> dict[str, Score]:
    """Sentence by sentence: does the rule speak where a person does?"""
    result = {rule: Score() for rule in RULES}
    for one in sentences:
        for name, rule in RULES.items():
            said = any(True for _ in rule.find(one.words))
            result[name].count(said=said, meant=name in one.labels)
    return result


if __name__ == "__main__":
    chosen = TUNING if "--tuning" in sys.argv else MEASURING
    for rule, score in scores(chosen).items():
        print(score.row(rule))  # noqa: T201
    if "--tuning" in sys.argv:
        for one in TUNING:
            said = {name for name, rule in RULES.items() if any(True for _ in rule.find(one.words))}
            if said != one.labels:
                print(one.words, sorted(said - one.labels), sorted(one.labels - said))  # noqa: T201
