"""Cells of an export that stay text in whatever spreadsheet opens them (S20, OWASP CSV injection).

The same rule stands in `subscribers/sheets.py`: the two sides share nothing but their doors.
"""

from __future__ import annotations

OPENERS = tuple("=+-@＝＋－＠")


def inert(text: str) -> str:
    """The text, with a leading ' where a spreadsheet would calculate it."""
    calculated = text.startswith(("\t", "\r")) or text.lstrip().startswith(OPENERS)
    return f"'{text}" if calculated else text
