"""The statements behind the pages that everybody reads: written out, since building them by the
ORM takes longer than the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection


def rows(name: str, values: Mapping[str, Any], **parts: str) -> list[tuple[Any, ...]]:
    """Run NAME.sql and fetch what it returns; `parts` are SQL of ours in the places {...} of it."""
    text = _load(name)
    for place, part in parts.items():
        text = text.replace(f"{{{place}}}", part)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@cache
def _load(name: str) -> str:
    """The text of NAME.sql without its comment lines, with out.sql in the place {out}."""
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return bare.replace("{out}", _load("out")) if "{out}" in bare else bare
