"""A report's editions side by side, in a terminal or as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import click

from config.cli.output import show
from mailer.editions.compare import Cell, Column, Row, State, compare

WIDTH = 96
SIGNS = {State.WHOLE: "=", State.SHORTENED: "~", State.LEFT_OUT: "-", State.FRAME: " "}
KEY = "= whole   ~ shortened   - left out   [+ words that no other edition in this language has +]"


def side_by_side(columns: Sequence[Column], *, json_: bool) -> None:
    """Print every section once, with what each edition makes of it."""
    rows = compare(columns)
    if json_:
        show([_as_dict(row, columns) for row in rows], json_=True)
        return
    click.echo(KEY)
    for row in rows:
        click.echo("\n" + "\n".join(_lines(row, columns)))


def _as_dict(row: Row, columns: Sequence[Column]) -> dict[str, object]:
    cells = [
        {
            "audience": column.audience,
            "language": column.language,
            "state": str(cell.state),
            "decision": cell.decision,
            "reason": cell.reason,
            "words": cell.words,
            "only here": [words for words, alone in cell.pieces if alone or cell.only],
        }
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    return {"section": row.place + 1 if row.place >= 0 else None, "name": row.name, "cells": cells}


def _lines(row: Row, columns: Sequence[Column]) -> Iterator[str]:
    name = f"{row.place + 1}. {row.name}" if row.place >= 0 else row.name
    yield name
    yield "-" * min(len(name), WIDTH)
    for column, cell in zip(columns, row.cells, strict=True):
        why = ", ".join(filter(None, (cell.decision, cell.reason)))
        head = f"{SIGNS[cell.state]} {column.audience}/{column.language}"
        yield f"{head}: {why}" if why else head
        if cell.words:
            yield textwrap.fill(
                _words(cell), WIDTH, initial_indent="    ", subsequent_indent="    "
            )


def _words(cell: Cell) -> str:
    if cell.only:
        return f"[+ {cell.words} +]"
    return " ".join(f"[+ {words} +]" if alone else words for words, alone in cell.pieces)
