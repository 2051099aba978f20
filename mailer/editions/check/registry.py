"""Rules by name: each a small function that looks at a mail and yields the places it minds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import Finding, Severity, Words, in_words

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING
HINT, UNCHECKED = Severity.HINT, Severity.UNCHECKED


class Hit(NamedTuple):
    """Where a rule found something, and what its words need."""

    place: Words
    values: dict[str, str | Words]


Test = Callable[[Mail], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `says` and `remedy` are messages of the catalogue, `test` yields its hits.

    `asks` are statements by name, messages too: what somebody affirms who lets such a finding pass.
    """

    id: str
    severity: Severity
    says: str
    remedy: str
    test: Test
    asks: Mapping[str, str] = field(default_factory=dict)

    def findings(self, mail: Mail) -> Iterator[Finding]:
        """What it finds in a mail, each thing once."""
        seen = set()
        for place, values in self.test(mail):
            words = in_words(self.says, **values)
            if (place["en"], words["en"]) not in seen:
                seen.add((place["en"], words["en"]))
                remedy = in_words(self.remedy, **values)
                yield Finding(self.severity, self.id, place, words, remedy)


RULES: dict[str, Rule] = {}


def rule(
    id_: str, severity: Severity, *, says: str, remedy: str, asks: Mapping[str, str] | None = None
) -> Callable[[Test], Test]:
    """Put a function into the registry."""

    def register(test: Test) -> Test:
        if id_ in RULES:
            raise ValueError(f"there are two rules {id_}")
        RULES[id_] = Rule(id_, severity, says, remedy, test, asks or {})
        return test

    return register


def at(place: str, /, **values: str | Words) -> Hit:
    """A hit at one of the named places below."""
    return Hit(in_words(place), values)


def at_element(element: Element, /, **values: str | Words) -> Hit:
    """A hit at an element, by what readers see of it."""
    shown = short(element.name or element.attrs.get("src") or element.attrs.get("href") or "")
    kind = KINDS.get(element.tag, PASSAGE)
    return Hit(
        in_words(kind if shown else WITHOUT_WORDS.get(element.tag, MAIL), words=shown), values
    )


def short(words: str) -> str:
    """So much of it that it is found again."""
    return words if len(words) <= 60 else f"{words[:57].rstrip()}…"


SUBJECT, PREHEADER = marked("subject"), marked("preheader")
TEXT, MAIL = marked("text part"), marked("the whole mail")
FOOTER, SENDER, LIST = marked("footer"), marked("sender"), marked("list")
PASSAGE = marked("passage “{words}”")
KINDS = {
    "a": marked("link “{words}”"),
    "img": marked("image “{words}”"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), marked("heading “{words}”")),
}
WITHOUT_WORDS = {
    "a": marked("a link without words"),
    "img": marked("an image without address"),
    "table": marked("a table"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), marked("an empty heading")),
}
