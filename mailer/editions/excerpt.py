"""Whole sentences taken out of a report: passages and quotes (never half of one)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile, pairwise
from typing import Final

from mailer.editions.antecedents import introduced
from mailer.editions.formal import formal, of_itself
from mailer.editions.references import stands_alone, turns
from mailer.editions.sentences import sentences, text_sentences
from mailer.editions.weigh import Lens, Weighed, weigh_sentence, words
from mailer.reports.model import (
    Block,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Span,
    Text,
    plain,
)

# '2.', '2.1', 'TOP 3:' before a heading; '1. Mai' and '400 Jahre' stay.
_NUMBERED: Final = re.compile(
    r"^(?:(?:TOP|§|Punkt|Item) ?\d{1,2}[.:]?|\d{1,2}(?:\.\d{1,2})+\.?|"
    r"\d{1,2}[.)](?! (?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Platz|Preis)))\s+(?=\S)"
)
_BARE: Final = re.compile(rf"{_NUMBERED.pattern}|^\d{{1,2}} (?=\D)")
# 'Es ist ...' needs nothing before it when somebody says it.
_ELSEWHERE: Final = re.compile(r"\b(?:dort|dorthin|darin|damals)\b")
_SAID: Final = re.compile(r"(?:Es|It) ")
_LONGEST_QUOTE: Final = 60
_FEWEST_SAID: Final = 4


def opening(text: Text, limit: int) -> Text:
    """The first sentences of a text, at least one, up to `limit` words (0: all of it).

    A limit leaves out what the report says of itself before it comes to the news.
    """
    words_ = plain(text)
    if not limit or (_count(words_) <= limit and not of_itself(words_)):
        return text
    news = list(text_sentences(text))
    if of_itself(words_):
        news = list(dropwhile(lambda sentence: not _may_open(plain(sentence)), news))
    return join(_up_to(news, limit))


def excerpt(section: Section, limit: int, *, sought: str = "") -> tuple[Block, ...]:
    """A section's beginning in whole sentences and whole lists, up to `limit` words; if a word that
    is `sought` is not in that, from the paragraph on that has it, where this may open a passage.
    """
    kept = _beginning(section.blocks, limit, asked=section.heading.endswith("?"))
    if sought and not any(sought in words(block) for block in kept):
        place = next((i for i, b in enumerate(section.blocks) if sought in words(b)), 0)
        later = _beginning(section.blocks[place:], limit, asked=False) if place else ()
        if any(sought in words(block) for block in later):
            return later
    return kept


def _beginning(blocks: Sequence[Block], limit: int, *, asked: bool) -> tuple[Block, ...]:
    """Of what stands there, up to `limit` words.

    Starts with the first sentence that stands alone; leaves out quotes and pictures, and a
    sentence that only announces what is left out ('... sagte er:').
    """
    kept: list[Block] = []
    room = limit
    # An answer follows its question, which stands above it.
    follows = asked
    ended: tuple[Block | None, ...] = (*blocks, None)
    for block, following in pairwise(ended):
        if block is None:
            break
        piece = _piece(block, following, room=room, started=follows)
        # What stands behind a quote may refer to it.
        follows = follows and isinstance(block, Image) if piece is None else True
        if piece is None:
            continue
        size = _count(words(piece))
        if kept and size > room:
            break
        kept.append(piece)
        room -= size
        if room <= 0 or _cut_short(piece, block, following=following):
            break
    if kept and words(kept[-1]).endswith(":"):
        kept[-1:] = _without_announcement(kept[-1])
    return tuple(kept)


def _piece(block: Block, following: Block | None, *, room: int, started: bool) -> Block | None:
    if isinstance(block, Figure | ItemList):
        return None if formal(block) else block
    if not isinstance(block, Paragraph):
        return None
    found = list(text_sentences(block.text))
    gone: list[str] = []
    while found and not started and not _may_open(plain(found[0]), gone):
        gone.append(plain(found.pop(0)))
    kept = _up_to(found, max(room, 1))
    if kept and plain(kept[-1]).endswith(":") and not isinstance(following, ItemList):
        kept = kept[:-1]
    return Paragraph(join(kept)) if kept else None


def _may_open(sentence: str, gone: Sequence[str] = ()) -> bool:
    alone = stands_alone(sentence) and not of_itself(sentence)
    return alone and not (gone and introduced(sentence, gone))


def _cut_short(piece: Block, block: Block, *, following: Block | None) -> bool:
    """Whether sentences at the end of a block are missing: what follows may refer to them.

    A sentence that announced a quote or picture is not missed.
    """
    if words(block).endswith(words(piece)):
        return False
    missing = sentences(words(block).rpartition(words(piece))[2])
    announced = len(missing) == 1 and missing[0].endswith(":")
    return not announced or isinstance(following, ItemList)


def _without_announcement(block: Block) -> list[Block]:
    if not isinstance(block, Paragraph):
        return [block]
    kept = text_sentences(block.text)[:-1]
    return [Paragraph(join(kept))] if kept else []


def _up_to(found: Iterable[Text], limit: int) -> list[Text]:
    """At least one; ends where what follows does not take the last one back."""
    kept: list[Text] = []
    rest = list(found)
    while rest:
        limit -= _count(plain(rest[0]))
        if kept and limit < 0:
            break
        kept.append(rest.pop(0))
    while len(kept) > 1 and rest and turns(plain(rest[0])):
        rest.insert(0, kept.pop())
    return kept


def unnumbered(heading: str, *, outline: bool = False) -> str:
    """A heading without its number, which says nothing where its neighbours are missing.

    A bare number ('3 Was schiefging') is one only in an `outline`.
    """
    return (_BARE if outline else _NUMBERED).sub("", heading)


def is_outline(sections: Iterable[Section]) -> bool:
    """Whether headings count upwards by bare numbers: '1 Anlass', '2 Kosten'."""
    found = [int(m[0]) for s in sections if (m := re.match(r"\d{1,2}(?= \D)", s.heading))]
    return len(found) > 1 and all(after == before + 1 for before, after in pairwise(found))


def join(found: Iterable[Text]) -> Text:
    """Sentences as one text, a blank between them; neighbours that look alike become one."""
    spans: list[Span] = []
    for place, sentence in enumerate(found):
        for span in (Span(" "), *sentence) if place else sentence:
            last = spans[-1] if spans else None
            if last and (last.href, last.style) == (span.href, span.style):
                spans[-1] = Span(last.text + span.text, span.href, span.style)
            else:
                spans.append(span)
    return tuple(spans)


def quotes(weighed: tuple[Weighed, ...], lens: Lens) -> tuple[tuple[Quote, Weighed], ...]:
    """Quotes with a speaker that are short enough to be shown whole, the weightiest first.

    A quote is weighed by its own words and those that introduce it.
    """
    found = [
        (block, weigh_sentence(_text(block), lens, section=section, first=False, said=True))
        for section in weighed
        for block in section.section.blocks
        if isinstance(block, Quote) and block.speaker[:1].isupper() and _tells_alone(block.text)
    ]
    return tuple(sorted(found, key=lambda q: (-q[1].weight, q[1].index)))


def _text(quote: Quote) -> Text:
    return (Span(words(quote)),)


def _tells_alone(said: str) -> bool:
    """Whether a quote is short enough, and understood without what was said before it."""
    first = sentences(_SAID.sub("Das Ganze ", said, count=1) if _SAID.match(said) else said)[:1]
    known = all(stands_alone(one) and not _ELSEWHERE.search(one) for one in first)
    different = len(set(said.lower().split()))
    return known and different >= _FEWEST_SAID and _count(said) <= _LONGEST_QUOTE


def _count(found: str) -> int:
    return len(found.split())
