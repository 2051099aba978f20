"""A mark: where a sentence is hard to read, what about it, and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mailer.editions.check.model import Finding, Severity, Words, in_words

__all__ = ["Mark", "Severity", "Words", "in_words"]


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

    @property
    def finding(self) -> Finding:
        """The same for the check of an edition, which knows no sentences."""
        return Finding(self.severity, self.rule, self.place, self.words, self.remedy)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**self.finding.as_dict(), "sentence": self.sentence, "meant": self.meant}
