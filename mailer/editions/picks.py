"""Sentences and quotes that editors choose by hand, found again in any revision of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from mailer.editions.catalogue import marked, say
from mailer.editions.excerpt import quotes
from mailer.editions.points import key_points
from mailer.editions.sentences import text_sentences
from mailer.editions.weigh import Lens, Weighed, weigh_sentence
from mailer.reports.model import Block, ItemList, Paragraph, Quote, Section, Text, plain

TELL: Final = "tell"
SKIP: Final = "skip"
REASONS: Final = {
    TELL: marked("because the editorial office chose it by hand"),
    SKIP: marked("because the editorial office does not want it told so"),
}
# A sentence in other words is still the same if so many of them stayed in their order.
ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be chosen: a sentence or list item for the key points, or a quote with its speaker.

    `place` is its section's, -1 for the lead.
    """

    place: int
    words: str
    speaker: str = ""


def units_of(lead: Text, sections: Sequence[Section]) -> tuple[Unit, ...]:
    """All of them from top to bottom, each wording once."""
    whole = [Section("", (Paragraph(lead),)), *sections]
    found = (unit for place, one in enumerate(whole, start=-1) for unit in _units(one, place))
    return tuple({(unit.words, bool(unit.speaker)): unit for unit in found}.values())


def _units(section: Section, place: int) -> Iterator[Unit]:
    for block in section.blocks:
        said = (plain(text) for text in _texts(block))
        # What announces something says nothing without it.
        yield from (Unit(place, words) for words in said if not words.endswith(":"))
        if isinstance(block, Quote) and block.speaker:
            yield Unit(place, block.text, block.speaker)


def _texts(block: Block) -> tuple[Text, ...]:
    if isinstance(block, Paragraph):
        return text_sentences(block.text)
    return block.items if isinstance(block, ItemList) else ()


def nearest(wanted: str, units: Sequence[Unit], *, place: int) -> tuple[Unit, float] | None:
    """The unit with these words, or the one most like it and nearest to its section, and how alike
    it is; None if it is gone.
    """
    alike = [(_likeness(wanted, unit.words), -abs(unit.place - place)) for unit in units]
    best = max(range(len(units)), key=alike.__getitem__, default=None)
    if best is None or alike[best][0] < ALIKE:
        return None
    return units[best], alike[best][0]


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def points(
    weighed: tuple[Weighed, ...], lens: Lens, *, number: int, longest: int, shown: frozenset[str]
) -> tuple[tuple[Text, Weighed], ...]:
    """The key points: what editors chose, in the report's order, then the weightiest others.

    What stands in the mail already is not said twice.
    """
    own = {plain(text): (text, one) for text, one in _wanted(weighed, lens)}
    own = {words: pair for words, pair in own.items() if words not in shown}
    others = key_points(
        weighed,
        lens,
        number=max(0, number - len(own)),
        longest=longest,
        shown=shown.union(own, _with(SKIP, lens)),
    )
    return (*own.values(), *others)


def _wanted(weighed: Sequence[Weighed], lens: Lens) -> Iterator[tuple[Text, Weighed]]:
    wanted = _with(TELL, lens)
    for section in weighed if wanted else ():
        for block in section.section.blocks:
            for text in _texts(block):
                if plain(text) in wanted:
                    yield text, weigh_sentence(text, lens, section=section, first=False)


def quoted(weighed: tuple[Weighed, ...], lens: Lens) -> tuple[tuple[Quote, Weighed], ...]:
    """The quotes that could be told: what editors chose, then by weight."""
    found = list(quotes(weighed, lens))
    wanted = _with(TELL, lens)
    if not wanted:
        return tuple(found)
    known = {quote.text for quote, _ in found}
    found += [
        (block, section)
        for section in weighed
        for block in section.section.blocks
        if isinstance(block, Quote) and block.speaker and block.text in wanted - known
    ]
    return tuple(sorted(found, key=lambda pair: pair[0].text not in wanted))


def _with(wish: str, lens: Lens) -> frozenset[str]:
    return frozenset(words for words, wanted in lens.picks.items() if wanted == wish)


def picked(words: str, lens: Lens) -> str:
    """Why editors have it so, in the edition's language; '' where the telling chooses."""
    wish = lens.picks.get(words, "")
    return say(REASONS[wish], lens.language) if wish else ""
