"""Spreadsheets: cells that stay text in whatever program opens them (S20), lines to stream."""

from __future__ import annotations

_FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def safe_cell(text: str) -> str:
    """The text, with a leading ' where a spreadsheet would take it for a formula."""
    if text[:1] in {"\t", "\r"} or text.strip()[:1] in set(_FORMULA):
        return f"'{text}"
    return text


class Lines:
    """A file for the csv writer that hands back what it is given."""

    def write(self, text: str) -> str:
        """The line, to be streamed."""
        return text
