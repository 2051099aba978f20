"""Whether a sentence stands alone, or refers back to one that the reader may not see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_PRONOUNS: Final = (
    r"Er|Sie|Es|Ihn|Ihm|Ihnen|Ihr\w{0,2}|Sein\w{0,2}|Dies(?!seits)\w*|Jene\w?|Solche\w?|Letzter\w+|"
    r"Erster(?:er|e|es)\b|Beide\w?|Dessen|Deren|Denen|Selbige\w?|"
    r"He|She|It|They|His|Her|Its|Their|Them|This|These|Those|That|Such|Both|Neither|The (?:latter|"
    r"former|same)"
)
_CONNECTORS: Final = (
    r"Da(?:bei|durch|für|gegen|her|hin|hinter|mit|nach|neben|ran|rauf|raus|rin|rüber|rum|runter|von|"
    r"vor|zu|zwischen|rüber hinaus|s heißt|nn)|"
    r"Deshalb|Deswegen|Demnach|Demgegenüber|Dementsprechend|"
    r"Dennoch|Trotzdem|Allerdings|Jedoch|Doch|Aber|Denn|Und|Oder|Sondern|Also|Somit|Folglich|"
    r"Infolgedessen|Außerdem|Zudem|Ferner|Weiterhin|Weiters|Ebenso|Ebenfalls|Gleichzeitig|"
    r"Gleichwohl|Hingegen|Stattdessen|Anschließend|Schließlich|Zuvor|Seither|Seitdem|Inzwischen|"
    r"Auch|So|Hier\w*|Dort\w*|Wo(?:bei|durch|mit|rauf)|Zum einen|Zum anderen|Einerseits|"
    r"Andererseits|Ander(?:e|er|es|en|s)|Nicht nur das|Im Gegen(?:teil|satz)|Kurz darauf|"
    r"Am Ende|Zum Schluss|Zuletzt|In the end|Der Rest|Den Rest|The rest|"
    r"(?:Der )?(?:Grund|Anlass|Auslöser) (?:ist|sind|war|waren|sei|seien)|"
    r"(?:Die )?Ursache (?:ist|sind|war|waren|sei|seien)|"
    r"Ein(?:e|en|em|er)? (?:weiter|ander|zweit|dritt)\w*|Weitere\w?|Zweite\w*|Dritte\w*|"
    r"However|Therefore|Thus|Hence|Moreover|Furthermore|Additionally|Besides|Nevertheless|"
    r"Nonetheless|Instead|Otherwise|Meanwhile|Consequently|Accordingly|Likewise|Similarly|"
    r"But|And|Or|Yet|So|Also|Then|Here|There(?! (?:is|are|was|were|will|has|have)\b)|"
    r"In addition|As a result|For (?:this|that) reason|By contrast|On the other hand|"
    r"Another|Other|Others|Further|A (?:further|second|third)|The (?:other|second|third)"
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
    r"(?:Das|Dieses) (?:Wort|Zitat|Ergebnis)|Der (?:Begriff|Name|Ausdruck|Satz|Spruch)"
)
_COUNT: Final = (
    r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|two|three|four|five|six|seven|"
    r"eight|nine|ten|\d+)"
)
# 'Alle drei Themen', 'Die beiden Häuser', 'Sieben waren undicht', 'Manche kamen mit der Post'.
_COUNTED: Final = (
    rf"(?:Alle|All) {_COUNT}|(?:Die|Alle|The) (?:beiden|übrigen|restlichen|genannten|remaining)|"
    rf"(?:(?i:{_COUNT})|Manche|Einige|Viele|Alle|Mehrere|Wenige|Etliche|Keine[rs]?|Die meisten|"
    r"Some|Many|Most|None|All) (?:waren|sind|wurden|werden|were|are|have|had|will|[a-zäöüß]+en)"
)
_REFERS: Final = re.compile(rf"(?:{_PRONOUNS}|{_CONNECTORS}|{_DEMONSTRATIVE}|{_COUNTED})(?!\w)")
_REFERS_SOON: Final = re.compile(
    r"(?:\S+ ){1,3}(?:dies(?:e[mnrs]?|er)?(?! (?:Jahr|Woche|Monat|Sommer|Herbst|Winter|Frühjahr|"
    r"Frühling|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Tag))|dessen|deren|"
    r"solche[mnrs]?|dabei|daher|davon|dafür|dagegen|dadurch|dahinter|damit|danach|daran|darauf|"
    r"daraus|darin|darüber|darum|darunter|dazu|dort|hierfür|hierzu|jedoch|allerdings|außerdem|"
    r"zudem|ebenfalls|"
    # 'beziffert sie auf ...': the noun stands before; behind a comma it may stand in front.
    r"(?<!,\s)(?:sie|ihn|ihm)|"
    r"weitere[mnrs]?|th(?:is|ese|ose)(?! (?:year|week|month|summer|autumn|winter|spring|morning))|"
    r"however|therefore|(?:bedeutet|heißt|zeigt) das)(?!\w)"
)
# 'Beim dritten blieb ...', 'sollen sechs weitere folgen', 'sind es 31': the noun stands before.
_MORE: Final = re.compile(
    rf"\b(?:sind|waren|werden) es (?:rund |etwa |nur )?{_COUNT}(?!\w)|"
    r"\bweitere[nrs]? (?=(?:folgen|kommen|hinzu|werden|wurden|sind|sollen|entstehen|geplant)\b)"
)
_ELLIPSIS: Final = re.compile(
    r"(?:Beim?|Im|Am|Zum|Der|Die|Das|Den|Dem) (?:erste|zweite|dritte|vierte|letzte)[nrms]? "
    r"(?![\wäöüß-]*[A-ZÄÖÜ0-9])"
)

# 'Doch ...', 'Künftig sind es 31': what the sentence before says is taken back, or over.
_TURNS: Final = re.compile(
    r"(?:Doch|Aber|Jedoch|Allerdings|Dennoch|Trotzdem|Stattdessen|Künftig|Inzwischen|Mittlerweile|"
    r"But|However|Yet|Instead|Nevertheless|In future|From now on)(?!\w)|"
    r"(?:\S+ ){1,4}(?:jedoch|allerdings|aber|hingegen|however)(?!\w)"
)


_OLD: Final = re.compile(r"(?:Bisher|Bislang|Früher|Zuvor|Until now|Previously|So far)(?!\w)")
_SOON: Final = 3


def turns(sentence: str) -> bool:
    """Whether the one before it would mislead without this sentence."""
    return bool(_TURNS.match(sentence.lstrip("„“\"«»‚‘'( –-")))


def holds(sentence: str, following: Sequence[str]) -> bool:
    """Whether what follows does not take it back; for what was so 'until now', not soon either."""
    far = _SOON if _OLD.match(sentence) else 1
    return not any(map(turns, following[:far]))


def stands_alone(sentence: str) -> bool:
    """Whether a reader understands this sentence without the one before it.

    Errs on the careful side: a sentence that might refer back does not stand alone.
    """
    words = sentence.lstrip("„“\"«»‚‘'( –-")
    begins = _REFERS.match(words) or _REFERS_SOON.match(words) or _ELLIPSIS.match(words)
    return not (begins or _MORE.search(words))
