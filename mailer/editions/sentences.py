"""Sentences of German and English prose: where they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mailer.reports.model import Span, Text, plain
from mailer.reports.prose.sentences import ABBREVIATIONS

# Written with or without a blank inside: 'z. B.', 'z.B.'
_DOTTED: Final = re.compile(
    r"(?:^|[\s(„“])(?:z\.\s?[bt]|d\.\s?h|u\.\s?[aäu]|i\.\s?d\.\s?r|i\.\s?[ve]|o\.\s?[äg]|"
    r"e\.\s?[gv]|m\.\s?e|[pa]\.\s?m|v\.\s?a)$",
    re.IGNORECASE,
)
# These may also close a sentence; then the next word decides.
_CLOSING: Final = re.compile(r"usw|etc|inc|co|ltd|jh")
_CLOSING_DOTTED: Final = re.compile(r"(?:u\.\s?a|e\.\s?v)$", re.IGNORECASE)
# 'until 5 p.m. Members ...' ends, 'at 5 p.m. Friday' goes on.
_CLOCK: Final = re.compile(r"\d ?[pa]\.\s?m$", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b|\d")
_STARTERS: Final = re.compile(
    r"(?:Der|Die|Das|Den|Dem|Ein|Eine|Einen|Im|In|Am|An|Auf|Mit|Bei|Für|Nach|Seit|Zum|Zur|Es|Er|"
    r"Sie|Wir|Auch|Und|Doch|Aber|Wer|Was|Wie|Wo|Dies\w*|Dabei|Damit|Danach|Außerdem|Zudem|"
    r"The|A|An|It|He|She|We|They|This|These|There|But|And|On|For|With|After|When)\b"
)
_MONTHS: Final = re.compile(
    r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Jh\b)\w*"
)
_BEFORE_ORDINAL: Final = re.compile(
    r"am|der|die|das|den|dem|des|vom|zum|zur|bis|im|ab|seit|und|oder|eine?[nmr]?|beim|jede[rs]?n?|[–-]"
)
_END: Final = re.compile(r"([.!?…]+)([\"”“»«’')\]]*)(?=\s+[\"“„«»‚‘'(\[–-]*\s?[^\W_a-zäöüß])")
_WORD: Final = re.compile(r"\w+$")
# A full stop is told from others by the one or two words before it.
_LOOK_BACK: Final = 60
_LOOK_AHEAD: Final = 40
# 'i. d. R.' without its last full stop, and some blanks more.
_LONGEST_DOTTED: Final = 10


@lru_cache(maxsize=2048)
def spans_of_sentences(words: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence in `words`, blanks between them left out.

    Kept, because every telling of a report weighs, shortens and quotes the same paragraphs.
    """
    return tuple(_spans(words))


def _spans(words: str) -> Iterator[tuple[int, int]]:
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
    stripped = words.strip()
    return tuple(stripped[start:end] for start, end in spans_of_sentences(stripped))


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
    after = words[match.end() : match.end() + _LOOK_AHEAD].lstrip()
    before = words[max(start, match.start() - _LOOK_BACK) : match.start()]
    return _full_stop(before, after)


def _full_stop(before: str, after: str) -> bool:
    found = _WORD.search(before.rpartition(" ")[2])
    last = found[0] if found else ""
    if last.isdigit():
        return _after_number(before[: -len(last)], after, number=last)
    short, dotted = last.lower(), "." in before[-_LONGEST_DOTTED:]
    if dotted and _CLOCK.search(before):
        return not _GOES_ON.match(after)
    if _CLOSING.fullmatch(short) or (dotted and _CLOSING_DOTTED.search(before)):
        return bool(_STARTERS.match(after))
    known = short in ABBREVIATIONS or (dotted and _DOTTED.search(before))
    initial = len(last) == 1 and last.isalpha() and not _STARTERS.match(after)
    return not (known or initial)


def _after_number(before: str, after: str, *, number: str) -> bool:
    """'19. November' and 'am 5. Kongress' go on; 'im Jahr 2024. Das ...' ends."""
    if len(number) > 2:
        return True
    words = before.split()
    previous = words[-1].lower() if words else ""
    if not words or _MONTHS.match(after) or _BEFORE_ORDINAL.fullmatch(previous):
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
