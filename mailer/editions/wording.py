"""Small forms that HTML and text share: quotation marks, numbers, what stays on a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from mailer.editions.catalogue import say
from mailer.reports.model import Contact, Image, Quote

_MARKS: Final = {
    "de": ("„", "“"),
    "cs": ("„", "“"),
    "pl": ("„", "”"),
    "fr": ("«\u00a0", "\u00a0»"),
    "it": ("«", "»"),
}
_LINKS: Final = re.compile(r"(?:vom|von|aus|beim|bei|of|from|at|with)\b")
_SMALL: Final = frozenset(("der", "die", "das", "Herr", "Frau", "Dr", "the", "Mr", "Mrs", "Ms"))
# The blank behind a number, but for a year: '3,9 Millionen', '17. Mai'.
_COUNTED: Final = re.compile(r" (?=[^\W\d])(?:(?<=\d )|(?<=\d\. ))(?<!\d{4} )(?<!\d{4}\. )")
# Then also that before a year, and that behind 'bis' between hours.
_BEFORE: Final = re.compile(r"(?<=[^\W\d]) (?=\d{4}\b)|(?:(?<=\xa0\w\w)|(?<=\xa0\w{3})) (?=\d)")
TIE: Final = "\u00a0"
PHONE: Final = r"(?<![\w.,])(?:\+\d|\(?0\d)[\d ()/-]{4,16}\d(?!\w)"
_PHONE: Final = re.compile(PHONE)
_EARLY: Final = 3
_DIAL: Final = re.compile(r"[^\d+]")


def quoted(text: str, language: str) -> str:
    """Somebody's words between the quotation marks of their language."""
    before, after = _MARKS.get(language.split("-", maxsplit=1)[0], ("“", "”"))
    return f"{before}{text}{after}"


def attribution(quote: Quote) -> str:
    """Who said it: 'Ada Muster, Leiterin des Archivs', 'Ada Muster vom Archiv'; '' if nobody."""
    between = " " if _LINKS.match(quote.role) else ", "
    return between.join(filter(None, (quote.speaker, quote.role)))


def behind(quote: Quote) -> str:
    """The words behind a quote; '' where they name the speaker only, as the attribution does.

    'sagte Ada Muster' does; 'sagte Ada Muster am Abend' says more.
    """
    known = _SMALL.union(re.findall(r"\w+", f"{quote.speaker} {quote.role}"))
    rest = [word for word in re.findall(r"\w+", quote.lead_out) if word not in known]
    return "" if quote.speaker and len(rest) <= 1 else quote.lead_out


def credit(image: Image, language: str) -> str:
    """Whose picture it is; words that say so by themselves, as in 'Foto: Ada Muster', stay."""
    if not image.credit or ":" in image.credit:
        return image.credit
    return say("Picture: {words}", language, words=image.credit)


def tied(words: str) -> str:
    """No line breaks between a number and what it counts: '3,9 Millionen'; none before '[1]'."""
    return _COUNTED.sub(TIE, words).replace(" [", f"{TIE}[")


def whole(words: str) -> str:
    """Telephone numbers in one piece, for plain text: their blanks are tied."""
    if not _may_dial(words):
        return words
    return _PHONE.sub(lambda number: number[0].replace(" ", TIE), words)


def may_be_whole(words: str) -> bool:
    """Whether there might be an 'E-Mail' or a telephone number in it: a quick look."""
    at = words.find("-")
    while at > 0:
        if at == 1 or not words[at - 2].isalnum():
            return True
        at = words.find("-", at + 1)
    return _may_dial(words)


def _may_dial(words: str) -> bool:
    return " 0" in words or "+" in words or "(0" in words or words[:1] == "0"


def unbroken(words: str) -> str:
    """Days and hours in one piece: '25. November 2026', '14 bis 18 Uhr'."""
    return _BEFORE.sub("\u00a0", tied(words))


def unrepeated(parts: Sequence[str]) -> Sequence[str]:
    """The parts of a subject without the one before the title if the title has its last word near
    its beginning, or is of two parts itself.

    'Einladung: Einladung zum Fest' says it once, and so does 'Aus Jena: Was Jena lernt'.
    """
    *_, front, title = ("", *parts)
    said = front.casefold().split()
    words = re.findall(r"\w[\w-]*", title.casefold())
    again = bool(said) and said[-1] in (words if ": " in title else words[:_EARLY])
    return (*parts[:-2], title) if again else parts


def dial(phone: str) -> str:
    """The digits of a telephone number for a tel: address, '' where there are too few."""
    digits = _DIAL.sub("", phone.replace("(0)", ""))
    return digits if len(digits) > 4 else ""


def who(contact: Contact) -> str:
    """Name and office of a contact in one line."""
    return ", ".join(filter(None, (contact.name, contact.office)))
