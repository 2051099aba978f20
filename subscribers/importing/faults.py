"""What can be wrong with a file of people, and with one row of it."""

from __future__ import annotations


class ImportFileError(Exception):
    """A file that cannot be imported at all: says why, and what to do."""


class RowError(Exception):
    """A row that is left out: the column's header and what is wrong, without the cell's content."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column
        self.words = words
