"""Words: subject, preheader, what was left over from writing, places to be filled, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import plain
from mailer.editions.check.mail import Mail
from mailer.editions.check.moments import past
from mailer.editions.check.registry import (
    BLOCKING,
    HINT,
    MAIL,
    PREHEADER,
    SUBJECT,
    TEXT,
    WARNING,
    Hit,
    at,
    at_element,
    rule,
    short,
)
from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN, SLOTS

LONGEST: Final = 90
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LEFT: Final = re.compile(
    r"\b(?:lorem ipsum|dolor sit amet|blindtext|TO(?:DO)|FIX(?:ME)|X{3,})\b|\?{4,}",
)
_LEFT_ANY: Final = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\bblindtext\b", re.IGNORECASE)
_TEST: Final = re.compile(
    r"^\W*(?:test(?:mail|versand|ausgabe|nachricht| ?\d+|ing)?(?:[\s,.!-]+test\w*)*|asdf\w*)\W*$",
    re.IGNORECASE,
)
# 'Test: ...', '[Test] ...', 'Test – ...', and 'Testmail' anywhere; but 'Test-Zentrum' is a place.
_TEST_MARK: Final = re.compile(
    r"^\W*test(?:\s*[:\])]|\s+[–—-])|[\[(]test[\])]|"
    r"\btest[ -]?(?:e-?mail|mail|ausgabe|versand)(?:s|en)?\b",
    re.IGNORECASE,
)
_HOLES: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{[a-z_]{2,30}\}|%\([a-z_]+\)s|\[\[.*?\]\]|\*\|.*?\|\*|"
    r"\[(?:Name|Vorname|Anrede|Datum|Ort|Titel|Link|name|date|title)\]"
)
_SLOT: Final = re.compile(f"{SLOT_OPEN}([^{SLOT_CLOSE}]*){SLOT_CLOSE}")


@rule(
    "subject-empty",
    BLOCKING,
    says=marked("The mail has no subject."),
    remedy=marked("Write one, or give the report a title."),
)
def subject_is_there(mail: Mail) -> Iterator[Hit]:
    """Nobody opens what has no name."""
    if not plain(mail.edition.subject):
        yield at(SUBJECT)


@rule(
    "subject-long",
    WARNING,
    says=marked("The subject has {count} characters; phones show about 40, most programs 90."),
    remedy=marked("Say what matters in the first 40 characters, and shorten the rest."),
)
def subject_is_short(mail: Mail) -> Iterator[Hit]:
    """What is cut off is not read."""
    count = len(mail.edition.subject)
    if count > LONGEST:
        yield at(SUBJECT, count=str(count))


@rule(
    "subject-signs",
    BLOCKING,
    says=marked("The subject holds signs that nobody sees (line ends, controls, directions)."),
    remedy=marked("Type it anew instead of pasting it."),
)
def subject_is_clean(mail: Mail) -> Iterator[Hit]:
    """A line end would start another header field (S4)."""
    if _CONTROLS.search(mail.edition.subject):
        yield at(SUBJECT)


@rule(
    "preheader",
    WARNING,
    says=marked("The mail has no preheader, so programs show the beginning of the mail there."),
    remedy=marked("Write a sentence that goes on from the subject."),
)
def preheader_is_there(mail: Mail) -> Iterator[Hit]:
    """It is the second line in the inbox."""
    if not plain(mail.edition.preheader):
        yield at(PREHEADER)


@rule(
    "preheader-same",
    HINT,
    says=marked("The preheader repeats the subject."),
    remedy=marked("Say there what the subject leaves open."),
)
def preheader_says_more(mail: Mail) -> Iterator[Hit]:
    """Twice the same tells nobody anything."""
    words = plain(mail.edition.preheader).lower()
    if words and words == plain(mail.edition.subject).lower():
        yield at(PREHEADER)


@rule(
    "preheader-leftover",
    WARNING,
    says=marked("Behind the preheader the mail goes on in the inbox: “{words}”"),
    remedy=marked("Fill the place behind it with signs that nobody sees, as the layouts do."),
)
def preheader_ends(mail: Mail) -> Iterator[Hit]:
    """'View in browser' and the like do not belong into the inbox."""
    words = plain(mail.edition.preheader)
    for element in mail.page.elements if words else ():
        raw = "".join(c for c in element.children if isinstance(c, str))
        if not element.shown and words in plain(raw):
            if len(raw) < 150:
                yield at(PREHEADER, words=short(mail.page.text))
            return


@rule(
    "leftover",
    BLOCKING,
    says=marked("“{words}” was left over from writing."),
    remedy=marked("Write the words that belong there."),
)
def nothing_left_over(mail: Mail) -> Iterator[Hit]:
    """Notes to oneself and lorem ipsum are for nobody else."""
    yield from _found(mail, _LEFT)
    yield from _found(mail, _LEFT_ANY)


@rule(
    "leftover-test",
    BLOCKING,
    says=marked("“{words}” looks like a test."),
    remedy=marked("Test mails go to testers; write the real words for everybody else."),
)
def no_test(mail: Mail) -> Iterator[Hit]:
    """A mail called 'Test' is no news."""
    if _TEST_MARK.search(mail.edition.subject):
        yield at(SUBJECT, words=mail.edition.subject)
    yield from _found(mail, _TEST)


@rule(
    "placeholder",
    BLOCKING,
    says=marked("“{words}” is a place that nothing fills."),
    remedy=marked("Write the words that belong there; readers would see the sign itself."),
)
def no_holes(mail: Mail) -> Iterator[Hit]:
    """Signs of other programs are filled by nobody here (invariant 9)."""
    yield from _found(mail, _HOLES)


@rule(
    "slot-unknown",
    BLOCKING,
    says=marked("There is no place called “{name}”."),
    remedy=marked("Take one of the known places: salutation, first_name, list_name and the like."),
)
def slots_are_known(mail: Mail) -> Iterator[Hit]:
    """Such a mail could not be written at all (invariant 9)."""
    for place, words in ((MAIL, mail.edition.html), (TEXT, mail.edition.text)):
        for name in _SLOT.findall(words):
            if name not in SLOTS:
                yield at(place, name=name)


@rule(
    "slot-empty",
    WARNING,
    says=marked("“{name}” is empty for {count} of {all} recipients; nothing stands there."),
    remedy=marked("Use the salutation, which always has words, or write the sentence without it."),
)
def slots_are_filled(mail: Mail) -> Iterator[Hit]:
    """'Hello ,' is no greeting. Counted when the issue was checked."""
    count = mail.facts.empty.get("first_name", 0)
    if count and "first_name" in _slots(mail):
        yield at(MAIL, name="first_name", count=str(count), all=str(mail.facts.recipients or ""))


@rule(
    "slot-neutral",
    HINT,
    says=marked("{count} of {all} recipients have no name: they are greeted without one."),
    remedy=marked("Nothing has to be done: “Good day” stands there instead."),
)
def greetings_have_a_fallback(mail: Mail) -> Iterator[Hit]:
    """Nobody gets an empty greeting; whoever writes should know how many get a plain one."""
    count = mail.facts.empty.get("salutation", 0)
    if count and "salutation" in _slots(mail):
        yield at(MAIL, count=str(count), all=str(mail.facts.recipients or ""))


@rule(
    "date-past",
    WARNING,
    says=marked("{date} is announced, but will be over when the mail goes out."),
    remedy=marked("Take it out, or write it as something that was."),
)
def dates_lie_ahead(mail: Mail) -> Iterator[Hit]:
    """Only where the sentence speaks of what is to come: reports tell of the past, too."""
    day = mail.facts.day
    for element, words in mail.passages if day else ():
        for said in past(words, day) if day else ():
            yield at_element(element, date=said)


def _found(mail: Mail, sign: re.Pattern[str]) -> Iterator[Hit]:
    """Where readers would see this."""
    for place, words in ((SUBJECT, mail.edition.subject), (PREHEADER, mail.edition.preheader)):
        if found := sign.search(plain(words)):
            yield at(place, words=found[0])
    for element, words in mail.passages:
        if found := sign.search(words):
            yield at_element(element, words=found[0])


def _slots(mail: Mail) -> set[str]:
    return set(_SLOT.findall(mail.edition.html + mail.edition.text))
