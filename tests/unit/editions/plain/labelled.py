"""The labelled sentences, and what each rule of Leichte Sprache finds and misses in them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mailer.editions.plain import RULES

SENTENCES = Path(__file__).with_name("sentences.tsv")


@dataclass(frozen=True)
class Labelled:
    """A sentence and the rules that it breaks, by a person's judgement."""

    words: str
    rules: frozenset[str]


@dataclass
class Score:
    """How a rule does on a set of sentences."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def row(self, rule: str) -> str:
        """The rule's line of the table in docs/readability.md."""
        shown = f"{self.precision:.2f} | {self.recall:.2f}"
        return f"| `{rule}` | {self.right + self.missed} | {shown} |"


def labelled() -> list[Labelled]:
    """All of them, in the order of the file."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [
        Labelled(words, frozenset(f"easy-{name}" for name in names.split(",") if name))
        for names, words in pairs
    ]


def halves() -> tuple[list[Labelled], list[Labelled]]:
    """Those that served for tuning, and those to measure with."""
    found = labelled()
    return found[::2], found[1::2]


def scores(sentences: Iterable[Labelled]) -> dict[str, Score]:
    """Sentence by sentence: does the rule speak where a person does?"""
    result = {rule: Score() for rule in RULES}
    for one in sentences:
        for name, rule in RULES.items():
            said, meant = any(True for _ in rule.find(one.words)), name in one.rules
            result[name].right += said and meant
            result[name].wrong += said and not meant
            result[name].missed += meant and not said
    return result


if __name__ == "__main__":
    tuning, measuring = halves()
    chosen = tuning if "--tuning" in sys.argv else measuring
    for rule, score in scores(chosen).items():
        print(score.row(rule))  # noqa: T201
    if "--tuning" in sys.argv:
        for one in tuning:
            said = {name for name, rule in RULES.items() if any(True for _ in rule.find(one.words))}
            if said != one.rules:
                print(one.words, sorted(said - one.rules), sorted(one.rules - said))  # noqa: T201
