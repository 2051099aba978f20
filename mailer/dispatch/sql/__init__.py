"""The statements that the ledger lives on, each in a commented file of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def load(name: str) -> str:
    """The text of NAME.sql, without its comment lines (their % signs would be placeholders)."""
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
