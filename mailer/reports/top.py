"""What stands at the top of a report: kickers, its title and subtitle."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from mailer.reports.draft import Draft, Head, Kicker, Para, Subtitle
from mailer.reports.formats import shapes
from mailer.reports.formats.frontmatter import Front
from mailer.reports.model import Text, plain
from mailer.reports.prose.sentences import starts
from mailer.reports.prose.spans import cut

_LONGEST_TITLE: Final = 110
_KICKER_LENGTH: Final = 60
_SUBTITLE_WORDS: Final = 4
# Below the name of a committee: of which meeting the paper is.
_MEETING: Final = re.compile(
    r"(?:\w*(?:Niederschrift|Protokoll)|Minutes|\d{1,3}\. (?:\w+ )?Sitzung)\b", re.IGNORECASE
)


@dataclass
class Top:
    """Kickers, title, subtitle, and what follows; `opening` is text that is no lead."""

    title: str = ""
    subtitle: str = ""
    kicker: list[str] = field(default_factory=list)
    rest: list[Draft] = field(default_factory=list)
    opening: list[Draft] = field(default_factory=list)


def read_top(drafts: list[Draft], front: Front, *, fallback: str) -> Top:
    """The top of a file's drafts; `fallback` is the title where no words offer one."""
    top = _top(drafts, front)
    _take_above(top)
    if not top.title:
        top.opening = _titled_by_heading(top)
    if not top.title:
        top = _titled_by_text(top, fallback)
    _take_meeting(top)
    _take_subtitle(top)
    return top


def _top(drafts: list[Draft], front: Front) -> Top:
    """Takes kickers, title and subtitle off the top."""
    top = Top(title=front.title)
    at = next((i for i, d in enumerate(drafts) if isinstance(d, Head)), None)
    before = drafts[:at] if at is not None else []
    if (
        at is not None
        and all(_above(draft) for draft in before)
        and _titles(drafts, at, front=front)
    ):
        head = drafts[at]
        above = [
            d.text if isinstance(d, Kicker) else plain(d.text)
            for d in before
            if isinstance(d, Kicker | Para)
        ]
        title = head.text if isinstance(head, Head) else ""
        top.kicker = above
        top.title = front.title or title
        drafts = drafts[at + 1 :]
    for draft in drafts:
        if isinstance(draft, Kicker):
            top.kicker.append(draft.text)
        elif isinstance(draft, Subtitle):
            top.subtitle = draft.text
        else:
            top.rest.append(draft)
    return top


def _take_above(top: Top) -> None:
    """A letter's greeting, for every mail greets its reader itself, and of when the text is."""
    while len(top.rest) > 1 and isinstance(first := top.rest[0], Para):
        words = plain(first.text)
        if not (shapes.is_greeting(words) or (top.title and shapes.is_dated(words))):
            break
        top.kicker.append(words)
        del top.rest[0]
    greeted = bool(top.kicker) and shapes.is_greeting(top.kicker[-1])
    if greeted and top.rest and isinstance(first := top.rest[0], Para) and first.text:
        # Behind 'Sehr geehrte Damen und Herren,' German goes on with a small letter.
        start = first.text[0]
        capital = replace(start, text=start.text[:1].upper() + start.text[1:])
        top.rest[0] = Para((capital, *first.text[1:]))


def _titled_by_heading(top: Top) -> list[Draft]:
    """A heading with nothing of its own below, behind a letter's first words, is the title.

    These words are returned: they are no lead.
    """
    heads = [i for i, draft in enumerate(top.rest) if isinstance(draft, Head)]
    if len(heads) < 2 or heads[1] != heads[0] + 1:
        return []
    head = top.rest[heads[0]]
    top.title = head.text if isinstance(head, Head) else ""
    before, top.rest = top.rest[: heads[0]], top.rest[heads[1] :]
    return before


def _take_meeting(top: Top) -> None:
    """'Ausschuss für Umwelt' alone does not say which of its papers this is."""
    first = top.rest[0] if top.rest else None
    if isinstance(first, Head) and _MEETING.match(first.text) and not _MEETING.match(top.title):
        top.title = f"{top.title}: {first.text}"
        del top.rest[0]


def _take_subtitle(top: Top) -> None:
    """A heading with nothing below it, right behind the title, says more about the title."""
    if top.subtitle or len(top.rest) < 2:
        return
    first, second = top.rest[:2]
    if (
        isinstance(first, Head)
        and isinstance(second, Head)
        and second.level <= first.level
        and len(first.text.split()) >= _SUBTITLE_WORDS
        and not shapes.OUTLINE.match(first.text)
    ):
        top.subtitle = first.text
        del top.rest[0]


def _above(draft: Draft) -> bool:
    return isinstance(draft, Kicker) or (
        isinstance(draft, Para) and len(plain(draft.text)) <= _KICKER_LENGTH
    )


def _titles(drafts: list[Draft], at: int, *, front: Front) -> bool:
    """Whether the first heading is the title: the only one of its level, or level 1."""
    head = drafts[at]
    if not isinstance(head, Head):
        return False
    if front.title:
        return head.text.strip() == front.title
    return head.level == 1 or (at == 0 and not any(isinstance(d, Kicker) for d in drafts[:at]))


def _titled_by_text(top: Top, fallback: str) -> Top:
    """The first sentence as title; a long one is shortened and stays in the text."""
    at = next((i for i, d in enumerate(top.rest) if isinstance(d, Para)), None)
    if at is None:
        return replace(top, title=fallback)
    first = top.rest[at]
    text: Text = first.text if isinstance(first, Para) else ()
    words = plain(text)
    end = [*starts(words), len(words)][1]
    if end > _LONGEST_TITLE:
        short = words[: _LONGEST_TITLE - 20].rsplit(" ", 1)[0]
        return replace(top, title=f"{short} …")
    rest = cut(text, end)
    top.rest[at : at + 1] = [Para(rest)] if rest else []
    return replace(top, title=words[:end].strip().removesuffix("."))
