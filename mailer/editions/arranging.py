"""A report as editors want it: without what they hid, and with what they moved in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailer.editions.marks import HIDE, MOVED, UNMOVED, rank
from mailer.editions.weigh import passages
from mailer.reports.model import Report, Section


@dataclass(frozen=True, slots=True)
class _Unit:
    """A section at its place among those that can be marked; -1 for a heading without text."""

    place: int
    section: Section
    wish: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """A report as editors want it: the wishes for its sections by place, and what was hidden."""

    report: Report
    wishes: Mapping[int, str] = field(default_factory=dict)
    hidden: tuple[Section, ...] = ()


def arranged(report: Report, wishes: Iterable[tuple[int, str]]) -> Arranged:
    """A cleaned report without what is hidden, and with what editors moved in its place.

    A wish holds for the subsections below, too, unless they have one of their own.
    """
    wanted = dict(wishes)
    if not wanted:
        return Arranged(report)
    units = list(_units(report, wanted))
    hidden = tuple(unit.section for unit in units if unit.wish == HIDE)
    kept = _ordered(_with_something_below(units))
    numbered = [unit for unit in kept if unit.place >= 0]
    left = {place: unit.wish for place, unit in enumerate(numbered) if unit.wish}
    sections = tuple(_together(unit.section for unit in kept))
    return Arranged(replace(report, sections=sections), left, hidden)


def _units(report: Report, wanted: Mapping[int, str]) -> Iterator[_Unit]:
    place = 0
    above: list[tuple[int, str]] = []
    for section in report.sections:
        if not section.blocks:
            yield _Unit(-1, section, "")
            continue
        for part in passages(replace(report, sections=(section,))):
            above = [one for one in above if one[0] < part.level] if part.heading else []
            wish = wanted.get(place, above[-1][1] if above else "")
            above.append((part.level, wish))
            yield _Unit(place, part, wish, own=place in wanted)
            place += 1


def _with_something_below(units: Sequence[_Unit]) -> list[_Unit]:
    """Without hidden sections, and without headings below which nothing is left."""
    kept: list[_Unit] = []
    for i, unit in enumerate(units):
        below = []
        for other in units[i + 1 :]:
            if other.section.level <= unit.section.level:
                break
            below.append(other)
        texts = [other for other in below if other.place >= 0]
        empty = unit.place < 0 and texts and all(o.wish in MOVED for o in texts)
        if unit.wish != HIDE and not empty:
            kept.append(unit)
    return kept


def _ordered(units: Sequence[_Unit]) -> list[_Unit]:
    """What comes first stands behind the words above the first heading."""
    ranked = sorted(units, key=lambda unit: rank(unit.wish))
    front = [unit for unit in ranked if rank(unit.wish) < UNMOVED]
    rest = [unit for unit in ranked if rank(unit.wish) == UNMOVED]
    behind = [unit for unit in ranked if rank(unit.wish) > UNMOVED]
    opening = 0
    while opening < len(rest) and not rest[opening].section.heading:
        opening += 1
    bare = [unit for unit in front if not unit.section.heading]
    headed = [unit for unit in front if unit.section.heading]
    return [*bare, *rest[:opening], *_raised(headed), *rest[opening:], *_raised(behind)]


def _raised(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """A section that left its place stands at the top level, what is below it goes along."""
    up = 0
    for unit in units:
        up = unit.section.level - 2 if unit.own else up
        yield replace(unit, section=replace(unit.section, level=max(2, unit.section.level - up)))


def _together(sections: Iterable[Section]) -> Iterator[Section]:
    """Paragraphs without a heading that stand side by side are one section again."""
    last: Section | None = None
    for section in sections:
        if last is not None and not last.heading and not section.heading:
            last = replace(last, blocks=(*last.blocks, *section.blocks))
            continue
        if last is not None:
            yield last
        last = section
    if last is not None:
        yield last
