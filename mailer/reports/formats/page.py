"""The lines of pasted text, and what can be said of one by its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from mailer.reports.draft import Draft
from mailer.reports.formats import shapes
from mailer.reports.formats.wrapping import wrap_width

Taken = tuple[list[Draft], int]


@dataclass
class Page:
    """The lines (without blanks at their ends) and what is known of them as a whole.

    `part` is the number of the last heading that was numbered.
    """

    lines: list[str]
    width: int = 0
    part: int = 0

    def __post_init__(self) -> None:
        self.width = wrap_width(self.lines)

    def line(self, at: int) -> str:
        """The line, '' outside the page."""
        return self.lines[at] if 0 <= at < len(self.lines) else ""

    def next_words(self, at: int) -> int:
        """Index of the first line from `at` on that has words; the page's length without one."""
        while at < len(self.lines) and shapes.RULE.match(self.lines[at]):
            at += 1
        return at


def number_of(page: Page, at: int) -> int:
    """The number that the line counts with, 0 where it has none."""
    match = shapes.NUMBER.match(page.line(at))
    return int(match["n"] or match["bracketed"] or match["padded"]) if match else 0


def previous(page: Page, at: int) -> int:
    """Index of the last line with words before `at`, -1 where there is none."""
    at -= 1
    while at >= 0 and not page.lines[at].strip():
        at -= 1
    return at


def opens_part(page: Page, at: int) -> bool:
    """'4. Kosten' behind the list in part 3: set apart, the outline's next, no list itself."""
    number = number_of(page, at)
    alone = not page.line(at - 1).strip() and not number_of(page, page.next_words(at + 1))
    return bool(page.part) and number == page.part + 1 and alone


def on_agenda(page: Page, at: int) -> bool:
    """A line with its time among such lines."""
    timed = shapes.TIMED.match
    neighbours = (previous(page, at), page.next_words(at + 1))
    return bool(timed(page.line(at))) and any(timed(page.line(i)) for i in neighbours)


def is_item(line: str) -> bool:
    """Whether the line begins with the mark of a list."""
    return any(p.match(line) for p in (shapes.BULLET, shapes.NUMBER, shapes.LETTER))
