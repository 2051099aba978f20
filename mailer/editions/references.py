"""Whether a sentence stands alone, or refers back to one that the reader may not see.

Each group of openings is a regular expression, German first; none goes on in a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_COUNT: Final = (
    r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|two|three|four|five|six|seven|"
    r"eight|nine|ten|\d+)"
)
_PRONOUNS: Final = (
    r"Er|Sie|Es|Ihn|Ihm|Ihnen|Ihr\w{0,2}|Sein\w{0,2}|Dies(?!seits)\w*|Jene\w?|Solche\w?|Letzter\w+|"
    r"Erster(?:er|e|es)\b|Beide\w?|Dessen|Deren|Denen|Selbige\w?|D(?:er|ie|as)selbe\w?|"
    r"He|She|It|They|His|Her|Its|Their|Them|This|These|Those|That|Such|Both|(?:If|When|While|Although|"
    r"Because|Unless|Until|Once) (?:he|she|it|they|this|these)|(?:Ob|Wenn|Als|Weil|Obwohl|Falls) "
    r"(?:er|sie)|Neither|The (?:latter|former|same)"
)
# 'Both the council and the operator' names both.
_BOTH_NAMED: Final = re.compile(r"Both (?:\w+ ){1,4}and\b")
# 'Dabei', 'Hierfür', 'Genau das', 'All das', 'Nur so', 'Erst danach'; 'Of these'.
_POINTERS: Final = (
    r"Da(?:bei|durch|für|gegen|her|hin|hinter|mit|nach|neben|ran|rauf|raus|rin|rüber|rum|runter|von|"
    r"vor|zu|zwischen|rüber hinaus|s heißt|nn)|"
    r"So|Hier\w*|Dort\w*|Damals|Wo(?:bei|durch|mit|rauf)|Hinzu komm(?:t|en)|"
    r"(?:Genau|Eben|Gerade|Nur|Erst|Schon|Auch|All|Alles|Nicht nur) (?:das|dies\w*|so|dann|dort|"
    r"hier\w*|deshalb|deswegen|da(?:bei|durch|für|her|hin|mit|nach|ran|rum|von|zu))|"
    r"Then|Here|There(?! (?:is|are|was|were|will|has|have)\b)|Even so|Only (?:then|so|this way)|"
    r"(?:Exactly|Just|All) (?:this|that|these|those)|Of (?:these|those|them)"
)
_REASONS: Final = (
    r"Deshalb|Deswegen|Demnach|Dementsprechend|Also|Somit|Folglich|Infolgedessen|Denn|"
    # 'Entsprechend dem Beschluss' says what it follows.
    r"Entsprechend(?! (?:de[mnr]|einem|einer)\b)\w*|"
    r"Zum Vergleich|(?:Geplant|Erwartet|Erhofft|Vorgesehen|Angenommen) (?:war|waren)|"
    r"(?:Der )?(?:Grund|Anlass|Auslöser) (?:ist|sind|war|waren|sei|seien)|"
    r"(?:Die )?Ursache (?:ist|sind|war|waren|sei|seien)|"
    r"Therefore|Thus|Hence|So|Consequently|Accordingly|As (?:such|a result)|"
    r"(?:By|In) comparison|For (?:this|that) reason"
)
_CONTRASTS: Final = (
    r"Dennoch|Trotzdem|Allerdings|Jedoch|Doch|Aber|Sondern|Gleichwohl|Hingegen|Stattdessen|"
    r"Demgegenüber|Nichtsdesto(?:trotz|weniger)|Vielmehr|Andernfalls|Sonst|Ansonsten|"
    r"Im Gegen(?:teil|satz|zug)|Einerseits|Andererseits|Zum (?:einen|anderen)|"
    r"However|But|Yet|Nevertheless|Nonetheless|Instead|Otherwise|By contrast|"
    r"On the other hand|In turn|Still(?=,)"
)
_ADDITIONS: Final = (
    r"Und|Oder|Zweitens|Drittens|Viertens|Secondly|Thirdly|Außerdem|Zudem|Überdies|Ferner|Weiterhin|Weiters|Ebenso|Ebenfalls|Auch|"
    r"Ähnlich(?! wie\b)|"
    r"Moreover|Furthermore|Additionally|Besides|Likewise|Similarly|And|Or|Nor|Also|In addition"
)
_TIMES: Final = (
    r"Gleichzeitig|Zugleich|Anschließend|Schließlich|Zuvor|Seither|Seitdem|Inzwischen|"
    r"Mittlerweile|Unterdessen|Währenddessen|Derweil|Am Ende|Zum Schluss|Zuletzt|Bis da(?:hin|nn)|"
    r"Im Anschluss(?! an\b)|Später(?= [a-zäöü])|"
    rf"(?:Wenig|Kurz|Bald|(?:Eine? |Einige |Wenige |(?i:{_COUNT}) )\w+) "
    r"(?:später|danach|darauf|zuvor|davor|vorher)|"
    r"(?:Am|Im|Zur|Zum|Beim) (?:selben|gleichen) \w+(?! wie\b)|In derselben \w+(?! wie\b)|"
    r"(?:Am|Im) (?:folgenden|darauffolgenden|nächsten) (?:Tag|Morgen|Abend|Jahr|Monat)|"
    r"Meanwhile|Afterwards|Later(?=,| (?:that|on)\b)|"
    r"(?:Until|By|Since|Before|After) (?:then|that|this)|In the end|"
    r"(?:At|On|In) the same (?:time|day|week|month|year)|At (?:that|this) (?:time|point)|"
    rf"(?:An? |Some |(?i:{_COUNT}) )\w+ (?:later|earlier|afterwards)|"
    r"The (?:following|next|previous) (?:day|week|month|year)"
)
# Others of a number, and parts of a whole, that a sentence before names.
_OTHERS: Final = (
    r"Ander(?:e|er|es|en|s)|Die anderen|(?:Der|Die|Das|Den|Dem) andere[mn]?(?= [a-zäöü])|"
    r"Ein(?:e|en|em|er)? (?:weiter|ander|zweit|dritt)\w*|Weitere\w?|Zweite\w*|Dritte\w*|"
    r"(?:De[rn] (?:Rest|Großteil)|Ein(?:en)? (?:Teil|Drittel|Viertel)|Die Hälfte)"
    r"(?! (?:de[rs]|aller|eine[rs]|von|vom|aus)\b)|"
    r"Another|Others?|Further|A (?:further|second|third)|The (?:others?|second|third)|"
    r"The rest(?! of\b)|"
    rf"(?:One|Half|Some|Many|Most|All|Each|None|(?i:{_COUNT})) of (?:them|these|those|this|that)"
)
_DEMONSTRATIVE: Final = (
    r"(?:Der|Die|Das|Den|Dem) (?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|"
    r"wurden|kann|können|soll|sollen|muss|müssen|darf|macht|machen|zeigt|zeigen|bedeutet|gilt|"
    r"gelten|heißt|führt|führte|ermöglicht|betrifft|gelingt|entspricht|reicht|sorgt|geht|liegt|"
    r"sei|seien|habe|könne|solle|müsse|werde|wolle|dürfe|sah|fand|gab|kam|ging|ließ|half|blieb|stand|"
    r"lag|nahm|rief|würde|könnte|sollte|müsste|konnte|musste|durfte|machte|zeigte|sorgte|will|wollen|"
    # any other verb in -t; no adjective ends so after an article
    r"(?!(?:acht|gut|fast|seit|mit|weit|nicht)\b)[a-zäöüß]+t)|"
    # after 'Das', adjectives end in -e, verbs in -en
    r"Das [a-zäöüß]+en|"
    # what was moved or planned, with nothing between it and the verb that says which
    r"(?:Der|Die|Das|The) (?:Antrag|Änderungsantrag|Vorschlag|Entwurf|Plan|Idee|Forderung|"
    r"Beschluss|proposal|motion|amendment|plan|scheme|idea|request) "
    r"(?:wird|wurde|ist|war|fand|is|was|were|will|has|had)|"
    # for what?
    r"(?:Anträge|Bewerbungen|Applications) (?:sind|können|müssen|nimmt|are|can|must)|"
    r"(?:Das|Dieses) (?:Wort|Zitat|Ergebnis)|Der (?:Begriff|Name|Ausdruck|Satz|Spruch)"
)
# 'Alle drei Themen', 'Die beiden Häuser', 'Sieben waren undicht', 'Manche kamen mit der Post'.
_COUNTED: Final = (
    rf"(?:Alle|All) {_COUNT}|(?:Die|Alle|The) (?:beiden|übrigen|restlichen|genannten|remaining)|"
    rf"(?:(?i:{_COUNT})|Manche|Einige|Viele|Alle|Mehrere|Wenige|Etliche|Keine[rs]?|Die meisten|"
    r"Some|Many|Most|None|All|Half) "
    r"(?:waren|sind|wurden|werden|were|are|have|had|will|[a-zäöüß]+en)"
)
_OPENINGS: Final = (
    _PRONOUNS,
    _POINTERS,
    _REASONS,
    _CONTRASTS,
    _ADDITIONS,
    _TIMES,
    _OTHERS,
    _DEMONSTRATIVE,
    _COUNTED,
)
_REFERS: Final = re.compile(rf"(?:{'|'.join(_OPENINGS)})(?!\w)")
_REFERS_SOON: Final = re.compile(
    r"(?:\S+ ){1,3}(?:dies(?:e[mnrs]?|er)?(?! (?:Jahr|Woche|Monat|Sommer|Herbst|Winter|Frühjahr|"
    r"Frühling|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Tag))|dessen|deren|"
    r"solche[mnrs]?|dabei|daher|davon|dafür|dagegen|dadurch|dahinter|damit|danach|daran|darauf|"
    r"daraus|darin|darüber|darum|darunter|dazu|dort|hierfür|hierzu|jedoch|allerdings|außerdem|"
    r"zudem|ebenfalls|deshalb|deswegen|folglich|somit|demnach|hingegen|stattdessen|dann|"
    # 'beziffert sie auf ...': the noun stands before; behind a comma it may stand in front.
    r"(?<!,\s)(?:sie|ihn|ihm|er)|"
    r"weitere[mnrs]?|th(?:is|ese|ose)(?! (?:year|week|month|summer|autumn|winter|spring|morning))|"
    r"however|therefore|(?:bedeutet|heißt|zeigt) das|"
    # 'Für Jena ist das ein Beispiel'; behind an article stands a noun, or an adjective in -e.
    r"(?:ist|war|wäre|wird|wurde|bleibt|gilt|kostet|macht|gelang|gelingt|hat|hatte|kann|soll) das"
    r"(?= (?:k?eine?\w*|(?![a-zäöüß]*e\b)[a-zäöüß]+)\b|[.,:!?]))(?!\w)"
)
# 'Beim dritten blieb ...', 'sollen sechs weitere folgen', 'sind es 31': the noun stands before.
_MORE: Final = re.compile(
    rf"\b(?:sind|waren|wären|werden) es (?:rund |etwa |nur |sogar )?{_COUNT}(?!\w)|"
    r"\bweitere[nrs]? (?=(?:folgen|kommen|hinzu|werden|wurden|sind|sollen|entstehen|geplant)\b)"
)
_ELLIPSIS: Final = re.compile(
    # an answer needs its question
    r"(?:Ja|Nein|Yes|No)(?=[,.!])|[^,.]{1,40} (?:ja|nein)[,.]|"
    r"The (?:\w+est|first|last)(?:,| (?:is|are|was|were|come|came)\b)|"
    r"(?:Beim?|Im|Am|Zum|Der|Die|Das|Den|Dem) (?:erste|zweite|dritte|vierte|letzte)[nrms]? "
    r"(?![\wäöüß-]*[A-ZÄÖÜ0-9])"
)

# 'wurde damit zum vierten Mal verfehlt': further behind, in the first clause.
_CLAUSE: Final = re.compile(r"(?:Um [^,]{1,60},)?[^,;:–]*(?:(?<=\w)[,:](?=\w)[^,;:–]*)*")
_LINKS: Final = frozenset(
    [
        "damit",
        "deshalb",
        "deswegen",
        "folglich",
        "somit",
        "demnach",
        "hingegen",
        "stattdessen",
        "hierzu",
        "hierfür",
        "jedoch",
        "zudem",
        "außerdem",
        "ebenfalls",
        "daraufhin",
    ]
)
# 'Nach derzeitiger Planung wird er benötigt', 'Um zu sparen, müssten sie sinken'
_STANDS_FOR: Final = frozenset(
    (
        *("er", "sie", "it", "this", "that", "them", "it.", "this.", "that.", "them.", "it,"),
        *("them,", "sie.", "sie,", "ihn.", "ihn,"),
    )
)
_CUES: Final = _LINKS | _STANDS_FOR | {"also", "however,"}
_BEHIND_VERB: Final = re.compile(
    r" (?:wird|werden|würden?|wurden?|ist|sind|war|waren|hat|haben|kann|können|könnten?|soll|"
    r"sollen|sollten?|muss|müssen|müssten?|darf|dürfen) (?:er|sie)(?!\w)|"
    r" (?:against|for|with|about) (?:it|this|that|them)(?:\.|$)|"
    # 'Die Städte Gera und Weimar nutzen sie mit'
    r"^D(?:ie|er|as) (?:[A-ZÄÖÜ][\w-]+ (?:und )?){1,4}[a-zäöüß]+(?:t|en) (?:sie|ihn) |"
    # 'Rund 6.400 Menschen nutzten sie.', '142,000 passengers used it, 18 percent ...'
    r"^(?!.* (?:und|and|oder|or|an?|eine?n?|who|wer|die|der|das|the) )(?:\S+ ){1,6}"
    r"(?:[a-zäöüß]+t(?:en)? (?:sie|ihn)|[a-z]+ (?:it|them))\.?$"
)
_ALSO: Final = re.compile(r"(?:[a-zäöüß]t|sind|en) also (?=[a-zäöü])")
# 'Von den 312 Wohnungen sind 58 gebunden', but not 'Von den 24 Maßnahmen, die ...'.
_OF: Final = ("Von ", "Für ", "Bei ", "Unter ", "Aus ", "Of ", "For ")
_OF_THEM: Final = re.compile(
    rf"(?:Von|Für|Bei|Unter|Aus) (?:den|alle[nr]?) (?i:{_COUNT}) [A-ZÄÖÜ][\wäöüß-]+ "
    r"(?!in\b|im\b|de[rsm]\b|von\b|aus\b|auf\b|am\b|an\b|mit\b|ohne\b)[a-zäöü]|"
    rf"(?:Of|For) (?:the|all) (?i:{_COUNT}) \w+,? (?:were|are|was|is|have|had|only|there)\b"
)

# 'Doch ...', 'Künftig sind es 31': what the sentence before says is taken back, or over.
_TURNS: Final = re.compile(
    r"(?:Doch|Aber|Jedoch|Allerdings|Dennoch|Trotzdem|Stattdessen|Künftig|Inzwischen|Mittlerweile|"
    r"Andere(?= [a-zäöü])|Dagegen|Demgegenüber|Hingegen|Umgekehrt|Tatsächlich|"
    r"But|However|Yet|Instead|Nevertheless|In future|From now on|Others?|By contrast|"
    r"On the other hand|Actually|In fact|The actual)(?!\w)|"
    r"(?:\S+ ){1,4}(?:jedoch|allerdings|aber|hingegen|however)(?!\w)"
)
# What was moved came to nothing; looked for as they stand, which is quicker than a pattern.
_UNDONE: Final = (
    *("abgelehnt", "verworfen", "zurückgewiesen", "zurückgezogen", "zurückgestellt", "vertagt"),
    *("keine Mehrheit", "rejected", "withdrawn", "defeated", "deferred", "turned down"),
    *("voted down", "advised against it", "advised against this"),
)
_KNOWN: Final = (
    *("Der ", "Die ", "Das ", "Dies", "Er ", "Sie ", "Es "),
    *("The ", "This ", "That ", "It ", "Officers "),
)
# What somebody had expected is told with what came, or not at all.
_HOPED: Final = re.compile(
    r"[^,;]{0,40}?\b(?:had|hatten?|war|waren)\b[^,;]{0,60}?\b(?:expected|hoped|planned|assumed|"
    r"erwartet|erhofft|geplant|gerechnet|gehofft|vorgesehen|angenommen)\b"
)
_OLD: Final = re.compile(r"(?:Bisher|Bislang|Früher|Zuvor|Until now|Previously|So far)(?!\w)")
_NOW: Final = ("Heute ", "Jetzt ", "Nun ", "Today", "Now ")
_SOON: Final = 3


def turns(sentence: str) -> bool:
    """Whether the one before it would mislead without this sentence."""
    words = sentence.lstrip("„“\"«»‚‘'( –-")
    if _TURNS.match(words):
        return True
    return words.startswith(_KNOWN) and any(undone in words for undone in _UNDONE)


def holds(sentence: str, following: Sequence[str]) -> bool:
    """Whether what follows does not take it back; for what was so 'until now', not soon either."""
    far = _SOON if _OLD.match(sentence) or _moved(sentence) else 1
    if following and (" had " in sentence or " hatte" in sentence or " war" in sentence):
        far = 0 if _HOPED.match(sentence) else far
    if far == _SOON and any(said.startswith(_NOW) for said in following[:far]):
        return False
    return far > 0 and not any(map(turns, following[:far]))


def _moved(sentence: str) -> bool:
    """Whether it tells of a wish; looked for as they stand: quicker than a pattern."""
    return (
        "orschlag" in sentence
        or "beantrag" in sentence
        or "vorgeschlagen" in sentence
        or "schlägt " in sentence
        or "propos" in sentence
        or "etition" in sentence
    )


@lru_cache(maxsize=2048)
def stands_alone(sentence: str) -> bool:
    """Whether a reader understands this sentence without the one before it.

    Errs on the careful side: a sentence that might refer back does not stand alone. Kept, because
    every telling of a report asks the same of it.
    """
    words = sentence.lstrip("„“\"«»‚‘'( –-")
    if words.startswith("Both ") and _BOTH_NAMED.match(words):
        return True
    begins = _REFERS.match(words) or _REFERS_SOON.match(words) or _ELLIPSIS.match(words)
    of_them = words.startswith(_OF) and _OF_THEM.match(words)
    more = (" es " in words or "weitere" in words) and _MORE.search(words)
    return not (begins or of_them or more or _linked(words))


def _linked(words: str) -> bool:
    """Whether the first clause says, further behind, that it follows from another sentence."""
    if _CUES.isdisjoint(words.split()):
        return False
    found = _CLAUSE.match(words)
    clause = found[0] if found else ""
    each = clause.split()
    # 'Die Stadt rechnet damit, dass ...' says what is meant.
    inner = each[1:-1] if words[len(clause) :][:1] == "," else each[1:]
    if not _LINKS.isdisjoint(inner) or ", however," in words[:80]:
        return True
    stands_for = not _STANDS_FOR.isdisjoint(each) and _BEHIND_VERB.search(clause)
    return bool(stands_for or (" also " in words and _ALSO.search(words)))
