"""Words: subject, preheader, what was left over from writing, places to be filled, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import plain
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import in_words
from mailer.editions.check.moments import RELATIVE, impossible, is_over, misnamed, past
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
SHORTEST: Final = 5
LOUD: Final = 10
_GENERAL: Final = re.compile(
    r"(?:der |unser |the |our )?(?:newsletter|rundbrief|infos?|infobrief|information(?:en)?|news|"
    r"mitteilung(?:en)?|pressemitteilung|presseinformation|neuigkeiten|neues|aktuelles|update|"
    r"hinweis|wichtig|einladung|protokoll|bericht|report|invitation|minutes|press release|"
    r"important|ausgabe|issue|ohne titel|untitled|kein betreff|no subject|titel|betreff)"
    r"(?:[\s.,:/–-]*(?:nr|no|\d+|januar|februar|märz|april|mai|juni|juli|august|september|oktober|"
    r"november|dezember|january|february|march|may|june|july|october|december)\b)*\W*",
    re.IGNORECASE,
)
_SHOUTED: Final = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_TOGETHER: Final = re.compile(r"\b[A-ZÄÖÜ]{4,}[\s,:-]+[A-ZÄÖÜ]{4,}\b")
_MARKS: Final = re.compile(r"!\s?!|\?\s?!|!\s?\?|\${2,}|€{2,}")
_REPLY: Final = re.compile(r"\s*(?:re|aw|antwort|fwd?|wg|tr)\s*:", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
WEEKDAYS: Final = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
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
    "subject-short",
    WARNING,
    says=marked("“{words}” tells readers nothing of what is in the mail."),
    remedy=marked("Name what is new: “Library opens on Sundays” instead of “Newsletter 3”."),
)
def subject_says_something(mail: Mail) -> Iterator[Hit]:
    """By the subject readers choose what they open."""
    words = plain(mail.edition.subject)
    if words and (len(words) < SHORTEST or _GENERAL.fullmatch(words)):
        yield at(SUBJECT, words=words)


@rule(
    "subject-loud",
    WARNING,
    says=marked("The subject shouts: “{words}”"),
    remedy=marked(
        "Write as in a letter: no words in capitals, no row of exclamation marks; filters take "
        "them for spam, and screen readers may spell capitals."
    ),
)
def subject_is_calm(mail: Mail) -> Iterator[Hit]:
    """Advertising shouts; a city need not."""
    words = plain(mail.edition.subject)
    capitals = sum(len(word) for word in _SHOUTED.findall(words))
    most = 2 * capitals > sum(map(str.isalpha, words)) or _TOGETHER.search(words)
    if _MARKS.search(words) or (capitals > LOUD and most):
        yield at(SUBJECT, words=short(words))


@rule(
    "subject-reply",
    WARNING,
    says=marked("The subject looks like an answer or a forwarded mail: “{words}”"),
    remedy=marked("Take it out; nobody wrote before."),
)
def subject_is_no_answer(mail: Mail) -> Iterator[Hit]:
    """Readers feel tricked, and filters know the trick."""
    if found := _REPLY.match(mail.edition.subject):
        yield at(SUBJECT, words=found[0].strip())


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
    words = plain(mail.edition.preheader).casefold()
    if words and words == plain(mail.edition.subject).casefold():
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
    for element, words in mail.dated if day else ():
        listed = id(element) in mail.to_come
        for said in past(words, day, listed=listed) if day else ():
            if day and not _comes_again(mail, said, day=day):
                yield at_element(element, date=said)


@rule(
    "date-weekday",
    WARNING,
    says=marked("“{date}”: that day is a {weekday}."),
    remedy=marked("Correct the weekday or the date; readers come on either."),
)
def days_have_their_weekday(mail: Mail) -> Iterator[Hit]:
    """Two statements about one day must not contradict each other."""
    for element, words in mail.dated:
        for said, right in misnamed(words, mail.facts.day):
            yield at_element(element, date=said, weekday=in_words(WEEKDAYS[right]))


@rule(
    "date-none",
    WARNING,
    says=marked("There is no such day or hour: {date}"),
    remedy=marked("Look it up and correct it."),
)
def days_exist(mail: Mail) -> Iterator[Hit]:
    """Nobody can come on 31 February."""
    for element, words in mail.passages:
        for said in impossible(words):
            yield at_element(element, date=said)


@rule(
    "date-relative",
    HINT,
    says=marked("“{words}” is another day for everybody who reads the mail later."),
    remedy=marked("Write the date; many open mails days after they came."),
)
def days_are_named(mail: Mail) -> Iterator[Hit]:
    """A mail is read when its readers find the time."""
    for element, words in mail.passages:
        if found := RELATIVE.search(words):
            yield at_element(element, words=found[0])


def _comes_again(mail: Mail, said: str, *, day: date) -> bool:
    """Whether the mail says elsewhere which year it means, and that is to come."""
    years = re.findall(rf"(?<!\d){re.escape(said)} ?(20\d\d)\b", mail.page.text)
    return any(not is_over(f"{said} {year}", day) for year in years)


def _slots(mail: Mail) -> set[str]:
    return set(_SLOT.findall(mail.edition.html + mail.edition.text))
