"""The passive voice: a form of 'werden' or 'to be' with a participle in one clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_CLAUSE: Final = re.compile(r"[^,;:()–—]+")
_AUXILIARY: Final = re.compile(
    r"(?<![/\w.-])(?:wird|wirst|werdet|werden|werde|wurden?|wurdest|würden?|worden)(?![/\w-])",
    re.IGNORECASE,
)
_STRONG: Final = (
    r"beschlossen|vergeben|verschoben|verboten|betroffen|entschieden|entnommen|übernommen|"
    r"unternommen|vorgenommen|verschlossen|besprochen|versprochen|beschrieben|verschrieben|"
    r"unterschrieben|verglichen|gefunden|empfunden|erfunden|verbunden|unterbrochen|begonnen|"
    r"gewonnen|verloren|erhoben|enthoben|bewiesen|überwiesen|verwiesen|verliehen|vermieden|"
    r"unterschieden|betrieben|vertrieben|übertrieben|überschritten|bestritten|beworben|erworben|"
    r"verstanden|bezogen|entzogen|vollzogen|erzogen|überwunden|entworfen|verworfen|unterworfen|"
    r"betreten|vertreten|enthalten|behalten|verraten|beraten|überlassen|entlassen|erlassen|"
    r"verlassen|befahren|überfahren|belassen|beladen|geladen|ernannt|benannt|verwandt"
)
_PREFIX: Final = (
    r"(?:ab|an|auf|aus|bei|da(?:r|zu)|durch|ein|entgegen|fehl|fern|fest|fort|frei|ge|her(?:aus|ein|um|unter)?"
    r"|hin(?:aus|ein|zu)?|los|mit|nach|neu|nieder|still|teil|um|vor(?:an|bei)?|weg|weiter|"
    r"wieder|zu|zurück|zusammen|statt|bereit|hoch|lahm|groß|wert|kennen)"
)
# 'gebaut', 'aufgehoben', 'besucht', 'saniert', 'eingestellt', 'weiterentwickelt'.
PARTICIPLE: Final = re.compile(
    rf"\b(?:{_PREFIX}{{0,2}}ge[a-zäöüß]{{2,}}(?:t|en)|"
    rf"{_PREFIX}?(?:be|ver|er|ent|zer|emp|miss|über|unter|wider|wieder|hinter|voll)[a-zäöüß]{{2,}}t|"
    rf"[a-zäöüß]{{2,}}iert|umgebaut|{_PREFIX}?(?:{_STRONG}))\b"
)
# What looks like a participle: infinitives in ge-, adjectives, adverbs, other verbs.
NO_PARTICIPLE: Final = re.compile(
    r"ge(?:winnen|hen|ben|hören|lten|lingen|nießen|schehen|stalten|fallen|währen|wöhnen|nehmigen|"
    r"fährden|langen|nügen|stehen|bären|raten|rinnen|deihen|denken|nesen|leiten|brauchen|"
    r"wissen|lassen|meinsam\w*|samt\w*|sund\w*|nau\w*|ring\w*|gen\w*|rn\w*|stern|recht|schickt|"
    r"eignet|horchen|biet\w*|wohnt|spannt)|.*ge\w+[^hrtioae]ten|.*ge\w+enen|"
    r"be(?:kannt|reit|liebt|rühmt|wusst|stimmt|gehrt|sorgt)|er(?:st|nst)|verrückt|verkehrt|"
    r"über(?:haupt|rascht)|unter(?:wegs)|zuerst|zuletzt|verliebt|erkältet"
)
_GERUND: Final = re.compile(r"\b(?:sein|haben)\s*[.!?]*$")
_EN: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:(?:not|also|now|being|never|always|often|"
    r"only|already|first|then|soon|\w+ly)\s+){0,2}"
    r"((?:\w+(?<!ne)ed|built|made|given|taken|held|shown|seen|known|done|sent|kept|found|set|"
    r"paid|sold|told|led|put|cut|written|chosen|drawn|driven|grown|spoken|broken|brought|bought|"
    r"taught|thought|lost|met|read|run|begun|laid|left|spent|split|understood|won|worn|hidden))\b"
    r"(?!(?<=used)\s+to\b)"
)
_EN_NONE: Final = re.compile(
    r"(?:interested|pleased|excited|tired|worried|red|need|supposed|located|situated|based|retired|"
    r"qualified|satisfied|delighted|disappointed|surprised|convinced|dedicated|committed|married|"
    r"ashamed|detailed|limited|varied|crowded|bed|indeed|hundred|speed|seed|feed)"
)


def passives(sentence: str, language: str) -> Iterator[Span]:
    """Where the passive stands: from the first to the last of its words."""
    if language == "de":
        yield from _german(sentence)
    elif language == "en":
        yield from _english(sentence)


def _german(sentence: str) -> Iterator[Span]:
    for clause in _CLAUSE.finditer(sentence):
        # 'Gesucht werden Menschen': at the beginning of a sentence a participle is capitalised.
        words = clause[0] if clause.start() else clause[0][:1].lower() + clause[0][1:]
        helper = _AUXILIARY.search(words)
        if helper is None or (_GERUND.search(words) and helper[0] != "worden"):
            continue
        found = [m for m in PARTICIPLE.finditer(words) if not NO_PARTICIPLE.fullmatch(m[0])]
        if found:
            places = (*helper.span(), *found[-1].span())
            yield clause.start() + min(places), clause.start() + max(places)


def _english(sentence: str) -> Iterator[Span]:
    for match in _EN.finditer(sentence):
        if not _EN_NONE.fullmatch(match[1]):
            yield match.span()
