"""Whole sentences taken out of a report: passages, key points, quotes (never half of one)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile, pairwise
from typing import Final, TypeAlias

from mailer.editions.formal import formal, no_news, of_itself, proposed
from mailer.editions.references import holds, stands_alone, turns
from mailer.editions.sentences import sentences, text_sentences, unclosed_quotation
from mailer.editions.substance import fuller
from mailer.editions.weigh import Lens, Weighed, sentences_of, weigh_sentence, words
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

# Someone's words inside a sentence: four words or more between quotation marks.
_SPEECH: Final = re.compile(r"[„“\"«»](?:[^„“”\"«»\s]+\s+){3,}[^„“”\"«»]*[“”\"«»]")
# '2.', '2.1', 'TOP 3:' before a heading; '1. Mai' and '400 Jahre' stay.
_NUMBERED: Final = re.compile(
    r"^(?:(?:TOP|§|Punkt|Item) ?\d{1,2}[.:]?|\d{1,2}(?:\.\d{1,2})+\.?|"
    r"\d{1,2}[.)](?! (?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Platz|Preis)))\s+(?=\S)"
)
_BARE: Final = re.compile(rf"{_NUMBERED.pattern}|^\d{{1,2}} (?=\D)")
# 'Es ist ...' needs nothing before it when somebody says it.
_ELSEWHERE: Final = re.compile(r"\b(?:dort|dorthin|darin|damals)\b")
_SAID: Final = re.compile(r"(?:Es|It) ")
_ENDS: Final = (".", "!", "?", "…")
_CLOSING: Final = "\"”“»«’')]"
_AGENDA: Final = re.compile(r"(?:\w+ )?\d{1,2}(?:\. ?(?:[A-ZÄÖÜ]\w+|\d{1,2}\.)|[.:]\d{2}| Uhr)")
_FEWEST: Final = 5
_SAME_SECTION: Final = 0.4
_LONGEST_QUOTE: Final = 60
_FEWEST_SAID: Final = 4
# A sentence, the passage that it stands in, and whether it opens that.
_Found: TypeAlias = tuple[Text, Weighed, bool]
_Point: TypeAlias = tuple[Text, Weighed]


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


def excerpt(section: Section, limit: int) -> tuple[Block, ...]:
    """The beginning of a section in whole sentences and whole lists, up to `limit` words.

    Starts with the first sentence that stands alone; leaves out quotes and pictures, and a
    sentence that only announces what is left out ('... sagte er:').
    """
    kept: list[Block] = []
    room = limit
    follows = False
    ended: tuple[Block | None, ...] = (*section.blocks, None)
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
    while found and not started and not _may_open(plain(found[0])):
        found.pop(0)
    kept = _up_to(found, max(room, 1))
    if kept and plain(kept[-1]).endswith(":") and not isinstance(following, ItemList):
        kept = kept[:-1]
    return Paragraph(join(kept)) if kept else None


def _may_open(sentence: str) -> bool:
    return stands_alone(sentence) and not of_itself(sentence)


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


def key_points(
    weighed: tuple[Weighed, ...], lens: Lens, *, number: int, longest: int, shown: frozenset[str]
) -> tuple[tuple[Text, Weighed], ...]:
    """The weightiest whole sentences that stand alone and are not shown elsewhere.

    A second sentence from the same section counts less, so that the points tell of the
    whole report. Where sentences are few, whole list items step in if something speaks for them.
    A proposal is told under its heading only, for without it a wish would read like a fact.
    """
    kept = tuple(w for w in weighed if w.weight >= 0 and not proposed(w.section))

    def weigh(found: Iterable[_Found]) -> Iterator[tuple[Text, Weighed]]:
        for sentence, section, first in found:
            if _fits(sentence, longest, shown=shown):
                yield sentence, weigh_sentence(sentence, lens, section=section, first=first)

    chosen = _best(list(weigh(_sentences(kept))), lens, number=number)
    if len(chosen) < number:
        told = {plain(point) for point, _ in chosen}
        items = [c for c in weigh(_items(kept)) if c[1].weight > 0 and plain(c[0]) not in told]
        chosen += _best(items, lens, number=number - len(chosen))
        chosen.sort(key=lambda c: _standing(c[1], [], lens=lens), reverse=True)
    return tuple(chosen)


def _best(candidates: list[_Point], lens: Lens, *, number: int) -> list[_Point]:
    chosen: list[_Point] = []
    while candidates and len(chosen) < number:
        taken = [c[1].index for c in chosen]
        best = max(candidates, key=lambda c: _standing(c[1], taken, lens=lens))
        best = fuller(best, candidates, taken=taken, lens=lens)
        chosen.append(best)
        told = plain(best[0])
        candidates = [c for c in candidates if plain(c[0]) != told]
    return chosen


def _standing(weighed: Weighed, taken: list[int], *, lens: Lens) -> tuple[bool, float]:
    """One point of each section that editors want, then by weight."""
    before = taken.count(weighed.index)
    times: float = _SAME_SECTION**before
    weight = weighed.weight * times if weighed.weight > 0 else weighed.weight - before
    return weighed.index in lens.wishes and not before, weight


def _sentences(weighed: tuple[Weighed, ...]) -> Iterator[_Found]:
    for section in weighed:
        lists = (b.items for b in section.section.blocks if isinstance(b, ItemList))
        listed = (item for items in lists for item in items)
        found = (*sentences_of(section.section), *listed)
        said = [plain(sentence) for sentence in found]
        for place, sentence in enumerate(said):
            whole = sentence.rstrip(_CLOSING).endswith(_ENDS)
            if whole and stands_alone(sentence) and holds(sentence, said[place + 1 : place + 4]):
                yield found[place], section, place == 0


def _items(weighed: tuple[Weighed, ...]) -> Iterator[_Found]:
    for section in weighed:
        for block in section.section.blocks:
            if isinstance(block, ItemList):
                for item in filter(_says_something, block.items):
                    yield item, section, False


def _says_something(item: Text) -> bool:
    """An agenda's line belongs to the dates, a word in lower case to the words above it, and a
    row of a table ('2025: lamps 4,700; cost 1.31') to its table.
    """
    found = plain(item)
    row = item[0].style == "strong" and item[0].text.endswith(":") and "; " in found
    whole = stands_alone(found) and not found[:1].islower() and not _AGENDA.match(found)
    return whole and not row


def _fits(sentence: Text, longest: int, *, shown: frozenset[str]) -> bool:
    found = plain(sentence)
    return (
        _FEWEST <= _count(found) <= longest
        and found not in shown
        and not found.endswith((":", "?", ","))
        and not _SPEECH.search(found)
        and not no_news(found)
        and not unclosed_quotation(found)
    )


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
