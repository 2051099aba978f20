"""What editors decided about sections, found again in any revision; `arranging` carries it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from mailer.editions.catalogue import marked, say
from mailer.editions.clean import clean_report
from mailer.editions.excerpt import unnumbered
from mailer.editions.picks import Unit, nearest, units_of
from mailer.editions.weigh import Lens, Weighed, passages, why, words
from mailer.reports.model import Report, Section
from mailer.reports.tongues import is_easy

SHOW: Final = "show"
WHOLE: Final = "whole"
FIRST: Final = "first"
FIRST_WHOLE: Final = "first-whole"
SECOND: Final = "second"
THIRD: Final = "third"
FOURTH: Final = "fourth"
LAST: Final = "last"
HIDE: Final = "hide"
# A section under another heading is still the same if so much of its text stayed.
ALIKE: Final = 0.6
REASONS: Final = {
    SHOW: marked("because the editorial office marked it: for “{audience}”"),
    WHOLE: marked("because the editorial office wants it whole"),
    FIRST: marked("because the editorial office put it first"),
    FIRST_WHOLE: marked("because the editorial office put it first, and whole"),
    SECOND: marked("because the editorial office put it second"),
    THIRD: marked("because the editorial office put it third"),
    FOURTH: marked("because the editorial office put it fourth"),
    LAST: marked("because the editorial office put it last"),
    HIDE: marked("because the editorial office marked it: not for “{audience}”"),
}
# What editors can write themselves, and what it is called.
HEADS: Final = {
    "subject": marked("Subject"),
    "preheader": marked("Preheader"),
    "intro": marked("First sentence"),
    "call": marked("Way to the whole report"),
}
_KEPT_WORDS: Final = 120
# Where editors put a section; what has no place stands between the fourth and the last.
_RANKS: Final = {FIRST: 1, FIRST_WHOLE: 1, SECOND: 2, THIRD: 3, FOURTH: 4, LAST: 6}
UNMOVED: Final = 5
MOVED: Final = (HIDE, *_RANKS)
_NO_WORD: Final = re.compile(r"[\W_]+")
# How close a section is to an anchor: whether it has its heading, and how alike the words are.
_Closeness: TypeAlias = tuple[bool, float]
_AS_ALIKE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a section is found again: language and place of its text, its heading, its words; with a
    `sentence`, that one or the quote is meant (`picks.py`). A `repeated` heading names others, too.
    """

    language: str
    heading: str
    words: str
    place: int
    sentence: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What an editor wants of a section for one audience; `id` is the stored row's."""

    anchor: Anchor
    wish: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Picked:
    """A mark on a sentence or quote, and where that stands in a text."""

    mark: Mark
    unit: Unit


_Claim: TypeAlias = tuple[_Closeness, Mark]


@dataclass(frozen=True, slots=True)
class Settled:
    """Marks in one text: by the place of their section, those whose section is not there, and those
    on sentences and quotes.
    """

    found: Mapping[int, Mark]
    lost: tuple[Mark, ...] = ()
    picked: tuple[Picked, ...] = ()

    @property
    def wishes(self) -> tuple[tuple[int, str], ...]:
        """Place and wish, as an Item carries them."""
        return tuple((place, mark.wish) for place, mark in sorted(self.found.items()))

    @property
    def picks(self) -> tuple[tuple[str, str], ...]:
        """Words and wish, as an Item carries them."""
        return tuple((one.unit.words, one.mark.wish) for one in self.picked)


def sections_of(report: Report) -> tuple[Section, ...]:
    """What can be marked, in order: sections, and paragraphs without a heading."""
    return passages(clean_report(report))


def sentences_of(report: Report) -> tuple[Unit, ...]:
    """What can be chosen by hand, in order: sentences, list items, quotes with a speaker."""
    clean = clean_report(report)
    return units_of(clean.lead, passages(clean))


def anchor(report: Report, place: int) -> Anchor:
    """The anchor of the section at a place (0 for the first); IndexError if there is none."""
    sections = sections_of(report)
    section, heading = sections[place], _plain(sections[place].heading)
    kept = " ".join(_words(section)[:_KEPT_WORDS])
    same = [one for one in sections if heading and _plain(one.heading) == heading]
    return Anchor(report.language, section.heading[:500], kept, place, repeated=len(same) > 1)


def settle(marks: Iterable[Mark], report: Report, *, texts: Mapping[str, Report]) -> Settled:
    """Find the marks' sections in `report`, one of the `texts` of a revision.

    In another language than the one marked, the section at the same place counts, as long as
    both texts have the same sections one below the other. Easy texts are told as they are. Where
    two marks find one section, the closer one holds and the other is lost.
    """
    every = list(marks)
    if not every or is_easy(report.language):
        return Settled({})
    picked, missed = _picked([mark for mark in every if mark.anchor.sentence], report)
    wanted = [mark for mark in every if not mark.anchor.sentence]
    found: dict[int, _Claim] = {}
    lost: list[Mark] = []
    sections = sections_of(report)
    for mark in wanted:
        place = _place(mark.anchor, texts, report=report, sections=sections)
        if place is None:
            lost.append(mark)
            continue
        here = (place[1], mark)
        there = found.setdefault(place[0], here)
        if there is not here:
            found[place[0]], beaten = (here, there) if _beats(here, there) else (there, here)
            lost.append(beaten[1])
    return Settled({p: mark for p, (_, mark) in found.items()}, (*lost, *missed), picked)


def _picked(marks: Iterable[Mark], report: Report) -> tuple[tuple[Picked, ...], tuple[Mark, ...]]:
    """Where marks on sentences hold, and those that are lost; each counts in its language only."""
    own = [mark for mark in marks if mark.anchor.language == report.language]
    units = sentences_of(report) if own else ()
    found: dict[Unit, tuple[float, Mark]] = {}
    lost: list[Mark] = []
    for mark in own:
        near = nearest(mark.anchor.sentence, units, place=mark.anchor.place)
        if near is None:
            lost.append(mark)
            continue
        here = (near[1], mark)
        there = found.setdefault(near[0], here)
        if there is not here:
            closer, other = (here, there) if here[0] > there[0] else (there, here)
            found[near[0]] = closer
            lost.append(other[1])
    return tuple(Picked(mark, unit) for unit, (_, mark) in found.items()), tuple(lost)


def _beats(one: _Claim, other: _Claim) -> bool:
    """Which of two marks has a section that both find; in doubt, what was left out stays out."""
    (named, alike), mark = one
    (other_named, other_alike), other_mark = other
    if named != other_named:
        return named
    if abs(alike - other_alike) < _AS_ALIKE and HIDE in (mark.wish, other_mark.wish):
        return other_mark.wish != HIDE
    return alike > other_alike


def _place(
    wanted: Anchor, texts: Mapping[str, Report], *, report: Report, sections: Sequence[Section]
) -> tuple[int, _Closeness] | None:
    base = texts.get(wanted.language)
    if base is None or wanted.language == report.language:
        return _nearest(wanted, sections)
    own = sections_of(base)
    alike = [bool(s.heading) for s in own] == [bool(s.heading) for s in sections]
    return _nearest(wanted, own) if alike else None


def locate(wanted: Anchor, sections: Sequence[Section]) -> int | None:
    """The place of a section: by its heading, else by its words; None if it is gone.

    Where several have the heading, the one that is most alike, then the nearest. A heading that
    others had when it was marked says nothing by itself.
    """
    found = _nearest(wanted, sections)
    return found[0] if found else None


def _nearest(wanted: Anchor, sections: Sequence[Section]) -> tuple[int, _Closeness] | None:
    heading = "" if wanted.repeated else _plain(wanted.heading)
    close = [
        (bool(heading) and _plain(section.heading) == heading, _likeness(wanted, section))
        for section in sections
    ]
    places = [i for i, (named, alike) in enumerate(close) if named or alike >= ALIKE]
    best = max(places, key=lambda i: (close[i], -abs(i - wanted.place), -i), default=None)
    return None if best is None else (best, close[best])


def _likeness(wanted: Anchor, section: Section) -> float:
    """From 0 to 1, by the words that both have in the same order."""
    theirs = _words(section)[:_KEPT_WORDS]
    return SequenceMatcher(None, wanted.words.split(), theirs, autojunk=False).ratio()


def _words(section: Section) -> list[str]:
    return _plain(" ".join(map(words, section.blocks))).split()


def _plain(said: str) -> str:
    return _NO_WORD.sub(" ", unnumbered(said).casefold()).strip()


def lifted(weighed: Iterable[Weighed], lens: Lens) -> tuple[Weighed, ...]:
    """A mark beats weight: nothing speaks against a section that editors want."""
    return tuple(
        replace(one, weight=max(one.weight, 0.0)) if one.index in lens.wishes else one
        for one in weighed
    )


def reason(weighed: Weighed, lens: Lens) -> str:
    """Why something is told: because editors want it, else what speaks most for it."""
    wish = lens.wishes.get(weighed.index, "")
    return because(wish, lens) if wish else why(weighed, lens)


def because(wish: str, lens: Lens) -> str:
    """A wish in words, in the language of the edition."""
    audience = lens.telling.voice(lens.language).name
    return say(REASONS[wish], lens.language, audience=audience)


def rank(wish: str) -> int:
    """Before and behind what a section stands that editors moved; sorting by it keeps the rest."""
    return _RANKS.get(wish, UNMOVED)
