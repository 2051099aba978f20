"""A city's duty to hold back: before elections, in recess, on delicate lists (P23, P25, P33)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import (
    BLOCKING,
    HINT,
    LIST,
    MAIL,
    SUBJECT,
    WARNING,
    Hit,
    at,
    rule,
)

# Names that reveal health, religion, origin, politics or sexual life (Art. 9 GDPR).
_DELICATE: Final = re.compile(
    r"(?-i:Sucht)|suchthilfe|suchtberatung|drogen|alkohol(?!verbot|frei)|\baids\b|\bhiv\b|"
    r"(?<!fluss)(?<!edel)krebs(?!bach|graben|weg|gasse)|demenz|depression|psychi|selbsthilfe|"
    r"schwanger|(?<!verkehrs)(?<!sicht)behinder|gehörlos|pflegebed|flüchtling|geflüchtet|"
    r"gefluechtet|asyl|migrant|integrationsk|muslim|islam(?!abad)|christ(?:en|lich)|jüdisch|"
    r"juedisch|kirchen?gemeinde|gewerkschaft|queer|lesbisch|schwul|\btrans\b|lsbt|lgbt|schuldner|"
    r"obdachlos|wohnungslos|häusliche gewalt|frauenhaus|hartz|bürgergeld|buergergeld|sozialhilfe|"
    r"grundsicherung|wohngeld|insolvenz|trauer(?!weide|ulme|beflagg|esche)|regenbogenfamil|"
    r"opfer(?:hilfe|schutz|beratung)|essstör|autis|rollstuhl|\broma\b|\bsinti\b|katholi|evangelisch|"
    r"protestantisch|orthodox|moschee|synagoge|diabet|kinderwunsch|straffällig|bewährungshilfe|"
    r"haftentlass|\bblinde?[nr]?\b|blinden(?:verein|verband|bund|hilfe)|zugewandert|ausländer|"
    r"spätaussiedler|adopti(?:on|v)|pflegefamil|parkinson|epilep|rheuma|hospiz|palliativ|"
    r"ohne papiere|betriebsrat|personalrat|parteimitglied|"
    r"addict|refugee|asylum|disab(?:led|ilit)|dementia|pregnan|cancer|mental health|debt|"
    r"\bdeaf\b|\bblind (?:people|and)\b|alcohol(?! ban|-free)|rainbow famil|bereave|homeless|"
    r"jewish|catholic|probation|trade union|domestic violence|abortion|immigrant|wheelchair",
    re.IGNORECASE,
)
_PAID: Final = re.compile(
    r"\b(?:kostenpflichtig|ticket(?:s|preis\w*)?|eintrittskarten?|jetzt kaufen|rabatt\w*|"
    r"sonderangebot\w*|vorverkauf\w*|buy now|discount|special offer)\b",
    re.IGNORECASE,
)

# What a public body asks itself before a mail of such days (Art. 20, 21, 28 GG).
NEUTRAL: Final = {
    "task": marked("It is a task of the city's own."),
    "facts": marked("It keeps to facts, without praise for office holders, parties or groups."),
    "anyway": marked("It would go out at any other time, too."),
    "press": marked("It is no substitute for the press."),
}


def delicate(name: str) -> str:
    """The word in a list's name that reveals something about its people; '' if there is none."""
    found = _DELICATE.search(name)
    return found[0] if found else ""


@rule(
    "election",
    BLOCKING,
    says=marked("On the day of sending, the city has to hold back because of: {name}"),
    remedy=marked(
        "If all of this is true of the mail, affirm it, waive this and write why. After each "
        "change of the mail you are asked again."
    ),
    asks=NEUTRAL,
)
def election(mail: Mail) -> Iterator[Hit]:
    """Before elections public bodies stay out of the campaign (Art. 20, 21, 28 GG; P23)."""
    yield from _in_period(mail, "election")


@rule(
    "recess",
    WARNING,
    says=marked("On the day of sending, the council does not meet: {name}"),
    remedy=marked("Ask whether the mail can wait, and whether somebody is there to answer."),
)
def recess(mail: Mail) -> Iterator[Hit]:
    """What reaches a council in recess is not debated (P23)."""
    yield from _in_period(mail, "recess")


@rule(
    "delicate-list",
    WARNING,
    says=marked("The name of the list “{name}” reveals something about its recipients."),
    remedy=marked(
        "Give it a name that does not, or keep it out of public: no public list, no archive, "
        "a neutral sender."
    ),
)
def delicate_list(mail: Mail) -> Iterator[Hit]:
    """Being on such a list is a special category of data (Art. 9 GDPR, P33)."""
    for name in mail.facts.lists:
        if delicate(name):
            yield at(LIST, name=name)


@rule(
    "delicate-public",
    BLOCKING,
    says=marked("“{name}” is a delicate list, and it is public."),
    remedy=marked("Make the list private, so that no page shows who could be on it."),
)
def delicate_public(mail: Mail) -> Iterator[Hit]:
    """Delicate lists have the stricter defaults (P33)."""
    for name in mail.facts.public_lists:
        if delicate(name):
            yield at(LIST, name=name)


@rule(
    "delicate-subject",
    BLOCKING,
    says=marked("“{word}” in the subject reveals something about whoever gets the mail."),
    remedy=marked(
        "Write a neutral subject: it is seen on locked phones, by colleagues and families."
    ),
)
def delicate_subject(mail: Mail) -> Iterator[Hit]:
    """On delicate lists subjects are neutral (P33)."""
    word = delicate(mail.edition.subject)
    if word and (mail.facts.sensitive or any(map(delicate, mail.facts.lists))):
        yield at(SUBJECT, word=word)


@rule(
    "paid-offer",
    HINT,
    says=marked("“{word}” may make this mail an advertisement."),
    remedy=marked(
        "Promoting what costs money is direct marketing, even if it informs: ask for consent to "
        "advertising first."
    ),
)
def paid_offer(mail: Mail) -> Iterator[Hit]:
    """CJEU C-654/23, § 7 UWG (P25)."""
    found = _PAID.search(mail.page.text)
    if found:
        yield at(MAIL, word=found[0])


def _in_period(mail: Mail, kind: str) -> Iterator[Hit]:
    day = mail.facts.day
    for period in mail.facts.periods if day else ():
        if day and period.kind == kind and period.holds(day):
            yield at(MAIL, name=period.name)
