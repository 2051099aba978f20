"""Rules of Leichte Sprache, after DIN SPEC 33429: they show a writer places to look at again.

What each rule finds and misses is measured on labelled sentences (docs/readability.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.plain import choices
from mailer.editions.plain import patterns as forms
from mailer.editions.plain.mark import Mark, Severity, in_words
from mailer.editions.plain.measure import words_of
from mailer.editions.plain.prose import Prose
from mailer.editions.plain.shortforms import capitals, dotted
from mailer.editions.plain.syllables import syllables
from mailer.editions.plain.voice import passives

Span = tuple[int, int]
LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `says` may hold {words} and {count}."""

    id: str
    says: str
    remedy: str
    find: Callable[[str], Iterable[Span]]


def easy_marks(prose: Iterable[Prose]) -> tuple[Mark, ...]:
    """Every place that breaks a rule, in the order of the text."""
    return tuple(
        _mark(rule, sentence, place=place, span=span)
        for place in prose
        for sentence in place.sentences
        for rule in RULES.values()
        for span in rule.find(sentence)
    )


def _mark(rule: Rule, sentence: str, *, place: Prose, span: Span) -> Mark:
    severity = Severity.HINT if rule.id in HINTS else Severity.WARNING
    values = {"words": sentence[slice(*span)], "count": str(len(words_of(sentence)))}
    says = in_words(rule.says, **values)
    return Mark(severity, rule.id, place.place, says, in_words(rule.remedy), sentence, *span)


def _long(sentence: str) -> Iterator[Span]:
    if len(words_of(sentence)) > LONGEST:
        yield 0, len(sentence)


def _nested(sentence: str) -> Iterator[Span]:
    yield from (match.span() for match in forms.NESTED.finditer(sentence))


def _genitive(sentence: str) -> Iterator[Span]:
    if not forms.DATIVE_VERB.search(sentence):
        yield from (match.span() for match in forms.GENITIVE.finditer(sentence))


def _subjunctive(sentence: str) -> Iterator[Span]:
    mine = forms.FIRST_PERSON.search(sentence)
    for match in forms.SUBJUNCTIVE.finditer(sentence):
        if not (mine and match[0] in ("habe", "werde", "gehe", "komme", "bleibe")):
            yield match.span()


def _passive(sentence: str) -> Iterator[Span]:
    yield from passives(sentence, "de")


def _compound(sentence: str) -> Iterator[Span]:
    for match in forms.LONG_NOUN.finditer(sentence):
        word = match[0]
        known = forms.WELL_KNOWN.fullmatch(word)
        rest = forms.DERIVED.sub("", word)
        if not known and len(rest) >= 11 and syllables(word) >= 3:
            yield match.span()


def _number(sentence: str) -> Iterator[Span]:
    for match in forms.NUMBER.finditer(sentence):
        yield match.start(), match.start() + len(match[0].rstrip())


def _abbreviation(sentence: str) -> Iterator[Span]:
    yield from dotted(sentence)
    for start, end in capitals(sentence):
        if not choices.SHOUTED.fullmatch(sentence[start:end]):
            yield start, end


def _negation(sentence: str) -> Iterator[Span]:
    yield from (match.span() for match in forms.NEGATION.finditer(sentence))


def _preterite(sentence: str) -> Iterator[Span]:
    for match in forms.PRETERITE.finditer(sentence):
        if not forms.NO_PRETERITE.fullmatch(match[0]):
            yield match.span()


def _sign(sentence: str) -> Iterator[Span]:
    yield from (match.span() for match in forms.SIGN.finditer(sentence))


def _matching(pattern: re.Pattern[str]) -> Callable[[str], Iterable[Span]]:
    """A rule that is a pattern alone."""
    return lambda sentence: (match.span() for match in pattern.finditer(sentence))


RULES: Final = {
    rule.id: rule
    for rule in (
        Rule(
            "easy-long",
            marked("The sentence has {count} words."),
            marked("Say one thing in a sentence, in 12 words at most."),
            _long,
        ),
        Rule(
            "easy-nested",
            marked("One sentence stands inside another: “{words}”."),
            marked("Make a sentence of its own of it."),
            _nested,
        ),
        Rule(
            "easy-genitive",
            marked("This looks like a genitive: “{words}”."),
            marked("Say it with “von”, or with a verb."),
            _genitive,
        ),
        Rule(
            "easy-subjunctive",
            marked("This looks like a subjunctive: “{words}”."),
            marked("Say what is, what was or what will be."),
            _subjunctive,
        ),
        Rule(
            "easy-passive",
            marked("The passive hides who acts: “{words}”."),
            marked("Say who does it."),
            _passive,
        ),
        Rule(
            "easy-compound",
            marked("A long word: “{words}”."),
            marked("Part it with a hyphen, or use a shorter word."),
            _compound,
        ),
        Rule(
            "easy-number",
            marked("A number in letters: “{words}”."),
            marked("Write it in digits."),
            _number,
        ),
        Rule(
            "easy-abbreviation",
            marked("An abbreviation: “{words}”."),
            marked("Write it out."),
            _abbreviation,
        ),
        Rule(
            "easy-negation",
            marked("It says what is not: “{words}”."),
            marked("Say what is, where that is possible."),
            _negation,
        ),
        Rule(
            "easy-preterite",
            marked("This looks like the simple past: “{words}”."),
            marked("Tell it in the perfect: “hat gebaut”, “ist gekommen”."),
            _preterite,
        ),
        Rule(
            "easy-sign",
            marked("A sign that is hard to read: “{words}”."),
            marked("Say it in words."),
            _sign,
        ),
        Rule(
            "easy-date",
            marked("A day or an hour in digits only: “{words}”."),
            marked("Write “3. Oktober 2026” and “8 Uhr”, best with the day of the week."),
            _matching(choices.DATE),
        ),
        Rule(
            "easy-large",
            marked("A number that is hard to picture: “{words}”."),
            marked("Say “many”, “a few”, “half”, or round it, where that is enough."),
            _matching(choices.LARGE),
        ),
        Rule(
            "easy-year",
            marked("A year that is long past: “{words}”."),
            marked("Say “a long time ago”, where the year itself is not what matters."),
            _matching(choices.YEAR),
        ),
        Rule(
            "easy-man",
            marked("It does not say who: “{words}”."),
            marked("Speak to your readers: “Sie”. Or name who does it."),
            _matching(choices.MAN),
        ),
        Rule(
            "easy-joined",
            marked("A second statement begins here: “{words}”."),
            marked("Say one thing in a sentence: end it, and begin the next one."),
            _matching(choices.JOINED),
        ),
        Rule(
            "easy-perfect",
            marked("What was before the past: “{words}”."),
            marked("Tell things in the order in which they happened, in the perfect."),
            choices.past_perfect,
        ),
        Rule(
            "easy-capitals",
            marked("A word in capitals: “{words}”."),
            marked("Write it as usual; make it bold if it matters."),
            _matching(choices.SHOUTED),
        ),
        Rule(
            "easy-foreign",
            marked("Many do not know this word: “{words}”."),
            marked("Use an easy word, or explain it in a sentence of its own."),
            _matching(choices.FOREIGN),
        ),
        Rule(
            "easy-idiom",
            marked("A picture in words: “{words}”."),
            marked("Say what is meant; some readers take it at its word."),
            _matching(choices.IDIOM),
        ),
        Rule(
            "easy-question",
            marked("A question inside the text: “{words}”."),
            marked("Some feel examined by it: give the answer as a statement."),
            _matching(choices.QUESTION),
        ),
    )
}

# Under 0.8 precision on the sentences measured, or no more than advice in the rules themselves.
HINTS: Final = frozenset(
    {"easy-negation", "easy-year", "easy-foreign", "easy-idiom", "easy-question"}
)
