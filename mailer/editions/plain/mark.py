"""A mark: where a sentence is hard to read, what about it, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mailer.editions.catalogue import LANGUAGES, say

Words = Mapping[str, str]
"""The same sentence by language: {"de": ..., "en": ...}."""

Severity = Literal["warning", "hint"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing about one sentence, with the fields of a finding; `start` and `end` say which
    words of `sentence` are meant (0 and its length for all of it).
    """

    severity: Severity
    rule: str
    place: Words
    words: Words
    remedy: Words
    sentence: str
    start: int
    end: int

    @property
    def meant(self) -> str:
        """The words that are meant."""
        return self.sentence[self.start : self.end]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "place": dict(self.place),
            "words": dict(self.words),
            "remedy": dict(self.remedy),
            "sentence": self.sentence,
            "meant": self.meant,
        }


def in_words(message: str, /, **values: str) -> dict[str, str]:
    """A message of the catalogue in every language, its {placeholders} filled."""
    return {code: say(message, code, **values) for code in LANGUAGES}
