"""What a single line of pasted text looks like: item, heading, fact, kicker, rule."""

from __future__ import annotations

import re
from typing import Final

from mailer.reports.prose.wordset import wordset

_MONTH: Final = r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|March|May|Oct|Dec|\d)"
BULLET: Final = re.compile(r"\s*(?:[-*•–‣▪◦·+●■→✓]|—)\s+(?=\S)")
NUMBER: Final = re.compile(
    rf"\s*(?:(?P<n>\d{{1,2}})[.)]|\((?P<bracketed>\d{{1,2}})\)|(?P<padded>0\d\d)(?=\s[^\W\d_a-zäöü]))"
    rf"\s+(?!{_MONTH})(?=\S)"
)
LETTER: Final = re.compile(
    r"\s*(?:(?P<n>[a-z])\)|\([a-z]\)|(?P<dotted>[a-h]\.)(?=\s+[A-ZÄÖÜ]))\s+(?=\S)"
)
_CLOCK: Final = (
    r"(?:\d{1,2}:\d{2}(?!\d)|\d{1,2}(?:[.:]\d{2})?(?:\s?(?:[–-]|bis|to)\s?\d{1,2}(?:[.:]\d{2})?)?"
    r"\s?(?:Uhr|h|[ap]\.?m)\b)"
)
_DAY: Final = (
    r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*)"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)"
)
# A line of an agenda: it begins with its time, or with its day.
TIMED: Final = re.compile(rf"\s*(?=(?:[A-Z][a-z]{{1,9}}[.,]{{0,2}}\s)?(?:{_CLOCK}|{_DAY})\W+\w)")
HASHES: Final = re.compile(r"\s{0,3}(?P<marks>#{1,6})\s+(?P<words>.*?\w.*?)\s*#*\s*$")
BOLD: Final = re.compile(r"\s*(?:\*\*|__)(?P<words>[^*_]{2,90}?)(?:\*\*|__):?\s*$")
# '+++ Neues aus dem Zoo +++'
FRAMED: Final = re.compile(r"\s*(?P<rule>[+*~=_-]{2,})\s+(?P<words>\w.{1,80}?)\s+(?P=rule)\s*$")
UNDERLINE: Final = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
RULE: Final = re.compile(r"[\s=~_*#+.–—-]*$")
OUTLINE: Final = re.compile(
    r"\s*(?:(?P<top>(?:[Zz]u\s\d{1,2}(?=[.)])|(?:[Zz]u\s)?(?:TOP|Top|Punkt|Item|"
    r"Tagesordnungspunkt|§|Teil|Part|Kapitel|Chapter)\s?\d{1,2})(?:\.\d+)*[a-z]?)"
    r"|(?P<deep>\d{1,2}(?:\.\d{1,2}){1,3})|(?P<roman>[IVX]{1,5})(?=[.)])"
    r"|(?P<one>\d{1,2})(?=[.)])|(?P<letter>[A-H])(?=[.)]))"
    rf"[.):]?\s+(?!{_MONTH}[^\s]*\s\d{{4}})(?=\S)"
)
FACT: Final = re.compile(
    r"\s*(?P<key>[^\W\d_][^:.!?„“\"]{0,34}?)(?:(?<=Nr)\.)?\s?:\s+(?P<value>\S.*)$"
)
_FACT_KEYS: Final = wordset(
    """datum date ort place location venue wann when wo where was what wer who beginn start ende
    end uhrzeit zeit time eintritt admission kosten cost anmeldung registration kontakt contact
    telefon phone tel e-mail email mail sperrfrist embargo stand aktenzeichen vorlage vorlage-nr
    drucksache teilnehmende teilnehmer anwesend entschuldigt abwesend present apologies absent
    sitzungsleitung vorsitz chair protokoll protokollführung minutes schriftführung einlass
    veranstalter organiser veranstaltungsort treffpunkt gremium federführung einreicher
    berichterstattung dauer duration preis price hinweis note quelle quellen source sources
    beschluss tag beratungsfolge status öffentlichkeitsstatus budget gesamtkosten web internet
    website fax adresse address sitzung gäste guests verteiler az barrierefreiheit access
    nächste abstimmung ergebnis abstimmungsergebnis beschluss-nr"""
)
_QUESTIONS: Final = wordset("was wer wo wann when where what who ende end start stand")
_KICKER: Final = re.compile(
    r"(?:\W*(?:gemeinsame )?(?:presse|medien)(?:mitteilung|erklärung|information|meldung|dienst|"
    r"info)\b|press (?:release|"
    r"information)|news release|media (?:release|information)|"
    r"(?:beschluss|mitteilungs|informations|"
    r"sitzungs)?vorlage\b|drucksache|einladung$|veranstaltungshinweis|event notice|for immediate|"
    r"zur sofortigen|sperrfrist|embargo|stadt(?:verwaltung)? \w+$|city of \w+$|"
    r"der oberbürgermeister$|"
    r"nr\.? ?\d|öffentlich|nichtöffentlich|interview$|blog$|newsletter\b|"
    r"(?:\w{0,12}protokoll|niederschrift|bericht|minutes|report)$)",
    re.IGNORECASE,
)
# 'Stadt Jena | Pressestelle': an issuer and its parts, set apart by bars or dots.
_LETTERHEAD: Final = re.compile(
    r"(?:stadt|landeshauptstadt|gemeinde|landkreis|kreis|markt|city|town|county|amt)\b"
    r"[^.!?:]{0,60}\s[|•·/]\s[^.!?:]{2,60}$",
    re.IGNORECASE,
)
_DATE_LINE: Final = re.compile(
    r"(?:[A-ZÄÖÜ][\w/ -]{1,30},\s?(?:den |am |on )?|[A-Z][a-z]{2,7}(?:tag|woch|day) )?"
    r"(?:\d{1,2}\.\s?(?:\d{1,2}\.\s?\d{2,4}|"
    r"[A-Zäa-z]{3,9}\.? \d{4})|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4}|"
    r"[A-Z][a-z]{2,8} \d{1,2},? \d{4}|\d{4}-\d{2}-\d{2})"
    # 'Thursday 8 October 2026, 6.00 pm, Town Hall'
    r"(?:, (?:\d{1,2}(?:[.:]\d{2})? ?(?:Uhr|h|[ap]\.?m\.?))(?:, [^.!?]{2,40})?)?\.?$"
)
# 'Pressemitteilung der Stadt Jena vom 3. November 2026'
_OF_A_DAY: Final = re.compile(r"\b(?:vom|of|,) ?\d{1,2}\.? ?(?:\d{1,2}\.|[A-Z][a-zä]{2,8}) ?\d{4}$")
# As of a day, with whatever else stands in the line: 'Stand: 30. Oktober 2026, Nr. 4'
_AS_OF: Final = re.compile(
    r"(?:Stand|Datum|Veröffentlicht|Aktualisiert|As of|Date|Published|Updated)(?: am|:)?\s"
    r"(?=\d|[A-Z][a-z]{2,8} \d)[^!?]{6,150}$"
)
BYLINE: Final = re.compile(r"(?:By|Von|Text:|Autor(?:in)?:|Author:)\s[^.!?]{3,80}$")
_SALUTATION: Final = re.compile(
    r"(?:sehr geehrte|liebe[rs]? |guten tag|hallo|dear |mit (?:freundlichen|besten|herzlichen)|"
    r"viele grüße|herzliche grüße|beste grüße|freundliche grüße|kind regards|yours |best regards|"
    r"sincerely|gez\.|i\. ?a\.|i\. ?v\.|anlagen?:|seite \d|page \d|f\. ?d\. ?r)",
    re.IGNORECASE,
)
_LOWER_LEAD: Final = re.compile(
    r"(?:folgende|diese[rs]?|dazu|darunter|es|wir|sie|dies|hierzu|the following|these|we|they|this|"
    r"unter anderem|insbesondere|zu den)\b",
    re.IGNORECASE,
)
_END: Final = tuple(".,;!…")
CONTACT_KEY: Final = re.compile(
    r"(?:presse|medien|press |media |ihr |ihre |your )?"
    r"(?:kontakt|contact|ansprechpartner(?:in|:in|/in|\*in)?|ansprechperson|rückfragen|"
    r"weitere informationen und kontakt|enquiries)(?: bitte)?(?: an)?"
    r"(?: für (?:rückfragen|medien|die presse))?(?: und anmeldung| and registration)?s?",
    re.IGNORECASE,
)
SOURCE_KEY: Final = re.compile(r"(?:quellen?|sources?|quellenangaben?)", re.IGNORECASE)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do, marks and brackets behind the stop aside."""
    return line.rstrip('“”"»«’‘)] ').endswith((".", "!", "?", "…", ":")) or line.endswith(
        ("“", "”", "«")
    )


def is_kicker(line: str) -> bool:
    """A line that may stand above a title: kind of paper, number, issuer, place and date."""
    if _LETTERHEAD.match(line):
        return True
    longest = 12 if _OF_A_DAY.search(line) else 7
    return (bool(_KICKER.match(line)) and len(line.split()) <= longest) or is_date_line(line)


def is_greeting(line: str) -> bool:
    """'Liebe Leserinnen und Leser,': a letter's first line."""
    return bool(_SALUTATION.match(line)) and line.endswith((",", "!")) and len(line) < 90


def is_date_line(line: str) -> bool:
    """'Jena, 12. März 2025' and its like."""
    return bool(_DATE_LINE.match(line.strip()))


def is_dated(line: str) -> bool:
    """A line of its own that says of when a text is, or who wrote it."""
    return is_date_line(line) or bool(_AS_OF.match(line) or BYLINE.match(line))


def is_fact(line: str) -> bool:
    """'Ort: Volkshaus': a known label with its value."""
    match = FACT.match(line)
    if not match:
        return False
    key = match["key"].lower().rstrip(". ")
    first = key.split()[0]
    longer = first in _FACT_KEYS - _QUESTIONS and len(key.split()) <= 3
    return is_fact_key(key) or longer


def is_fact_key(key: str) -> bool:
    """A label that can be nothing else, not even the beginning of a title."""
    key = key.lower().rstrip(". ")
    return key in _FACT_KEYS or bool(CONTACT_KEY.fullmatch(key))


def looks_fact(line: str) -> bool:
    """A label of at most four words and a short value; a fact where several stand together."""
    match = FACT.match(line)
    return bool(match) and len(match["key"].split()) <= 4 and len(line) < 120 if match else False


def is_caps(line: str) -> bool:
    """A line in capitals, with at least one whole word of four letters."""
    letters = [c for c in line if c.isalpha()]
    big = len(letters) > 3 and all(not c.islower() for c in letters)
    return big and len(line) <= 100 and bool(re.search(r"[^\W\d_]{4,}", line))


def may_head(line: str, longest: int = 100) -> bool:
    """Whether the line alone could be a heading: short, a phrase, no data, no greeting."""
    words = line.split()
    if not words or len(line) > longest or len(words) > 14 or not re.search(r"[^\W\d_]{2}", line):
        return False
    if line.endswith(_END) or "@" in line or "://" in line or "www." in line:
        return False
    if BULLET.match(line) or is_date_line(line) or _SALUTATION.match(line):
        return False
    return not is_fact(line) and not re.match(r"[a-zäöü(„]", line) and not _colon_lead(line)


def _colon_lead(line: str) -> bool:
    """'Folgende Maßnahmen sind geplant:' leads a list in; 'Hintergrund:' is a heading."""
    return line.endswith(":") and (bool(_LOWER_LEAD.match(line)) or len(line.split()) > 5)
