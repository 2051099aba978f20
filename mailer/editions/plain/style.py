"""Marks on any text: long sentences, passive, nominal style, abbreviations nobody explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.plain.mark import Mark, Severity, in_words
from mailer.editions.plain.measure import words_of
from mailer.editions.plain.prose import Prose
from mailer.editions.plain.shortforms import capitals, explains
from mailer.editions.plain.voice import passives

# German clauses run longer: 20 words on average is where the formulas turn to 'hard'.
LONGEST: Final = {"de": 20, "en": 25}
_NOUNS: Final = {
    "de": re.compile(
        r"\b[A-ZÄÖÜ][\wäöüß-]{3,}(?:ung|heit|keit|tion|tät|ismus|schaft|nahme|stellung)(?:en|s)?\b"
    ),
    "en": re.compile(r"\b\w{4,}(?:[ts]ion|ment|ance|ence|ity|ness)s?\b", re.IGNORECASE),
}
# They look the same, and name things and people.
_THINGS: Final = re.compile(
    r"\w*(?:[Zz]eit|[Ww]ohn|[Rr]echn|[Ss]itz|[Zz]eichn|[Kk]leid|[Nn]ahr|[Aa]bteil|[Vv]erwalt|[Uu]mgeb|"
    r"[Bb]evölker|[Ss]iedl|[Hh]eiz|[Mm]ein|[Rr]egier|[Vv]eranstalt|[Aa]usstell|[Vv]orstell|"
    r"[Vv]orles|[Ss]tift|[Ll]eit|[Ff]est)ung(?:en)?|"
    r"\w*(?:[Gg]esell|[Ww]irt|[Mm]ann|[Ll]and|[Gg]emein|[Nn]achbar|[Bb]ot|[Ee]igen|[Ee]r)schaft(?:en)?|"
    r"\w*(?:[Uu]niversi|[Ff]akul)tät(?:en)?|\w*(?:[Ss]ta|[Ff]rak|[Kk]oali)tion(?:en)?|[Kk]rankheit(?:en)?|Mehrheit|"
    r"(?:apart|depart|govern|docu|equip)ments?|universit\w+|communit\w+|audiences?|entrances?|"
    r"television|ambulances?|residences?|population|information|business(?:es)?"
)
_ENOUGH: Final = {"de": 3, "en": 4}
# Nouns that took the work of a verb, beside it or with half the sentence in between.
_EMPTY_VERBS: Final = re.compile(
    r"\bzur Verfügung(?: (?:ge)?st[eaü]\w+)?|\bzur (?:Anwendung|Durchführung)\b|"
    r"\bzum Einsatz (?:komm|gekomm|gelang)\w*|\b[Kk](?:omm|am|äm)\w* [^,.;]*\bzum Einsatz\b|"
    r"\bin Anspruch (?:(?:ge|zu )?n[aeio]\w+)?|\bzum Ausdruck\b|\bunter Beweis\b|\bin Erwägung\b|"
    r"\bin Aussicht\b(?: (?:ge)?stell\w+)?|\bSorge (?:zu )?tr\w+|"
    r"\b(?:Beachtung|Anwendung|Berücksichtigung|Verwendung) f[iau]nd\w*|"
    r"\b[Ff][ia]nd\w* [^,.;]*\b(?:Beachtung|Anwendung|Berücksichtigung|Verwendung)\b|"
    r"\berfolg(?:t|te|ten|en)(?= (?:die|der|eine|durch|im|am|nach|über|mit)\b)"
)
# Nobody has to spell these out in running text.
_COMMON: Final = re.compile(r"LED|DNA|EUR|[KMGT]B|GPS|USB|FAQ|VIP")
_COMMON_GERMAN: Final = re.compile(r"GmbH|AG|ADAC|TÜV|BAföG|CDU|CSU|SPD|FDP|AfD|BSW")


def style_marks(prose: Iterable[Prose], language: str) -> tuple[Mark, ...]:
    """What makes a text hard, sentence by sentence, in its order."""
    places = tuple(prose)
    whole = " ".join(sentence for place in places for sentence in place.sentences)
    met: set[str] = set()
    return tuple(
        mark
        for place in places
        for sentence in place.sentences
        for mark in (
            *_long(sentence, place, language=language),
            *_passive(sentence, place, language=language),
            *_nominal(sentence, place, language=language),
            *_unexplained(sentence, place, whole=whole, met=met, language=language),
        )
    )


def _long(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    count = len(words_of(sentence))
    limit = LONGEST.get(language, LONGEST["en"])
    if count > limit:
        yield Mark(
            Severity.WARNING,
            "plain-long",
            place.place,
            in_words(marked("The sentence has {count} words."), count=str(count)),
            in_words(marked("Make two of it; up to {limit} words are easy."), limit=str(limit)),
            sentence,
            0,
            len(sentence),
        )


def _passive(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    for start, end in passives(sentence, language):
        yield Mark(
            Severity.HINT,
            "plain-passive",
            place.place,
            in_words(marked("The passive hides who acts: “{words}”."), words=sentence[start:end]),
            in_words(marked("Say who does it.")),
            sentence,
            start,
            end,
        )


def _nominal(sentence: str, place: Prose, *, language: str) -> Iterator[Mark]:
    found = list(_NOUNS[language].finditer(sentence)) if language in _NOUNS else []
    empty = _EMPTY_VERBS.search(sentence) if language == "de" else None
    doing = sum(not _THINGS.fullmatch(noun[0]) for noun in found)
    enough = _ENOUGH.get(language, 9)
    if not empty and (len(found) < enough or doing < enough - 1):
        return
    start, end = empty.span() if empty else (found[0].start(), found[-1].end())
    words = empty[0] if empty else ", ".join(match[0] for match in found)
    yield Mark(
        Severity.HINT,
        "plain-nominal",
        place.place,
        in_words(marked("Nouns do the work of verbs: {words}."), words=words),
        in_words(marked("Say it with verbs.")),
        sentence,
        start,
        end,
    )


def _unexplained(
    sentence: str, place: Prose, *, whole: str, met: set[str], language: str
) -> Iterator[Mark]:
    """An abbreviation where it stands first."""
    known = (_COMMON, _COMMON_GERMAN) if language == "de" else (_COMMON,)
    for start, end in capitals(sentence):
        short = sentence[start:end].removesuffix("s")
        if short in met or any(common.fullmatch(short) for common in known):
            continue
        met.add(short)
        if not explains(whole, short):
            yield Mark(
                Severity.WARNING,
                "plain-abbreviation",
                place.place,
                in_words(marked("Nobody says what “{words}” means."), words=short),
                in_words(marked("Write it out where it stands first.")),
                sentence,
                start,
                end,
            )
