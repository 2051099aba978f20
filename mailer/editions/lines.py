"""Lines of plain text: wrapped at 76, headings underlined, chunks an empty line apart."""

from __future__ import annotations

from typing import Final

from mailer.editions.wording import TIE, whole

WIDTH: Final = 76


def heading(words: str, line: str = "-") -> str:
    """A heading with a line of its length below."""
    lines = wrap(words)
    return f"{lines}\n{line * max(map(len, lines.splitlines()))}" if lines else ""


def stack(*chunks: str) -> str:
    """Chunks with an empty line between; empty ones are left out."""
    return "\n\n".join(filter(None, chunks))


def wrap(words: str, *, first: str = "", indent: str = "") -> str:
    """Lines of at most 76 characters; an address that is longer keeps a line of its own."""
    rest = whole(plain_words(words).strip(" "))
    if "  " in rest:
        rest = " ".join(filter(None, rest.split(" ")))
    lines, start = [], first or indent
    while len(start) + len(rest) > WIDTH:
        cut = rest.rfind(" ", 0, WIDTH - len(start) + 1)
        cut = cut if cut >= 0 else rest.find(" ")
        if cut < 0:
            break
        lines.append(start + rest[:cut])
        rest, start = rest[cut + 1 :], indent
    return "\n".join([*lines, start + rest]).replace(TIE, " ") if rest else ""


def plain_words(words: str) -> str:
    """The words on one line; soft hyphens are for HTML only."""
    return words.replace("\u00ad", "").replace("\n", " ")
