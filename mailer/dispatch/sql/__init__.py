"""The statements that the ledger lives on, each in a commented file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection


def rows(name: str, values: Mapping[str, Any], **pieces: str) -> list[tuple[Any, ...]]:
    """Run NAME.sql, with pieces of SQL for the names in braces, and fetch what it returns."""
    text = _load(name)
    with connection.cursor() as cursor:
        cursor.execute(_with(text, {"segment": "TRUE", **pieces}), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def change(name: str, values: Mapping[str, Any]) -> int:
    """Run NAME.sql; the number of rows that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(_load(name), values)
        changed: int = cursor.rowcount
    return changed


def foreseen(
    name: str, values: Mapping[str, Any], *, pieces: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Run NAME.sql over the people that `expand.sql` would insert; memory kept flat.

    What stands there before its insert is taken word for word, so that the two cannot differ.
    """
    people, found, _ = _load("expand").partition("), inserted AS (")
    assert found  # noqa: S101
    text = "".join((people, _load("here"), _load(name)))
    with connection.chunked_cursor() as cursor:
        cursor.execute(_with(text, pieces), values)
        yield from cursor


def _with(text: str, pieces: Mapping[str, str]) -> str:
    for piece, words in pieces.items():
        text = text.replace(f"{{{piece}}}", words)
    return text


@cache
def _load(name: str) -> str:
    """The text of NAME.sql, without its comment lines (their % signs would be placeholders)."""
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
