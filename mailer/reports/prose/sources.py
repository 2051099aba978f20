"""'Quelle: ...' below a figure, a table or a paragraph: what it names, with its link."""

from __future__ import annotations

import re
from typing import Final

from mailer.reports.model import Source, Text, plain
from mailer.reports.prose.contact import read_source
from mailer.reports.prose.spans import cut, linkify

_KEY: Final = r"(?:Quellen?|Quellenangaben?|Datenquellen?|Sources?|Data sources?)\s?:\s+"
_LONGEST: Final = 300
_LINE: Final = re.compile(rf"\s*\(?{_KEY}(?P<value>\S.*?)\)?\.?\s*")
# Behind the last sentence of a paragraph, where a format has joined the lines.
_BEHIND: Final = re.compile(rf"[.!?…][“”\"»«)]?\s+(?P<line>\(?{_KEY}[^\s][^?!…\n]{{2,200}})$")
_MORE: Final = re.compile(r"\s*;\s+")


def sources_in(text: Text) -> tuple[Source, ...]:
    """The sources that a line names; none where it is no such line."""
    found = _LINE.fullmatch(plain(text))
    if not found or len(found[0]) > _LONGEST:
        return ()
    value = linkify(cut(text, found.start("value"), end=found.end("value")))
    links = [span for span in value if span.href]
    if len(links) == 1 and not links[0].text.startswith(("http", "www.")):
        return (Source(plain(value).strip(), links[0].href),)
    return tuple(read_source(part) for part in _MORE.split(plain(value)) if part.strip())


def without_source(text: Text) -> tuple[Text, tuple[Source, ...]]:
    """A paragraph without the source line behind its last sentence, and what that names."""
    found = _BEHIND.search(plain(text))
    named = sources_in(cut(text, found.start("line"))) if found else ()
    return (cut(text, 0, end=found.start("line")), named) if found and named else (text, ())
