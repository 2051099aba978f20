"""The statements that the ledger lives on, each in a commented file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection


def rows(name: str, values: Mapping[str, Any], **pieces: str) -> list[tuple[Any, ...]]:
    """Run NAME.sql, with pieces of SQL for the names in braces, and fetch what it returns."""
    text = _load(name)
    for piece, words in {"segment": "TRUE", **pieces}.items():
        text = text.replace(f"{{{piece}}}", words)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def change(name: str, values: Mapping[str, Any]) -> int:
    """Run NAME.sql; the number of rows that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(_load(name), values)
        changed: int = cursor.rowcount
    return changed


@cache
def _load(name: str) -> str:
    """The text of NAME.sql, without its comment lines (their % signs would be placeholders)."""
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
