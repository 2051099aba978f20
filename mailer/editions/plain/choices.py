"""What Leichte Sprache asks of days, numbers, address and choice of words; German only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.plain.voice import NO_PARTICIPLE, PARTICIPLE

Span = tuple[int, int]

# '03.10.2026', '3.10.', '8:00', '8.00 Uhr'; neither '2.1' nor '2,50 Euro', nor half past eight.
DATE: Final = re.compile(
    r"(?<![\d.,])\d{1,2}\.\d{1,2}\.(?:\d{4}\b|\d{2}\b)?(?!\d)|"
    r"\b(?:[01]?\d|2[0-3])(?::00\b|\.00(?= Uhr))"
)
# To the last ten, in parts of a hundred, or in millions.
LARGE: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})*\.(?!\d00\b)\d{3}\b|"
    r"(?<![\w.,])\d[\d.,]* ?(?:%|Prozent\b|Million(?:en)?\b|Milliarden?\b|Mio\b|Mrd\b)"
)
# A number of four digits before a noun counts something.
YEAR: Final = re.compile(r"(?<![\d.,/–-])1\d{3}(?![\d/-]|[.,]\d|\s[A-ZÄÖÜ])")
MAN: Final = re.compile(r"\b[Mm]an\b")
# Behind 'denn' stands a clause; behind 'und' one that begins with whom or what it is about.
JOINED: Final = re.compile(
    r"(?<=,)\s(?:(?:denn|doch|jedoch)(?=\s)|sonst(?=\s\w+(?:t|en)\s)|"
    r"(?:und|aber|oder)(?=\s(?:(?:am|im|in|an|zum|zur|für|mit|auf|bei) \S+ )?"
    r"(?:ich|du|er|sie|es|wir|ihr|Sie|man|das|die|der|dann|wer|alle|viele|beide|manche|kein\w*|ein\w*|"
    r"nur|nie|wieder|dort|hier|jetzt|nun|[A-ZÄÖÜ]\w+)\b))"
)
QUESTION: Final = re.compile(r"\S[^?]*\?(?=[\"“”»«’)]*$)")
SHOUTED: Final = re.compile(
    r"\b(?:[A-ZÄÖÜ]{7,}|NICHT|NICHTS|KEINE?[MNRS]?|NUR|NEUE?[NRS]?|ALLE[NS]?|BITTE|SOFORT|IMMER|HEUTE|"
    r"JETZT|STOPP|MUSS|MÜSSEN|JEDE[NRS]?|VORHER|OHNE|MIT|UND|ODER|ABER|SEHR|NIE|AUCH|MEHR|FREI|GRATIS|"
    r"TERMINE?|ORT|DATUM|INFOS?|DANKE|HILFE|ENDE|START|KINDER|ELTERN|STADT|HIER|WANN|WAS|WER|WIE|WO)\b"
)
_MOVED: Final = (
    r"\w*(?:gegangen|gekommen|gefahren|geblieben|geworden|gewesen|gelaufen|geflogen|gestiegen|"
    r"gefallen|gezogen|entstanden|gewachsen|gestorben|eingetroffen|verschwunden|passiert)"
)
_HAD: Final = re.compile(
    rf"\b[Hh]att(?:en?|est)\b(?=[^,.;:]*?\b({PARTICIPLE.pattern})(?=[.,!?]|$| und\b))"
    rf"|\b[Ww]ar(?:en|st)?\b(?=[^,.;:]*?\b({_MOVED})(?=[.,!?]|$| und\b))"
    rf"|\b({PARTICIPLE.pattern}|gewusst) hatten?(?=[.,!?]|$)|\b({_MOVED}) waren?(?=[.,!?]|$)"
)
# Words of offices and from other languages that readers of easy language often do not know.
FOREIGN: Final = re.compile(
    r"\b(?:Workshop|Event|Flyer|Newsletter|Homepage|Websites?|Webseite|Meeting|Feedback|Service|"
    r"Highlight|Kick-off|Livestream|Stream|Input|Output|Download|Update|Hotline|Call-Center|"
    r"Monitoring|Benchmark|Best[- ]Practice[\w-]*|Roadmap|Tool|Coaching|Sharing|Podcast|"
    r"Slogan|"
    r"Infrastruktur|Partizipation|Evaluation|Kooperation|Koordination|Koordinator(?:in)?|Prävention|"
    r"Kompetenz(?:en)?|Ressourcen?|Kommunen?|Kapazität(?:en)?|Transparenz|Resilienz|Synergie\w*|"
    r"Diversität|Integration|Inklusion|Mobilität|Sanktion(?:en)?|Innovation(?:en)?|Potenzial\w*|"
    r"Zertifikat|Kriterien|Initiative|Fraktion(?:en)?|Dezernat|Dezernent(?:in)?|Legislatur\w*|"
    r"Budgets?|Subvention\w*)(?:s|en)?\b|"
    r"\b(?:online|digital|innovativ|nachhaltig|kommunal|effizient|relevant|adäquat|partizipativ|"
    r"barrierearm|optional|temporär)(?:e[nmrs]?)?\b"
)
# Pictures in words: who takes them at their word is lost.
IDIOM: Final = re.compile(
    r"\bgrünes Licht (?:für|geben|gegeben|bekommen)\b|\bg[ia]bt? (?:\w+ )?grünes Licht\b|"
    r"\ban einem Strang\b|\b(?:liegt|legt|liegen|legen|gelegt) (?:[\w ]+ )?auf Eis\b|"
    r"\bStartschuss\b|"
    r"\bauf den Weg (?:ge)?br\w+|\bins Leben (?:ge)?r[iu]ef\w*|\bins Leben gerufen\b|\bam Herzen\b|"
    r"\bin die Tasche greifen\b|\bneue Wege\b|\b(?:fällt|fallen|fiel|gefallen) ins Wasser\b|"
    r"\bins Boot\b|"
    r"\bunter Dach und Fach\b|\bvom Tisch\b|\bSteine? in den Weg\b|\bHand in Hand\b|"
    r"\bMeilenstein\w*|"
    r"\broten? Faden\b|\bmit Leben füll\w+|\büber die Bühne\b|\bunter einen Hut\b|\bLeuchtturm\w*|"
    r"\bim Blick (?:haben|behalten)\b|\bim Fokus\b|\bauf Augenhöhe\b"
)


def past_perfect(sentence: str) -> Iterator[Span]:
    """'hatte gekauft', 'war gekommen'; not 'war geöffnet'."""
    for match in _HAD.finditer(sentence):
        [word] = [found for found in match.groups() if found] or [""]
        if not NO_PARTICIPLE.fullmatch(word):
            yield match.span()
