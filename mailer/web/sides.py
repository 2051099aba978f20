"""Editions side by side in the user's language, as the page of a report's tellings shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mailer.dispatch.marks import name
from mailer.editions import compare
from mailer.editions.compare import Cell, Column, Row, State
from mailer.editions.marks import Settled
from mailer.models import SentenceWish, Wish
from mailer.reports.tongues import spoken
from mailer.web.tongue import tongue

STATES: Final[Mapping[str, tuple[Promise, str]]] = {
    State.WHOLE: (gettext_lazy("told whole"), "success"),
    State.SHORTENED: (gettext_lazy("told shortened"), "info"),
    State.LEFT_OUT: (gettext_lazy("not told"), "neutral"),
}
FRAMES: Final[Mapping[str, Promise]] = {
    compare.SUBJECT: gettext_lazy("Subject"),
    compare.PREHEADER: gettext_lazy("Preheader"),
    compare.INTRO: gettext_lazy("First sentence"),
    compare.LEAD: gettext_lazy("Lead"),
    compare.POINTS: gettext_lazy("Key points"),
    compare.QUOTES: gettext_lazy("Quotes"),
    compare.DATES: gettext_lazy("Dates to come"),
    compare.SOURCES: gettext_lazy("Sources"),
    compare.CALL: gettext_lazy("Way to the whole report"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one edition makes of a section, and what an editor wants of it; `slug` is for whom."""

    slug: str
    title: str
    cell: Cell
    state: str
    tone: str
    language: str
    told_in: str
    easy: bool
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or a part of the frame, in all editions."""

    name: str
    place: int
    sides: tuple[Side, ...]

    @property
    def marked(self) -> bool:
        """Whether an editor wants something of it."""
        return any(side.wish for side in self.sides)

    @property
    def markable(self) -> tuple[Side, ...]:
        """Whose editions can be told otherwise: easy texts are told as they are."""
        ordinary = tuple(side for side in self.sides if not side.easy)
        return ordinary if any(side.state for side in ordinary) else ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A mark whose section is gone."""

    id: int
    section: str
    audience: str
    wish: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The editions of a report, and by audience what editors want of it; `names` are for people."""

    columns: Sequence[Column]
    settled: Mapping[str, Settled]
    names: Mapping[str, str]

    def parts(self) -> list[Part]:
        """From top to bottom."""
        return [
            Part(self._name(row), row.place, tuple(self._sides(row)))
            for row in compare.compare(self.columns)
        ]

    def lost(self) -> list[Lost]:
        """Marks that find no section any more."""
        wishes = dict([*Wish.choices, *SentenceWish.choices])
        return [
            Lost(mark.id, name(mark), self.names[slug], str(wishes[mark.wish]))
            for slug, settled in self.settled.items()
            for mark in settled.lost
        ]

    def _name(self, row: Row) -> str:
        return row.name if row.place >= 0 else str(FRAMES[row.name])

    def _sides(self, row: Row) -> Iterator[Side]:
        several = len({column.language for column in self.columns}) > 1
        for column, cell in zip(self.columns, row.cells, strict=True):
            title = self.names[column.audience]
            state, tone = STATES.get(cell.state, ("", ""))
            easy = column.told.easy
            mark = None if easy else self.settled[column.audience].found.get(row.place)
            yield Side(
                slug=column.audience,
                title=f"{title}, {tongue(column.language)}" if several else title,
                cell=cell,
                state=str(state),
                tone=tone,
                language=spoken(column.language),
                told_in=column.told.content_language,
                easy=easy,
                wish=mark.wish if mark else "",
            )
