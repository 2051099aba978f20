"""Markdown (CommonMark with tables and strikethrough) to HTML, which the markup reader reads."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt

# Raw HTML is let through: the markup reader sanitises whatever arrives (S6).
_PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# '22. April' that opens a line is a day, not item 22 of a list.
_DAY: Final = re.compile(
    r"^(\s*(?:[-*+]\s+)?\d{1,2})\.(?=\s(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*\b)",
    re.MULTILINE,
)
# '[^1]: Prüfbericht', with the indented lines that go on with it
_NOTE: Final = re.compile(r"^\[\^([\w-]{1,20})\]:[ \t]*(\S.*(?:\n[ \t]+\S.*)*)$", re.MULTILINE)


def markdown_to_html(text: str) -> str:
    """HTML that is not yet safe; parse_html makes it so."""
    return str(_PARSER.render(_DAY.sub(r"\1\\.", _with_notes(text))))


def _with_notes(text: str) -> str:
    """Footnotes ('[^a]', '[^a]: words') as the numbers in brackets that plain text has for them."""
    notes = {name: words for name, words in _NOTE.findall(text) if f"[^{name}]" in text}
    if not notes:
        return text
    numbers = {name: str(place) for place, name in enumerate(notes, 1)}
    body = _NOTE.sub("", text)
    for name, number in numbers.items():
        body = body.replace(f"[^{name}]", rf"\[{number}\]")
    foot = (rf"\[{numbers[name]}\] {' '.join(words.split())}" for name, words in notes.items())
    return "\n\n".join([body, *foot])
