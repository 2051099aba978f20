"""Headings, captions and nested points that are typed like such without being marked as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mailer.reports.draft import Draft, Head, Para, Picture
from mailer.reports.formats import shapes
from mailer.reports.model import Span, Text, plain

_WORDS, _DEEPEST = 12, 4
_CREDIT: Final = re.compile(
    r"(?:Foto|Fotos|Bild|Abb(?:ildung|\.)?|Grafik|Photo|Picture|Image|Figure)\s?\d{0,2}:|©"
)
_LONGEST_CAPTION, _LONGEST_ITEM = 40, 60
_STOPS: Final = (".", "!", "?", ":", ";")


def dressed(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with lines in bold type as headings, and those right below a picture as its
    caption: word processors and Markdown have both.
    """
    marked = any(isinstance(draft, Head) for draft in drafts)
    made: list[Draft] = []
    level = 1
    for place, draft in enumerate(drafts):
        if isinstance(draft, Head):
            level = draft.level
        last = made[-1] if made else None
        if isinstance(draft, Para) and isinstance(last, Picture) and _captions(draft, last):
            made[-1] = Picture(replace(last.image, caption=plain(draft.text)))
        elif isinstance(draft, Para) and _heads(draft, drafts[place + 1 :]):
            titles = not marked and not any(isinstance(one, Head) for one in made)
            deep = 1 if titles else min(level + 1, _DEEPEST)
            made.append(Head(plain(draft.text).rstrip(": "), deep))
        else:
            made.append(draft)
    return made


def _heads(para: Para, following: Sequence[Draft]) -> bool:
    """Whether a paragraph is a few words in bold type with something below."""
    bold = all(span.style == "strong" and not span.href for span in para.text if span.text.strip())
    if not (bold and para.text and following):
        return False
    words = plain(para.text).rstrip(": ")
    above = shapes.is_kicker(words) or shapes.is_dated(words)
    return shapes.may_head(words) and len(words.split()) <= _WORDS and not above


def _captions(para: Para, picture: Picture) -> bool:
    words = plain(para.text)
    small = bool(para.text) and all(s.style == "em" for s in para.text if s.text.strip())
    short = len(words.split()) <= _LONGEST_CAPTION and not picture.image.caption
    return short and bool(small or _CREDIT.match(words))


def with_points(item: Text, points: Sequence[Text]) -> list[Text]:
    """An item with the points below it, which say nothing without it: one, if that is short."""
    size = sum(len(plain(text).split()) for text in (item, *points))
    if not item or size > _LONGEST_ITEM:
        return [text for text in (item, *points) if text]
    before = " " if plain(item).rstrip().endswith(_STOPS) else ": "
    spans = list(item)
    for place, point in enumerate(points):
        ended = place and plain(points[place - 1]).rstrip().endswith(_STOPS)
        between = (" " if ended else "; ") if place else before
        spans += [Span(between), *point]
    return [tuple(spans)]
