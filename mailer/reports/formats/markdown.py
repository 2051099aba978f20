"""Markdown (CommonMark with tables and strikethrough) to HTML, which the markup reader reads."""

from __future__ import annotations

from typing import Final

from markdown_it import MarkdownIt

# Raw HTML is let through: the markup reader sanitises whatever arrives (S6).
_PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown_to_html(text: str) -> str:
    """HTML that is not yet safe; parse_html makes it so."""
    return str(_PARSER.render(text))
