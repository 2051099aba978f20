"""Figures that follow each other stand in rows: side by side in HTML, in a column in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mailer.reports.model import Block, Figure

# So many letters of a value have room in a row of so many.
_ROOM: Final = ((10, 3), (21, 2))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows of as many places each; None where a row has no more figures."""

    rows: tuple[tuple[Figure | None, ...], ...]

    @property
    def figures(self) -> list[Figure]:
        """One behind the other."""
        return [figure for row in self.rows for figure in row if figure]

    @property
    def share(self) -> int:
        """How much of the row a place takes, in percent; between places are four."""
        across = len(self.rows[0])
        return (104 - 4 * across) // across


def together(blocks: Sequence[Block]) -> Iterator[tuple[str, Block | Numbers]]:
    """The blocks in their order, each with its kind; figures that follow each other are one."""
    run: list[Figure] = []
    for block in blocks:
        if isinstance(block, Figure):
            run.append(block)
            continue
        if run:
            yield "Numbers", numbers(run)
            run = []
        yield type(block).__name__, block
    if run:
        yield "Numbers", numbers(run)


def numbers(figures: Sequence[Figure]) -> Numbers:
    """Up to three in a row, fewer where values are long; four are two by two."""
    longest = max(len(figure.value) for figure in figures)
    most = next((most for letters, most in _ROOM if longest <= letters), 1)
    # One alone has half a row: a line all across would part what is above from it.
    across = min(2 if len(figures) in (1, 4) else len(figures), most)
    rows = [figures[at : at + across] for at in range(0, len(figures), across)]
    return Numbers(tuple((*row, *[None] * (across - len(row))) for row in rows))
