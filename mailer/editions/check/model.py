"""What the gate says, and what it has to be told because an edition does not hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Literal

from mailer.editions.catalogue import LANGUAGES, say
from mailer.editions.model import Identity, Slot

Words = Mapping[str, str]
"""The same sentence by language: {"de": ..., "en": ...}."""


class Severity(StrEnum):
    """What a finding does: stops approval and sending, asks to look, hints, or says that nobody
    could look.
    """

    BLOCKING = "blocking"
    WARNING = "warning"
    HINT = "hint"
    UNCHECKED = "unchecked"

    @property
    def rank(self) -> int:
        """Its place in a list of findings: the worst stands in front."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found."""

    severity: Severity
    rule: str
    place: Words
    words: Words
    remedy: Words

    @property
    def key(self) -> str:
        """What a waiver names: the same for the same finding, in whichever edition of an issue."""
        said = "\0".join((self.rule, self.place["en"], self.words["en"]))
        return sha256(said.encode()).hexdigest()[:20]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "severity": str(self.severity),
            "rule": self.rule,
            "place": dict(self.place),
            "words": dict(self.words),
            "remedy": dict(self.remedy),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """What `as_dict` made."""
        return cls(
            Severity(data["severity"]), data["rule"], data["place"], data["words"], data["remedy"]
        )


Known = Literal["fine", "bad", "unreachable"]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look outside found: a link, a record in DNS, a spam filter's mind.

    `reason` is one of `outside.REASONS`, or words that need no translation ('HTTP 404').
    """

    state: Known
    reason: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, in which a city has to hold back: 'election' or 'recess'."""

    kind: str
    name: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known outside the edition. Where nothing is said, rules say 'not checked'.

    `day` is when it is to go out, `own_hosts` may serve pictures, `browser_url` is its page.
    `looks` holds results by link address, and under 'spf', 'dkim', 'dmarc' and 'spam'.
    `empty` counts the recipients for whom a slot has no value, of `recipients`.
    `lists` are the names of the lists, `public_lists` those that anybody can see and that nobody
    marked as sensitive, `sensitive` says that somebody marked one of them, and `editorial` that
    one of them reports as the press does.
    `largest` is the most octets that a whole message may have, 0 for no limit.
    `lost` are sections that editors marked and that are gone, each with what was wanted of it.
    `unchanged` are titles of what a correction tells in the very words that it corrects, `revised`
    those of what was revised since the text that is told.
    """

    day: date | None = None
    identity: Identity | None = None
    own_hosts: frozenset[str] = frozenset()
    browser_url: str = ""
    looks: Mapping[str, Look] = field(default_factory=dict)
    empty: Mapping[Slot, int] = field(default_factory=dict)
    recipients: int | None = None
    lists: tuple[str, ...] = ()
    public_lists: tuple[str, ...] = ()
    sensitive: bool = False
    editorial: bool = False
    periods: tuple[Period, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    unchanged: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    picture_bytes: Mapping[str, int] = field(default_factory=dict)
    largest: int = 0


def in_words(message: str, /, **values: str | Words) -> dict[str, str]:
    """A message of the catalogue in every language, its {placeholders} filled."""
    return {
        code: say(
            message,
            code,
            **{name: v if isinstance(v, str) else v[code] for name, v in values.items()},
        )
        for code in LANGUAGES
    }
