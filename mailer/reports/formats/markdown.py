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


def markdown_to_html(text: str) -> str:
    """HTML that is not yet safe; parse_html makes it so."""
    return str(_PARSER.render(_DAY.sub(r"\1\\.", text)))
