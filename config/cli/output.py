"""What commands print: a table for people, or JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON.")
Row = Mapping[str, Any]


def show(rows: Sequence[Row], *, json_: bool, empty: str = "Nothing yet.") -> None:
    """Print rows that share their keys."""
    if json_:
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str))
    elif rows:
        click.echo(table(rows))
    else:
        click.echo(empty)


def show_one(row: Row, *, json_: bool) -> None:
    """Print one thing: a line per field, and per part of a list."""
    if json_:
        click.echo(json.dumps(dict(row), ensure_ascii=False, indent=2, default=str))
        return
    width = max(len(name) for name in row)
    for name, value in row.items():
        lines = [_cell(part) for part in value] if isinstance(value, list) else [_cell(value)]
        for place, line in enumerate(lines or [""]):
            click.echo(f"{'' if place else name:<{width}}  {line}")


def table(rows: Sequence[Row]) -> str:
    """Columns as wide as their widest cell, numbers to the right."""
    names = list(rows[0])
    cells = [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(line[i]) for line in [names, *cells]) for i in range(len(names))]
    right = [all(isinstance(row[name], int) for row in rows) for name in names]

    def line(values: Sequence[str]) -> str:
        parts = (
            value.rjust(width) if to_right else value.ljust(width)
            for value, width, to_right in zip(values, widths, right, strict=True)
        )
        return "  ".join(parts).rstrip()

    return "\n".join([line(names), line(["-" * width for width in widths]), *map(line, cells)])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
