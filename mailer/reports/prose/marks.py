"""Spans in quotation marks, whatever marks a text uses: „…“ »…« «…» “…” "..." ‚…‘ ‘…’."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CLOSERS: Final = {
    "„": '“”"',
    "“": '”"',
    "»": "«",
    "«": "»",
    '"': '"',
    "‚": "‘’",
    "‘": "’",
}
_OPENERS: Final = re.compile("[" + "".join(_CLOSERS) + "]")
# Nobody is quoted at greater length; marks without a partner cost no more than this.
_LONGEST: Final = 5000
_DEEPEST: Final = 2
_BEFORE_OPENER: Final = re.compile(r"[\s(\[–—/-]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Offsets of a span with its marks, and its words without them."""

    start: int
    end: int
    words: str


def spans(text: str) -> list[Marked]:
    """The outermost spans in quotation marks; marks without a partner are none."""
    found: list[Marked] = []
    at = 0
    while opener := _OPENERS.search(text, at):
        start = opener.start()
        end = _closing(text, start) if _opens(text, start) else -1
        if end < 0:
            at = start + 1
            continue
        found.append(Marked(start, end + 1, text[start + 1 : end].strip()))
        at = end + 1
    return found


def _opens(text: str, at: int) -> bool:
    if at + 1 >= len(text):
        return False
    if text[at] in "„‚":
        return True
    before = text[at - 1] if at else " "
    spaced = text[at + 1].isspace() and text[at] not in "«»"
    return bool(_BEFORE_OPENER.match(before)) and not spaced


def _closing(text: str, start: int) -> int:
    opener, depth = text[start], 0
    for at in range(start + 1, min(len(text), start + _LONGEST)):
        char = text[at]
        if char == opener and char not in '"‘':
            depth += 1
            if depth > _DEEPEST:
                return -1
        elif char in _CLOSERS[opener] and _closes(text, at, opener=opener):
            if not depth:
                return at
            depth -= 1
    return -1


def _closes(text: str, at: int, *, opener: str) -> bool:
    following = text[at + 1] if at + 1 < len(text) else " "
    if text[at] in '"’‘' and following.isalnum():
        return False
    # The English closing mark is an apostrophe as well: it closes only behind punctuation.
    return opener != "‘" or text[at - 1] in ".,!?…"
