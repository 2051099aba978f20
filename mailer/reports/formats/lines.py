"""Lines of pasted text to drafts: rules that each look at one place and take what is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mailer.reports.draft import Draft, Items, Para
from mailer.reports.formats import shapes
from mailer.reports.formats.headings import heading
from mailer.reports.formats.page import Page, Taken, is_item, number_of, opens_part
from mailer.reports.formats.typed import with_points
from mailer.reports.formats.wrapping import continues, join
from mailer.reports.model import plain
from mailer.reports.prose.spans import text_of


def parse(page: Page, at: int) -> list[Draft]:
    """Drafts of the lines from `at` on."""
    drafts: list[Draft] = []
    while (at := page.next_words(at)) < len(page.lines):
        for rule in _RULES:
            if taken := rule(page, at):
                drafts += taken[0]
                at = taken[1]
                break
    return drafts


def items(page: Page, at: int) -> Taken | None:
    """A list by bullets, numbers, letters or times, with blank lines between its items or not."""
    for mark in (shapes.BULLET, shapes.NUMBER, shapes.LETTER, shapes.TIMED):
        if mark.match(page.line(at)):
            found, end = _items(page, at, mark=mark)
            if len(found) < 2 and not _sure(page.line(at)):
                return None
            if mark is shapes.NUMBER and number_of(page, at) > 1:
                return None
            texts = tuple(text_of(words) for words in found)
            return [Items(texts, ordered=mark in _ORDERED)], end
    return None


def _sure(line: str) -> bool:
    """Marks that are one even where they stand alone."""
    letter = shapes.LETTER.match(line)
    return bool(shapes.BULLET.match(line) or (letter and not letter["dotted"]))


def _items(page: Page, at: int, *, mark: re.Pattern[str]) -> tuple[list[str], int]:
    found: list[str] = []
    loose = False
    while match := mark.match(page.line(at)):
        first = at
        words, at = _gather(page, at, start=match.end())
        found.append(words)
        following = page.next_words(at)
        if mark.match(page.line(following)):
            apart = following > at
            if apart and not _goes_on(page, first, at=following, loose=loose or not found[1:]):
                break
            loose = loose or apart
            at = following
        elif shapes.BULLET.match(page.line(following)) and page.line(following)[:1].isspace():
            nested, at = _items(page, following, mark=shapes.BULLET)
            points = with_points(text_of(found[-1]), [text_of(one) for one in nested])
            found[-1:] = map(plain, points)
            following = page.next_words(at)
            at = following if mark.match(page.line(following)) else at
    return found, at


def _goes_on(page: Page, last: int, *, at: int, loose: bool) -> bool:
    """Whether the item at `at`, set apart from the one at `last`, belongs to the same list."""
    number, before = number_of(page, at), number_of(page, last)
    counts = number == before + 1 or number == before <= 1
    return counts and (loose or not opens_part(page, at))


def _gather(page: Page, at: int, *, start: int) -> tuple[str, int]:
    """The item's words from column `start` on, with the lines that continue it."""
    words = [page.line(at)[start:].strip()]
    at += 1
    while (line := page.line(at)).strip() and not shapes.RULE.match(line):
        indented = line.startswith(("  ", "\t")) and not is_item(line)
        if not (indented or continues(page.line(at - 1), line, width=page.width)):
            break
        words.append(line.strip())
        at += 1
    return join(words), at


def facts(page: Page, at: int) -> Taken | None:
    """Lines of the form 'Label: value'."""
    end = at
    while shapes.is_fact(page.line(end)) or (
        shapes.looks_fact(page.line(end))
        and (end > at or any(map(shapes.looks_fact, (page.line(end + 1),))))
        and len(page.line(end)) < 100
        and not page.line(end).rstrip().endswith((".", "“", "”"))
    ):
        end += 1
        while (
            end > at
            and page.line(end).strip()
            and continues(page.line(end - 1), page.line(end), width=page.width)
        ):
            end += 1
    if end == at:
        return None
    found: list[str] = []
    for line in page.lines[at:end]:
        if found and not shapes.FACT.match(line):
            found[-1] = join([found[-1], line.strip()])
        else:
            found.append(line.strip())
    return [Items(tuple(map(text_of, found)), facts=True)], end


def paragraph(page: Page, at: int) -> Taken:
    """Lines up to a blank one or one that is no continuation."""
    words = [page.line(at).strip()]
    end = at + 1
    while continues(page.line(end - 1), page.line(end), width=page.width):
        words.append(page.line(end).strip())
        end += 1
    return [Para(text_of(join(words)))], end


_ORDERED: Final = (shapes.NUMBER, shapes.LETTER)
_RULES: Final[tuple[Callable[[Page, int], Taken | None], ...]] = (
    facts,
    heading,
    items,
    paragraph,
)
