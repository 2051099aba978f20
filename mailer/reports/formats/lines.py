"""Lines of pasted text to drafts: rules that each look at one place and take what is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mailer.reports.draft import Draft, Head, Items, Para
from mailer.reports.formats import shapes
from mailer.reports.formats.wrapping import continues, wrap_width
from mailer.reports.prose.spans import text_of

Taken = tuple[list[Draft], int]


@dataclass
class Page:
    """The lines (without blanks at their ends) and what is known of them as a whole."""

    lines: list[str]
    width: int = 0
    outline: set[str] = field(default_factory=set)

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


def heading(page: Page, at: int) -> Taken | None:
    """Every way to mark a heading, the surest first."""
    line = page.line(at).strip()
    for test in (
        _for_contact,
        _underlined,
        _hashed,
        _outlined,
        _capitals,
        _set_apart,
        _over_paragraph,
    ):
        if found := test(page, at, line=line):
            text, level, end = found
            return [Head(text.rstrip(": "), level)], end
    return None


def _for_contact(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    """'Kontakt:' above addresses, which look like no paragraph."""
    if shapes.CONTACT_KEY.fullmatch(line.rstrip(": ")) and page.next_words(at + 1) < len(
        page.lines
    ):
        return line, 2, at + 1
    return None


def _underlined(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    below = page.line(at + 1)
    if not shapes.UNDERLINE.match(below) or len(line) > 120 or page.line(at - 1).strip():
        return None
    return line, 2, at + 2


def _hashed(_page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    if match := shapes.HASHES.match(line):
        return match["words"], len(match["marks"]), at + 1
    if match := shapes.BOLD.match(line):
        return match["words"], 2, at + 1
    return None


def _outlined(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    match = shapes.OUTLINE.match(line)
    if not match or not shapes.may_head(line[match.end() :], 110) or _listed(page, at):
        return None
    if not _has_body(page, at):
        return None
    level = 2 + (match["deep"].count(".") if match["deep"] else 0)
    return line, min(level, 4), at + 1


def _listed(page: Page, at: int) -> bool:
    """A number among numbers with nothing between them is an item, not a heading."""
    if not shapes.NUMBER.match(page.line(at)):
        return False
    neighbours = (page.next_words(at + 1), _previous(page, at))
    return any(shapes.NUMBER.match(page.line(i)) for i in neighbours)


def _previous(page: Page, at: int) -> int:
    at -= 1
    while at >= 0 and not page.lines[at].strip():
        at -= 1
    return at


def _capitals(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    alone = not page.line(at - 1).strip() or shapes.ends_sentence(page.line(at - 1))
    caps = shapes.is_caps(line) and not line.endswith((".", ",", ";")) and not shapes.is_fact(line)
    if caps and alone and _has_body(page, at) and not shapes.BULLET.match(line):
        return line, 2, at + 1
    return None


def _set_apart(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    """A short phrase between blank lines, or with its list right below."""
    if page.line(at - 1).strip() or not shapes.may_head(line):
        return None
    below = page.line(at + 1)
    if below.strip() and not (line.endswith(":") and _marked(below)):
        return None
    return (line, 2, at + 1) if _has_body(page, at) else None


def _over_paragraph(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    """A short phrase right above a paragraph that it cannot be the beginning of."""
    below, above = page.line(at + 1).strip(), page.line(at - 1).strip()
    if not below or not shapes.may_head(line, 70) or (above and not shapes.ends_sentence(above)):
        return None
    if continues(line, below, width=page.width) or shapes.BULLET.match(below):
        return None
    body = len(below) >= max(60, len(line) + 10) or (
        below.endswith((".", "!", "?", "“", "”", '"')) and len(below.split()) > 4
    )
    return (line, 2, at + 1) if body and not shapes.is_fact(below) else None


def _has_body(page: Page, at: int) -> bool:
    """Whether something follows that a heading can stand above."""
    following = page.next_words(at + 1)
    line = page.line(following).strip()
    if not line:
        return False
    longer = len(line) >= 40 or shapes.ends_sentence(line) or shapes.is_fact(line)
    marked = any(
        p.match(line) for p in (shapes.BULLET, shapes.OUTLINE, shapes.HASHES, shapes.LETTER)
    )
    wrapped = bool(page.line(following + 1).strip()) and not shapes.RULE.match(
        page.line(following + 1)
    )
    return longer or marked or wrapped or shapes.is_caps(line) or shapes.looks_fact(line)


def items(page: Page, at: int) -> Taken | None:
    """A bulleted, numbered or lettered list, with blank lines between its items or without."""
    for mark in (shapes.BULLET, shapes.NUMBER, shapes.LETTER):
        if mark.match(page.line(at)):
            found, end = _items(page, at, mark=mark)
            if mark is shapes.NUMBER and (len(found) < 2 or not _counts(page.line(at))):
                return None
            texts = tuple(text_of(words) for words in found)
            return [Items(texts, ordered=mark is not shapes.BULLET)], end
    return None


def _counts(line: str) -> bool:
    return bool(re.match(r"\s*[01][.)]", line))


def _items(page: Page, at: int, *, mark: re.Pattern[str]) -> tuple[list[str], int]:
    found: list[str] = []
    while match := mark.match(page.line(at)):
        words, at = _gather(page, at, start=match.end())
        found.append(words)
        following = page.next_words(at)
        if mark.match(page.line(following)):
            at = following
        elif shapes.BULLET.match(page.line(following)) and page.line(following)[:1].isspace():
            nested, at = _items(page, following, mark=shapes.BULLET)
            found += nested
            following = page.next_words(at)
            at = following if mark.match(page.line(following)) else at
    return found, at


def _gather(page: Page, at: int, *, start: int) -> tuple[str, int]:
    """The item's words from column `start` on, with the lines that continue it."""
    words = [page.line(at)[start:].strip()]
    at += 1
    while (line := page.line(at)).strip() and not shapes.RULE.match(line):
        indented = line.startswith(("  ", "\t")) and not _marked(line)
        if not (indented or continues(page.line(at - 1), line, width=page.width)):
            break
        words.append(line.strip())
        at += 1
    return " ".join(words), at


def _marked(line: str) -> bool:
    return any(p.match(line) for p in (shapes.BULLET, shapes.NUMBER, shapes.LETTER))


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
            found[-1] += f" {line.strip()}"
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
    return [Para(text_of(" ".join(words)))], end


_RULES: Final[tuple[Callable[[Page, int], Taken | None], ...]] = (
    facts,
    heading,
    items,
    paragraph,
)
