"""Tables and definition lists of HTML: labels with numbers, and rows whose columns have names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from mailer.reports.draft import Draft, Items, Numbers, Para
from mailer.reports.model import Figure, Span, Text, plain
from mailer.reports.prose.contact import read_number
from mailer.reports.prose.spans import tidy

# More rows are a table to look things up in, not numbers to show.
MOST: Final = 8
_LONGEST_LABEL, _LONGEST_FACT = 60, 120
_LABEL: Final = re.compile(r"[^\W\d_]")
_DIGIT: Final = re.compile(r"\d")
_LONGEST_HEAD, _FEWEST_ROWS = 30, 2
_FIGURE: Final = re.compile(r"[-+–±]?\s?[£€$]?\s?\d")
# Headings of a column of numbers that say no more than that.
_NUMBERS: Final = re.compile(
    r"|Wert|Zahl|Anzahl|Betrag|Menge|Summe|Ergebnis|Wie ?viele?|Value|Number|Amount|Figure|Total|"
    r"Count|How (?:many|much)",
    re.IGNORECASE,
)
# What stands in cells that are more than a word or a number; in a table, a link is, too.
_RICH: Final = {"ul", "ol", "blockquote", "img", "table", "dl", "h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass
class _Row:
    cells: list[str] = field(default_factory=list)
    heads: int = 0

    @property
    def words(self) -> list[str]:
        return [" ".join(cell.split()) for cell in self.cells]


@dataclass
class Grid:
    """A table or definition list while it is read; `start` is the place of its first draft."""

    tag: str
    start: int
    simple: bool = True
    rows: list[_Row] = field(default_factory=list)
    terms: list[bool] = field(default_factory=list)

    def open(self, tag: str, *, place: int) -> None:
        """An element inside it begins; `place` is where the next draft will stand."""
        if tag in _RICH or (tag == "a" and self.tag == "table"):
            self.simple = False
        elif tag == "tr":
            # What stood before the first row is its caption.
            self.start = self.start if self.rows else place
            self.rows.append(_Row())
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].cells.append("")
            self.rows[-1].heads += tag == "th"
        elif tag in {"dt", "dd"}:
            self.terms.append(tag == "dt")
        elif tag in {"br", "p", "div"}:
            self.hear(" ")

    def hear(self, words: str) -> None:
        """Words in the present cell."""
        if self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1] += words

    def done(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts, those of this grid as numbers, facts or lines where it is nothing else."""
        made: Draft | None = None
        if self.simple:
            made = (
                self._facts(drafts[self.start :])
                if self.tag == "dl"
                else self._numbers() or self._lines() or self._pairs()
            )
        return [*drafts[: self.start], made] if made else drafts

    def _numbers(self) -> Numbers | None:
        rows = [row for row in self.rows if any(row.words)]
        head = rows.pop(0) if rows and _is_head(rows[0]) else None
        pairs = [row.words for row in rows]
        if not 1 <= len(pairs) <= MOST or any(len(pair) != 2 for pair in pairs):
            return None
        of = head.words[-1] if head and len(head.cells) == 2 else ""
        found = [_figure(label, value, of=of) for label, value in pairs]
        return Numbers(tuple(f for f in found if f)) if all(found) else None

    def _lines(self) -> Items | None:
        """'Label: head value; head value' for each row of three or more columns."""
        rows = [row for row in self.rows if any(row.words)]
        if len({len(row.cells) for row in rows}) != 1 or not _names_columns(rows):
            return None
        heads = rows[0].words
        return Items(tuple(_line(row.words, heads) for row in rows[1:]))

    def _pairs(self) -> Items | None:
        """'Label: words' for each row of two columns; a row that only names them is left out."""
        rows = [row.words for row in self.rows if all(row.words)]
        if len(rows) < 2 or len(rows) < len(self.rows) or any(len(row) != 2 for row in rows):
            return None
        if not all(_is_label(label) for label, _ in rows):
            return None
        # Markdown has no table without heads: 'Wann | 27. September, 14 Uhr' is none.
        heads = self.rows[0].heads == 2 and not any(map(_DIGIT.search, rows[0]))
        named = heads or _differs(rows)
        return Items(tuple(_line(row, ["", ""]) for row in rows[named:]))

    def _facts(self, drafts: Sequence[Draft]) -> Items | None:
        """'Label: value' lines, as in plain text, where each term and each detail is a line."""
        lines = [draft.text for draft in drafts if isinstance(draft, Para)]
        if not self.terms or not self.terms[0] or self.terms[-1]:
            return None
        if not len(lines) == len(drafts) == len(self.terms):
            return None
        items: list[Text] = []
        term = ""
        for text, is_term in zip(lines, self.terms, strict=True):
            if not is_term:
                items.append(tidy((Span(f"{term}: "), *text)))
            elif not _is_label(plain(text)):
                return None
            else:
                term = plain(text).rstrip(": ")
        brief = all(len(plain(item)) <= _LONGEST_FACT for item in items)
        return Items(tuple(items), facts=True) if brief else None


def _is_head(row: _Row) -> bool:
    words = row.words
    return row.heads == len(words) or (len(words) == 2 and not read_number(*words))


def _names_columns(rows: list[_Row]) -> bool:
    """Whether the first row is marked as a head, or has words where all others have figures."""
    if len(rows) < 2 or len(rows[0].cells) < 3:
        return False
    figures = [any(map(_FIGURE.match, row.words[1:])) for row in rows]
    if rows[0].heads == len(rows[0].cells) or (not figures[0] and all(figures[1:])):
        return True
    return _differs([row.words for row in rows]) or _titled([row.words for row in rows])


def _differs(rows: list[list[str]]) -> bool:
    """Whether all rows but the first have digits: 'Abschnitt, Beginn', 'Rohbau, März 2026'."""
    counted = [any(map(_DIGIT.search, row[1:])) for row in rows]
    return len(rows) > 1 and not counted[0] and all(counted[1:])


def _titled(rows: list[list[str]]) -> bool:
    """Whether the first of at least three rows has a few different words in every cell."""
    first = rows[0]
    short = all(cell and len(cell) <= _LONGEST_HEAD and not _DIGIT.search(cell) for cell in first)
    return len(rows) > _FEWEST_ROWS and short and len(set(first)) == len(first)


def _line(cells: list[str], heads: list[str]) -> Text:
    pairs = zip(heads[1:], cells[1:], strict=True)
    said = "; ".join(f"{head} {cell}".strip() for head, cell in pairs if cell)
    label = cells[0].rstrip(": ")
    return (Span(f"{label}:", style="strong"), Span(f" {said}")) if label else (Span(said),)


def _is_label(words: str) -> bool:
    fits = 0 < len(words) <= _LONGEST_LABEL and not words.endswith(("?", "!"))
    return fits and bool(_LABEL.match(words))


def _figure(label: str, value: str, *, of: str) -> Figure | None:
    label = label.rstrip(": ")
    if not _is_label(label):
        return None
    return read_number(label if _NUMBERS.fullmatch(of) else f"{label} ({of})", value)
