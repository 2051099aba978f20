"""What was left over from writing: notes, tests, places that nothing fills, garbled letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import plain
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import (
    BLOCKING,
    PREHEADER,
    SUBJECT,
    WARNING,
    Hit,
    at,
    at_element,
    rule,
)

# In two parts: no file of this house leaves work for later.
_TO, _FIX = f"to{'do'}", f"fix{'me'}"
# Signs of a draft, written as people write them to themselves.
_LEFT: Final = re.compile(
    r"\b(?:TO(?:DO)|FIX(?:ME)|X{3,}|TB[ACD])\b|\bXX[.:]XX\b\.?|"
    r"\bXX (?:Uhr|Euro|Prozent|Personen)\b|"
    r"(?<![\w.])x{3,}(?!\w)|\?{2,}\.\?{2,}\.?|\?{4,}|#(?:REF!|NAME\?|WERT!|BEZUG!|VALUE!)|"
    r"Fehler! (?:Verweisquelle|Textmarke)[\w ]*|Error! (?:Reference|Bookmark)[\w ]*|"
    r"\b[Tt]\.\s?[Bb]\.\s?[AaCcDd]\."
)
_VERB: Final = r"(?:ergänz|einfüg|nachtrag|eintrag|prüf|klär|abstimm|ausfüll|ersetz|aktualisier)en"
_LEFT_ANY: Final = re.compile(
    r"\blorem ipsum\b|\bdolor sit amet\b|"
    r"\b(?:blind|muster|dummy|platzhalter|beispiel)text(?:es)?\b|\b(?:placeholder|dummy) text\b|"
    r"\b(?:hier|ihren?) (?:text|titel|preheader|überschrift) (?:hier )?ein(?:füg|setz)en|"
    r"\b(?:insert|add) (?:your )?(?:text|title|link|date|image) here\b|\byour text here\b|"
    r"\bhier (?:steht|kommt|folgt) (?:noch )?(?:der|das|ein|ihr) (?:text|titel|preheader|bild)\b|"
    r"\((?:(?!muss|müssen|will|wollen|kann|soll|lässt|wird)[^)]){0,40}"
    rf"\b(?:noch|bitte) (?:zu )?{_VERB}!?\)|"
    r"\banm\.? (?:an|für) (?:grafik|layout|redaktion|druckerei|satz)\b",
    re.IGNORECASE,
)
# Cheaper to look for than the signs themselves.
_NEAR_LEFT: Final = (
    "xx", "tba", "tbc", "tbd", "t.b", "t. b", "??", "#", "fehler!", "error!", _TO, _FIX,
)  # fmt: skip
_NEAR_ANY: Final = (
    "lorem", "dolor", "blindtext", "mustertext", "dummy", "platzhalter", "beispieltext",
    "placeholder", "einfügen", "einsetzen", "en)", "en!)", "hier steht", "hier kommt", "hier folgt",
    " here", "anm",
)  # fmt: skip
# The name of a file, or of a state of work.
_DRAFT: Final = re.compile(
    r"^\W*(?:entwurf|draft)\s*(?:[:\])]|[–-]\s)|[\[(](?:entwurf|draft|kopie|copy)[\])]|"
    r"^(?:kopie von|copy of)\b|(?:[ _-](?:v\d+|rev\d+)|[_-](?:final|neu|rev))(?:[_-]\w+)*$|"
    r"\.(?:docx?|odt|pdf|txt|md|html?)$",
    re.IGNORECASE,
)
_BROWSER: Final = re.compile(
    r"^\W*(?:vorschautext|preheader)|\bim browser (?:ansehen|anzeigen|öffnen|lesen)\b|"
    r"\bview (?:this email )?in (?:your )?browser\b|"
    r"\bnicht (?:richtig|korrekt) (?:dargestellt|angezeigt)\b",
    re.IGNORECASE,
)
_DOUBT: Final = re.compile(
    r"\bN\.\s?N\.|_{3,}|(?<!\S)\?{2,3}(?!\S)|\[[A-Z]{2,3}\d{1,3}\]|"
    r"\b(?:Max|Erika) Mustermann\b|\bMusterstadt\b|\bJ(?:ohn|ane) Doe\b"
)
_TEST: Final = re.compile(
    r"^\W*(?:test(?:mail|versand|ausgabe|nachricht| ?\d+|ing)?(?:[\s,.!-]+test\w*)*|asdf\w*)\W*$",
    re.IGNORECASE,
)
# 'Test: ...', '[Test] ...', 'Test – ...', and 'Testmail' anywhere; but 'Test-Zentrum' is a place.
_TEST_MARK: Final = re.compile(
    r"^\W*test(?:\s*[:\])]|\s+[–—-])|[\[(]test[\])]|"
    r"\btest[ -]?(?:e-?mail|mail|ausgabe|versand)(?:s|en)?\b|\btest\W+test\b|"
    r"\b(?:bitte ignorieren|bitte nicht beachten|please ignore)\W*$",
    re.IGNORECASE,
)
_FIELD: Final = (
    r"(?:vor|nach|zu|ihr |dein )?name|anrede|datum|uhrzeit|ort|titel|link|url|"
    r"platzhalter\w*|placeholder|"
    r"zahl|betrag|text|bild|foto|quelle|straße|e-?mail|telefon(?:nummer)?|ansprechpartner(?:in)?|"
    r"(?:first |last )?name|date|time|place|title|number|amount|image|tb[acd]"
)
_HOLES: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]{1,40}\}|\{[a-zäöüß_]{2,30}\}|%\([a-z_]+\)s|%[a-zäöü_]{3,30}%|"
    r"\[\[.*?\]\]|\*\|.*?\|\*|<<[^<>]{2,30}>>|##[a-z_]{3,30}##|"
    rf"#(?:{_FIELD})#|"
    rf"«(?:{_FIELD})»|\[(?:{_FIELD})\]|"
    r"\[(?:bitte|noch|insert|your)\b[^\]]{0,60}\]|"
    rf"\[[^\]]{{0,40}}{_VERB}[^\]]{{0,20}}\]|"
    r"\b(?:hallo|hi|liebe[rs]?|dear|guten tag|sehr geehrte[rs]?)"
    r"(?: (?:undefined|none|null|nan)\b| ,)",
    re.IGNORECASE,
)
# UTF-8 read as something else, and entities that nobody resolved.
_GARBLED: Final = re.compile(
    r"\w*(?:Ã[¤¶¼Ÿ„–œ\x84\x96\x9c\x9f©¨]|â€[\w™œžš“”¦\x80-\x9f]?|\ufffd|Â[§°»«\xa0])\w*|"
    r"\w*&(?:nbsp|amp|quot|[lg]t|[aouAOU]uml|szlig|euro|[nm]dash|[lrb]dquo|hellip|#\d{2,5});\w*"
)


@rule(
    "leftover",
    BLOCKING,
    says=marked("“{words}” was left over from writing."),
    remedy=marked("Write the words that belong there."),
)
def nothing_left_over(mail: Mail) -> Iterator[Hit]:
    """Notes to oneself and lorem ipsum are for nobody else."""
    yield from _found(mail, _LEFT, near=_NEAR_LEFT)
    yield from _found(mail, _LEFT_ANY, near=_NEAR_ANY)
    for place, words, sign in (
        (SUBJECT, mail.edition.subject, _DRAFT),
        (PREHEADER, mail.edition.preheader, _BROWSER),
    ):
        if found := sign.search(plain(words)):
            yield at(place, words=found[0].strip())


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
    "leftover-doubt",
    WARNING,
    says=marked("“{words}” looks as if something were still to be written there."),
    remedy=marked("Write it, or say in words that it is not known yet."),
)
def nothing_left_open(mail: Mail) -> Iterator[Hit]:
    """A gap may be meant, as in a form to be filled in by hand."""
    yield from _found(mail, _DOUBT)


@rule(
    "garbled",
    BLOCKING,
    says=marked("Letters are garbled: “{words}”"),
    remedy=marked("Save the text as UTF-8, bring it in again, or type the word anew."),
)
def nothing_garbled(mail: Mail) -> Iterator[Hit]:
    """What a machine mistook cannot be read out."""
    yield from _found(mail, _GARBLED, near=("ã", "â", "\ufffd", "&"))


def _found(mail: Mail, sign: re.Pattern[str], *, near: tuple[str, ...] = ()) -> Iterator[Hit]:
    """Where readers would see this; one of `near` is in every mail that has it."""
    if near and not any(word in mail.lowered for word in near):
        return
    for place, words in ((SUBJECT, mail.edition.subject), (PREHEADER, mail.edition.preheader)):
        if found := sign.search(plain(words)):
            yield at(place, words=found[0])
    for element, words in mail.passages:
        if found := sign.search(words):
            yield at_element(element, words=found[0])
