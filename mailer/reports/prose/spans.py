"""Cutting and joining Text (tuples of Span), and making links of addresses in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mailer.reports.model import Span, Text, plain

_LINK: Final = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"„“”»«]+)"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
)
_TRAILING: Final = ".,;:!?'’*_"


def text_of(words: str) -> Text:
    """Plain words as Text, with the addresses in them made links."""
    return tuple(_links(Span(words))) if words else ()


def linkify(text: Text) -> Text:
    """The text with addresses in its unlinked spans made links."""
    return tuple(
        part for span in text for part in (_links(span) if not span.href else (span,)) if part.text
    )


def _links(span: Span) -> Iterable[Span]:
    at = 0
    for match in _LINK.finditer(span.text):
        shown = _trim(match.group())
        if match.start() > at:
            yield replace(span, text=span.text[at : match.start()])
        yield replace(span, text=shown, href=_href(shown, mail=bool(match["mail"])))
        at = match.start() + len(shown)
    if at < len(span.text):
        yield replace(span, text=span.text[at:])


def _trim(found: str) -> str:
    found = found.rstrip(_TRAILING)
    while found.endswith(")") and found.count(")") > found.count("("):
        found = found[:-1].rstrip(_TRAILING)
    return found


def _href(shown: str, *, mail: bool) -> str:
    if mail:
        return f"mailto:{shown}"
    return shown if shown.startswith("http") else f"https://{shown}"


def cut(text: Text, start: int, *, end: int | None = None) -> Text:
    """The characters from `start` to `end`, stripped of blanks at both sides."""
    whole = plain(text)
    end = len(whole) if end is None else end
    piece = whole[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    parts, at = [], 0
    for span in text:
        low, high = max(start - at, 0), min(end - at, len(span.text))
        if low < high:
            parts.append(replace(span, text=span.text[low:high]))
        at += len(span.text)
    return tuple(parts)


def tidy(text: Text) -> Text:
    """Runs of blanks (line ends too) made one, blanks at both ends removed, equal spans joined."""
    parts: list[Span] = []
    for span in text:
        words = re.sub(r"[ \t\n]+", " ", span.text)
        if words.startswith(" ") and (not parts or parts[-1].text.endswith(" ")):
            words = words[1:]
        if not words:
            continue
        if parts and (parts[-1].href, parts[-1].style) == (span.href, span.style):
            parts[-1] = replace(span, text=parts[-1].text + words)
        else:
            parts.append(replace(span, text=words))
    return cut(tuple(parts), 0)
