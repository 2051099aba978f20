"""Days that a sentence announces although they are over, or calls by another weekday's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

_GERMAN: Final = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
)
_ENGLISH: Final = (
    "January February March April May June July August September October November December"
)
_SHORT: Final = (
    "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "Jan Feb Mrz Apr Mai Jun Jul Aug Sept Okt Nov Dez",
)
_MONTHS: Final = {
    name: number
    for names in (*_SHORT, _GERMAN, _ENGLISH)
    for number, name in enumerate(names.split(), start=1)
}
_MONTH: Final = f"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_WEEKDAYS: Final = {
    name: number
    for names in (
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mo Di Mi Do Fr Sa So",
        "Mon Tue Wed Thu Fri Sat Sun",
        "_ _ _ _ _ Sonnabend _",
    )
    for number, name in enumerate(names.split())
}
_WHOLE: Final = "|".join(name for name in _WEEKDAYS if len(name) > 3)
_CUT: Final = "|".join(name for name in _WEEKDAYS if 1 < len(name) < 4)
# The first sign is looked at alone: most of a text is no day.
DAY: Final = re.compile(
    r"(?=[\dJFMASOND])(?:"
    rf"\b(\d{{1,2}})(?:\.|(?:st|nd|rd|th)(?: of)?)? ({_MONTH})\b\.?(?: (\d{{4}})\b)?"
    r"|(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(?:(\d{4}|\d{2})\b)?(?![\d.]*\d)"
    r"|\b(\d{4})-(\d{2})-(\d{2})\b"
    rf"|\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.?\d|:)(?:,? (\d{{4}})\b)?)"
)
# 'So, am 3. Mai' does not name a Sunday, 'So, 3. Mai' does.
_NAMED: Final = re.compile(rf"\b(?:({_WHOLE}),? (?:(?:de[rnm]|am|the) )?|({_CUT})(?:\.,?|,)? )$")
# A sentence is parted behind a year, too: 'Jena, 2.10.2026. Kinder können ...'
_SENTENCE: Final = re.compile(
    r"(?<=[^\d\s][.!?])\s+(?=[A-ZÄÖÜ„“])|(?<=\b20\d\d\.)\s+(?=[A-ZÄÖÜ„“])"
)
_PLACE: Final = re.compile(
    rf"^(?!.*\b(?:{_WHOLE}|{_CUT})\b)\W*[A-ZÄÖÜ][\w-]*(?: [\w-]+){{0,2}}, (?:den |am )?$"
)
_LINE: Final = 40
HOUR: Final = re.compile(r"(?=\d)\b\d{1,2}(?:(?:[.:]\d{2})? ?(?:Uhr\b|[ap]\.?m\b)|:\d{2}\b)")
# Sentences about what is to come: invitations, deadlines, the future, hours.
_AHEAD: Final = re.compile(
    r"\b(?:wird|werden|findet|finden|beginnt|beginnen|startet|starten|endet|enden|öffnet|öffnen|"
    r"eröffnet am|lädt|laden|anmeld\w*|melden|bewerb\w*|bis zum|bis spätestens|spätestens|ab dem|"
    r"entscheidet|tagt|fährt|fahren|gilt|gelten|bleibt|bleiben|schließt|schließen|fällt|fallen|"
    r"geöffnet|gesperrt|geschlossen|liegt|liegen|\w*schluss|\w*frist|einreichen|können|"
    r"will|takes place|begins?|starts?|opens?|closes?|register|until|by the|no later than|apply|"
    r"join us|deadline|is due|are due)\b|\b(?:ist|sind) (?:ab |vom )?am\b|\bgibt es\b|"
    r"\b(?:is|are) on\b|^\W*(?:Wann|Termin|Beginn|Start|When|Begins)\s*:|"
    rf"{HOUR.pattern}",
    re.IGNORECASE,
)
# Headings above days that are to come.
UPCOMING: Final = re.compile(
    r"^\W*(?:(?:die |alle |weitere |nächste |kommende |wichtige )*(?:termine|veranstaltungen)|"
    r"(?:so|wie) (?:geht es|es) weiter\w*|ausblick|nächste schritte|was kommt|"
    r"(?:coming |next |key |upcoming |all )*(?:dates|events)|what[’']s on|coming up|"
    r"next steps|what happens next)\W*$",
    re.IGNORECASE,
)
_PARTICIPLE: Final = (
    r"(?!(?:geöffnet|geschlossen|gesperrt|geplant|geboten|gebeten|vorgesehen|angesetzt)\b)"
    r"(?:\w*ge\w{2,}(?:t|en)|(?:be|ver|er|ent|zer)\w{3,}(?:t|en)|\w+iert)"
)
_BEHIND: Final = re.compile(
    r"\b(?:wurden?|war|waren|hatten?|fand|fanden|gab|kam|kamen|begann|begannen|endeten?|"
    r"starteten?|eröffneten?|lud|luden|tagten?|beschloss|beschlossen|entschied|stimmten?|"
    r"erreichten?|meldeten?|sagten?|stieg|stiegen|sank|sanken|fiel|fielen|nahm|nahmen|ging|gingen|lief|liefen|traf|trafen|erhielt|erhielten|konnten?|seit|bisher|"
    r"was|were|had|took|opened|closed|started|began|ended|met|voted|agreed|decided|since|"
    r"(?:has|have) (?:been|\w+ed))\b"
    rf"|\b(?:hat|haben|habe|ist|sind)\b[^;]*\b{_PARTICIPLE}(?=\s*(?:[.,;:!?)“]|$|und\b|worden\b))",
    re.IGNORECASE,
)
# Days that date something, or at which something began that may last: no appointments.
_DATING: Final = re.compile(
    r"\b(?:vom|seit(?: dem)?|since|of|dated|Stand:?|as of)\s$", re.IGNORECASE
)
_FROM: Final = re.compile(r"\b(?:from|between|zwischen(?: dem)?)\s$", re.IGNORECASE)
_UP_TO: Final = re.compile(r"\b(?:to|and|und|bis|until)\b")
_RANGE: Final = re.compile(
    r"\s?(?:bis|to|until|–|-)\s?(?:(?:zum|dem|den|einschließlich) )?(?:[A-Z]\w+,? )?\d"
)
# Days by the day on which they are read.
RELATIVE: Final = re.compile(
    r"\b(?:(?:über)?morgen|(?:vor)?gestern|heute (?:Abend|Nachmittag|Mittag|Vormittag)|"
    rf"(?:[Aa]m |[Bb]is |[Aa]b )?(?:letzten|vergangenen|kommenden|nächsten|diesen) (?:{_WHOLE})|"
    rf"[Tt]omorrow|[Yy]esterday|[Tt]onight|(?:[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming) (?:{_WHOLE}))\b"
    # 'Am letzten Samstag im Monat' is a rule, and 'am letzten Montag vor Weihnachten' a day.
    r"(?! (?:im|in|des|jede[ns]|eines|vor|nach|of|before|after)\b)"
)
_RECENT: Final = 183
_LEAP, _LONGEST = 2000, 31
_NO_HOUR: Final = re.compile(r"(?<![\d.:,–-])(?:2[5-9]|[3-9]\d)(?:[.:]\d{2})? Uhr\b")
_IN_MONTH: Final = re.compile(rf"\b(?:[Ii]m|[Ii]n|[Bb]is|Ende|Mitte|Anfang) ({_MONTH}) (\d{{4}})\b")


class Misnamed(NamedTuple):
    """A day with a weekday's name in front of it, both as they are written; `right` is the
    weekday that it falls on, from 0 for Monday.
    """

    words: str
    right: int


def past(words: str, day: date, *, listed: bool = False) -> Iterator[str]:
    """The days before `day` that a sentence announces, as they are written; of what is `listed`
    as to come, every one that nothing tells as past.
    """
    for sentence in _SENTENCE.split(words):
        if (listed or _AHEAD.search(sentence)) and not _BEHIND.search(sentence):
            for found in DAY.finditer(sentence):
                moment = _read(found, day)
                if moment is not None and moment < day and _is_announced(found):
                    yield _said(found)
            for found in _IN_MONTH.finditer(sentence):
                if (int(found[2]), _MONTHS[found[1]]) < (day.year, day.month):
                    yield f"{found[1]} {found[2]}"


def impossible(words: str) -> Iterator[str]:
    """Days and hours that no calendar and no clock has; 'Mai 45' is no day, nor is '2.31'."""
    for found in DAY.finditer(words):
        year, month, day = _parts(found)
        named = found[2] or (found[10] and day <= _LONGEST)
        if (named or len(found[6] or found[7] or "") == 4) and _date(
            year or _LEAP, month, day=day
        ) is None:
            yield _said(found)
    yield from (found[0] for found in _NO_HOUR.finditer(words))


def is_over(words: str, day: date) -> bool:
    """Whether these words are a day before `day`."""
    found = DAY.fullmatch(words)
    moment = _read(found, day) if found else None
    return moment is not None and moment < day


def misnamed(words: str, day: date | None) -> Iterator[Misnamed]:
    """Days that fall on another weekday than they are said to; without a year, on another in
    each of the years around `day`, where that is known.
    """
    for found in DAY.finditer(words):
        named, weekday = _named(found)
        moment = _read(found, day)
        if named and moment and moment.weekday() != weekday:
            yield Misnamed(f"{named}{_said(found)}", moment.weekday())


def _is_announced(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()], found.string[found.end() :]
    if _DATING.search(before) or _PLACE.fullmatch(before):
        return False
    begins = _FROM.search(before) and _UP_TO.search(after[:_LINE])
    return not begins and not _RANGE.match(after)


def _said(found: re.Match[str]) -> str:
    """A day without the full stop of its sentence."""
    return found[0].rstrip(".") if found[2] else found[0]


def _named(found: re.Match[str]) -> tuple[str, int | None]:
    """The weekday in front of a day, as it is written, and its number; '' where none stands."""
    name = _NAMED.search(found.string[max(0, found.start() - 20) : found.start()])
    return (name[0], _WEEKDAYS[name[1] or name[2]]) if name else ("", None)


def _parts(found: re.Match[str]) -> tuple[int | None, int, int]:
    """Year, month and day as they were written; None where no year was."""
    day, name, year, low, month, short, *iso = found.groups()
    if iso[0]:
        return int(iso[0]), int(iso[1]), int(iso[2])
    if month:
        number, in_month, in_year = int(month), int(low), short
    else:
        number, in_month, in_year = _MONTHS[name or iso[3]], int(day or iso[4]), year or iso[5]
    return int(in_year) + 2000 * (len(in_year) == 2) if in_year else None, number, in_month


def _read(found: re.Match[str], today: date | None) -> date | None:
    year, month, day = _parts(found)
    if year:
        return _date(year, month, day=day)
    return _nearest(month, day, today=today, weekday=_named(found)[1]) if today else None


def _nearest(month: int, day: int, *, today: date, weekday: int | None) -> date | None:
    """The day of that name that is meant: of the weekday that is named, else the nearest."""
    years = (today.year - 1, today.year, today.year + 1)
    found = [moment for year in years if (moment := _date(year, month, day=day))]
    fitting = [moment for moment in found if moment.weekday() == weekday]
    near = sorted(fitting or found, key=lambda moment: abs((moment - today).days))
    return near[0] if near and (fitting or abs((near[0] - today).days) <= _RECENT) else None


def _date(year: int, month: int, *, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
