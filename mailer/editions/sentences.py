"""Sentences of German and English prose: where they end, and whether they stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.reports.model import Span, Text, plain

_ABBREVIATIONS: Final = frozenset(
    "abb abs abt allg approx art aufl bd bes betr bspw bzgl bzw ca co dipl dept dr ebd ehem engl "
    "etwa ev evtl exkl ff fig geb gem gen gest ggf ggü grds hl hr fr hrsg i.d.r inc ing inkl insb "
    "insbes jr jun kath kfm lfd lt ltd mag max med mind min mio mr mrd mrs ms mt mwst nr no num "
    "o.ä o.g op orig österr phil pl prof prot rd ref resp rev s sen sog sp sr st std stellv str "
    "tel tsd u.a u.ä u.u verf vgl vol vs wg z.b z.t z.zt zit zzgl d.h e.g i.e e.v i.v m.e p.m a.m "
    "jan feb apr jul aug sept sep okt oct nov dez dec".split()
)
# These may also close a sentence; then the next word decides.
_CLOSING: Final = frozenset({"usw", "etc", "inc", "co", "ltd", "p.m", "a.m", "u.a", "jh", "e.v"})
_STARTERS: Final = re.compile(
    r"(?:Der|Die|Das|Den|Dem|Ein|Eine|Einen|Im|In|Am|An|Auf|Mit|Bei|Für|Nach|Seit|Zum|Zur|Es|Er|"
    r"Sie|Wir|Auch|Und|Doch|Aber|Wer|Was|Wie|Wo|Dies\w*|Dabei|Damit|Danach|Außerdem|Zudem|"
    r"The|A|An|It|He|She|We|They|This|These|There|But|And|On|For|With|After|When)\b"
)
_MONTHS: Final = re.compile(
    r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Jh\b)\w*"
)
_BEFORE_ORDINAL: Final = frozenset(
    "am der die das den dem des vom zum zur bis im ab seit und oder ein eine einen einem einer "
    "beim jeder jede jedes jeden – -".split()
)
_END: Final = re.compile(r"([.!?…]+)([\"”“»«’')\]]*)(?=\s+[\"“„«»‚‘'(\[–-]*\s?[^\W_a-zäöüß])")
_WORD: Final = re.compile(r"[\w.]+$")


def spans_of_sentences(words: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence in `words`, blanks between them left out."""
    start = 0
    for match in _END.finditer(words):
        if match.start() < start or not _ends(words, start, match=match):
            continue
        yield start, match.end()
        start = match.end()
        while start < len(words) and words[start].isspace():
            start += 1
    if start < len(words):
        yield start, len(words)


def sentences(words: str) -> tuple[str, ...]:
    """The sentences of a text, each as it stands."""
    return tuple(words[start:end] for start, end in spans_of_sentences(words.strip()))


def text_sentences(text: Text) -> tuple[Text, ...]:
    """The sentences of running text with their links and emphasis."""
    return tuple(cut(text, start, end=end) for start, end in spans_of_sentences(plain(text)))


def cut(text: Text, start: int, *, end: int) -> Text:
    """The characters from `start` to `end` of a text, spans kept."""
    kept: list[Span] = []
    position = 0
    for span in text:
        piece = span.text[max(0, start - position) : max(0, end - position)]
        if piece:
            kept.append(Span(piece, span.href, span.style))
        position += len(span.text)
    return tuple(kept)


def _ends(words: str, start: int, *, match: re.Match[str]) -> bool:
    """Whether the mark found closes a sentence that began at `start`."""
    if unclosed_quotation(words[start : match.end()]):
        return False
    if match[1] != "." or match[2]:
        return True
    after = words[match.end() :].lstrip()
    before = words[start : match.start()]
    return _full_stop(before, after)


def _full_stop(before: str, after: str) -> bool:
    found = _WORD.search(before)
    last = found[0] if found else ""
    if last.isdigit():
        return _after_number(before[: -len(last)], after, number=last)
    low = last.lower()
    spaced = re.sub(r"\s", "", before[-8:]).lower()
    known = low in _ABBREVIATIONS or any(
        spaced.endswith(a) for a in ("z.b", "d.h", "u.a", "i.d.r", "o.ä", "o.g", "u.u", "e.v")
    )
    if low in _CLOSING or (known and spaced.endswith("u.a")):
        return bool(_STARTERS.match(after))
    return not (known or (len(last) == 1 and last.isalpha()))


def _after_number(before: str, after: str, *, number: str) -> bool:
    """'19. November' and 'am 5. Kongress' go on; 'im Jahr 2024. Das ...' ends."""
    if len(number) > 2:
        return True
    words = before.split()
    previous = words[-1].lower() if words else ""
    if not words or _MONTHS.match(after) or previous in _BEFORE_ORDINAL:
        return False
    return bool(_STARTERS.match(after))


def unclosed_quotation(words: str) -> bool:
    """Whether a quotation mark is open at the end (German, French, English or plain ones)."""
    opened = words.count("„") + words.count("‚")
    closed = words.count("“") + words.count("‘") + words.count("”") + words.count("’")
    if opened:
        return opened > closed
    if "«" in words or "»" in words:
        return words.count("«") != words.count("»")
    if words.count("“") != words.count("”"):
        return words.count("“") > words.count("”")
    return words.count('"') % 2 == 1


_PRONOUNS: Final = (
    r"Er|Sie|Es|Ihn|Ihm|Ihnen|Ihr\w{0,2}|Sein\w{0,2}|Dies(?!seits)\w*|Jene\w?|Solche\w?|Letzter\w+|"
    r"Erster(?:er|e|es)\b|Beide\w?|Dessen|Deren|Denen|Selbige\w?|"
    r"He|She|It|They|His|Her|Its|Their|Them|This|These|Those|That|Such|Both|Neither|The (?:latter|"
    r"former|same)"
)
_CONNECTORS: Final = (
    r"Da(?:bei|durch|für|gegen|her|hin|hinter|mit|nach|neben|ran|rauf|raus|rin|rüber|rum|runter|von|"
    r"vor|zu|zwischen|rüber hinaus|s heißt|nn)|Deshalb|Deswegen|Demnach|Demgegenüber|Dementsprechend|"
    r"Dennoch|Trotzdem|Allerdings|Jedoch|Doch|Aber|Denn|Und|Oder|Sondern|Also|Somit|Folglich|"
    r"Infolgedessen|Außerdem|Zudem|Ferner|Weiterhin|Weiters|Ebenso|Ebenfalls|Gleichzeitig|"
    r"Gleichwohl|Hingegen|Stattdessen|Anschließend|Schließlich|Zuvor|Seither|Seitdem|Inzwischen|"
    r"Auch|So|Hier\w*|Dort\w*|Wo(?:bei|durch|mit|rauf)|Zum einen|Zum anderen|Einerseits|"
    r"Andererseits|Ander(?:e|er|es|en|s)|Nicht nur das|Im Gegen(?:teil|satz)|Kurz darauf|"
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
    r"sei|seien|würde|könnte|sollte|müsste|will|wollen|bleibt|dient|hilft|stärkt|freut|teilte)"
)
_REFERS: Final = re.compile(rf"(?:{_PRONOUNS}|{_CONNECTORS}|{_DEMONSTRATIVE})(?!\w)")
_REFERS_SOON: Final = re.compile(
    r"(?:\S+ ){1,3}(?:dies(?:e[mnrs]?|er)?(?! (?:Jahr|Woche|Monat|Sommer|Herbst|Winter|Frühjahr|"
    r"Frühling|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Tag))|dessen|deren|"
    r"solche[mnrs]?|dabei|daher|hierfür|hierzu|jedoch|allerdings|außerdem|zudem|ebenfalls|"
    r"weitere[mnrs]?|th(?:is|ese|ose)(?! (?:year|week|month|summer|autumn|winter|spring|morning))|"
    r"however|therefore|(?:bedeutet|heißt|zeigt) das)(?!\w)"
)


def stands_alone(sentence: str) -> bool:
    """Whether a reader understands this sentence without the one before it.

    Errs on the careful side: a sentence that might refer back does not stand alone.
    """
    words = sentence.lstrip("„“\"«»‚‘'( –-")
    return not (_REFERS.match(words) or _REFERS_SOON.match(words))
