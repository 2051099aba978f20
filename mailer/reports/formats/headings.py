"""Headings in pasted text: every way in which people mark them, the surest first."""

from __future__ import annotations

from typing import Final

from mailer.reports.draft import Head
from mailer.reports.formats import shapes
from mailer.reports.formats.page import (
    Page,
    Taken,
    is_item,
    number_of,
    on_agenda,
    opens_part,
    previous,
)
from mailer.reports.formats.wrapping import continues

# What a line that leads a list in ends with; a heading does not.
_LEADS_IN: Final = frozenset(
    ("sind", "ist", "werden", "wird", "waren", "gehören", "zählen", "gilt", "gelten", "are", "is")
)


def heading(page: Page, at: int) -> Taken | None:
    """Every way to mark a heading, the surest first."""
    line = page.line(at).strip()
    if on_agenda(page, at) or _listed(page, at):
        return None
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
    if match := shapes.BOLD.match(line) or shapes.FRAMED.match(line):
        return match["words"], 2, at + 1
    return None


def _outlined(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    match = shapes.OUTLINE.match(line)
    if not match or not shapes.may_head(line[match.end() :], 110):
        return None
    if not _has_body(page, at):
        return None
    level = 2 + (match["deep"].count(".") if match["deep"] else 0)
    page.part = int(match["one"] or (match["deep"] or "0").partition(".")[0])
    return line, min(level, 4), at + 1


def _listed(page: Page, at: int) -> bool:
    """A number among numbers with nothing between them is an item, not a heading."""
    number = number_of(page, at)
    if not number or opens_part(page, at):
        return False
    before, after = (number_of(page, i) for i in (previous(page, at), page.next_words(at + 1)))
    alike = number in {before, after}  # '1.' before each item, as some programs write
    return 1 < number == before + 1 or after == number + 1 or (alike and number == 1)


def _capitals(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    alone = not page.line(at - 1).strip() or shapes.ends_sentence(page.line(at - 1))
    caps = shapes.is_caps(line) and not line.endswith((".", ",", ";")) and not shapes.is_fact(line)
    below = _has_body(page, at) or _set_apart_below(page, at)
    if caps and alone and below and not shapes.BULLET.match(line):
        return line, 2, at + 1
    return None


def _set_apart_below(page: Page, at: int) -> bool:
    """Whether a smaller heading follows: 'BERICHT 2026' above 'Weniger Kinder'."""
    below = page.next_words(at + 1)
    return bool(_set_apart(page, below, line=page.line(below).strip()))


def _set_apart(page: Page, at: int, *, line: str) -> tuple[str, int, int] | None:
    """A short phrase between blank lines, or with its list right below."""
    if page.line(at - 1).strip() or not shapes.may_head(line):
        return None
    below = page.line(at + 1)
    if below.strip() and not (line.endswith(":") and is_item(below)) and not _over_list(page, at):
        return None
    return (line, 2, at + 1) if _has_body(page, at) else None


def _over_list(page: Page, at: int) -> bool:
    """A few words right above a list: 'Termine', but not 'Mitzubringen sind'."""
    words = page.line(at).rstrip(": ").split()
    below, second = page.line(at + 1), page.line(at + 2)
    listed = on_agenda(page, at + 1) or bool(shapes.BULLET.match(below))
    data = all(map(shapes.looks_fact, (below, second)))
    return len(words) <= 5 and words[-1].lower() not in _LEADS_IN and (listed or data)


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
        p.match(line)
        for p in (shapes.BULLET, shapes.OUTLINE, shapes.HASHES, shapes.LETTER, shapes.TIMED)
    )
    wrapped = bool(page.line(following + 1).strip()) and not shapes.RULE.match(
        page.line(following + 1)
    )
    return longer or marked or wrapped or shapes.is_caps(line) or shapes.looks_fact(line)
