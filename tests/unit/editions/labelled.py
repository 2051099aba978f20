"""Labelled sentences, every other one for tuning; and how a rule does on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Labelled:
    """A sentence and what a person says of it: the labels, such as the rules that it breaks."""

    words: str
    labels: frozenset[str]


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

    def count(self, *, said: bool, meant: bool) -> None:
        """A sentence more: whether the rule speaks, and whether it should."""
        self.right += said and meant
        self.wrong += said and not meant
        self.missed += meant and not said

    def row(self, rule: str) -> str:
        """The rule's line of the table in docs/readability.md."""
        shown = f"{self.precision:.2f} | {self.recall:.2f}"
        return f"| `{rule}` | {self.right + self.missed} | {shown} |"


def labelled(file: Path, *, prefix: str = "") -> list[Labelled]:
    """All of them, in the order of the file; each label with the prefix in front."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [
        Labelled(words, frozenset(f"{prefix}{name}" for name in names.split(",") if name))
        for names, words in pairs
    ]


def halves(found: list[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Those that served for tuning, and those to measure with."""
    return found[::2], found[1::2]
