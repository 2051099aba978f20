"""Plain text as people paste it, to drafts: what stands above the title, title, the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mailer.reports.draft import Draft, Head, Kicker, Subtitle
from mailer.reports.formats import shapes
from mailer.reports.formats.headings import heading
from mailer.reports.formats.lines import parse
from mailer.reports.formats.page import Page
from mailer.reports.formats.wrapping import continues, join

_SUBJECT: Final = re.compile(
    r"(?:Betreff|Betr\.|Titel|Gegenstand|Subject|Title|Headline)\s?:\s*(?P<words>\S.*)",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 180
_TOP: Final = 12


def parse_plain(text: str) -> list[Draft]:
    """Drafts of a text; the title, where there is one, is a Head of level 1."""
    page = Page([_tidy(line) for line in text.expandtabs(4).split("\n")])
    top, at = _top(page)
    return [*top, *parse(page, at)]


def _tidy(line: str) -> str:
    """One blank between words, where a text was justified or set in columns."""
    line = line.rstrip()
    indent = len(line) - len(line.lstrip())
    return line[:indent] + re.sub(r" {2,}", " ", line[indent:])


def _top(page: Page) -> tuple[list[Draft], int]:
    first = page.next_words(0)
    if subject := _subject(page, first):
        return subject
    drafts: list[Draft] = []
    at = first
    while _is_above(page, at, tests=(shapes.is_kicker, shapes.is_greeting)):
        drafts.append(Kicker(page.line(at).strip()))
        at = page.next_words(at + 1)
    title = _title(page, at)
    if not title:
        return drafts, at
    at = page.next_words(title[1])
    drafts += title[0]
    while _is_above(page, at, tests=(shapes.is_date_line, shapes.BYLINE.match)):
        drafts.append(Kicker(page.line(at).strip()))
        at = page.next_words(at + 1)
    return drafts, at


def _is_above(page: Page, at: int, *, tests: tuple[Callable[[str], object], ...]) -> bool:
    line = page.line(at).strip()
    return any(test(line) for test in tests) and page.next_words(at + 1) < len(page.lines)


def _subject(page: Page, first: int) -> tuple[list[Draft], int] | None:
    """A line 'Betreff: ...' near the top names the title; what stands above are kickers."""
    for at in range(first, min(first + _TOP, len(page.lines))):
        if match := _SUBJECT.match(page.line(at).strip()):
            above = [line.strip() for line in page.lines[first:at] if not shapes.RULE.match(line)]
            words, end = _joined(page, at, words=match["words"])
            return [*map(Kicker, above), Head(words, 1)], end
    return None


def _title(page: Page, at: int) -> tuple[list[Draft], int] | None:
    line = page.line(at).strip()
    marked = heading(page, at) if _is_marked(page, at) else None
    if marked:
        head = marked[0][0]
        assert isinstance(head, Head)  # noqa: S101 -- heading() makes nothing else
        return _with_subtitle(page, [Head(head.text, 1)], at=marked[1])
    if not _may_title(page, at, line=line):
        return None
    words, end = _joined(page, at, words=line)
    return _with_subtitle(page, [Head(words, 1)], at=end)


def _is_marked(page: Page, at: int) -> bool:
    line = page.line(at)
    return bool(
        shapes.HASHES.match(line)
        or shapes.BOLD.match(line)
        or shapes.FRAMED.match(line)
        or shapes.UNDERLINE.match(page.line(at + 1))
    )


def _may_title(page: Page, at: int, *, line: str) -> bool:
    if (
        not line
        or line[0].islower()
        or len(line) > _LONGEST_TITLE
        or shapes.BULLET.match(line)
        or _is_data(line)
    ):
        return False
    alone = not page.line(at + 1).strip()
    more = page.next_words(at + 1) < len(page.lines)
    if line.endswith((".", ",", ";")):
        return alone and more and len(line) < 100 and line.endswith(".")
    return True


def _is_data(line: str) -> bool:
    fact = shapes.FACT.match(line)
    return bool(fact) and shapes.is_fact_key(fact["key"]) if fact else False


def _joined(page: Page, at: int, *, words: str) -> tuple[str, int]:
    """The title with the lines it was broken over."""
    end = at + 1
    while page.line(end).strip() and _goes_on(page, end):
        words = join([words, page.line(end).strip()])
        end += 1
    return words, end


def _goes_on(page: Page, end: int) -> bool:
    line, above = page.line(end), page.line(end - 1)
    if (
        len(line) > 100
        or line.endswith(".")
        or (shapes.ends_sentence(above) and not above.endswith(":"))
    ):
        return False
    return continues(above, line, width=page.width)


def _with_subtitle(page: Page, drafts: list[Draft], *, at: int) -> tuple[list[Draft], int]:
    """A phrase right below the title, or a long one set apart that a lead follows."""
    below = page.next_words(at)
    line = page.line(below).strip()
    after = page.next_words(below + 1)
    follows = page.line(after)
    if not shapes.may_head(line, 150) or line.endswith(":") or after >= len(page.lines):
        return drafts, at
    direct = below == at and len(line) > 20 and not _outlines(line)
    phrase = direct and not page.line(below + 1).strip()
    long = below > at and len(line.split()) >= 9 and not line.endswith("?") and len(follows) > 100
    over_heading = below > at and _outlines(follows) and not page.line(below + 1).strip()
    if not (phrase or long or (over_heading and not _outlines(line))) or shapes.is_caps(line):
        return drafts, at
    return [*drafts, Subtitle(line)], below + 1


def _outlines(line: str) -> bool:
    bare = re.match(r"\s*1\s+[^\W\d_a-zäöü]", line)
    return bool(bare or shapes.OUTLINE.match(line) or shapes.HASHES.match(line))
