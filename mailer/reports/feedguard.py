"""A look at a feed's XML before any parser that builds something of it (S18)."""

from __future__ import annotations

import re
from typing import Final, NoReturn
from xml.parsers import expat

from mailer.reports.errors import BrokenFeedError, TooLargeError, UnsafeSourceError

MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000
_ENTITY: Final = re.compile(r"<!\s*(?:ENTITY|ATTLIST|ELEMENT|NOTATION)", re.IGNORECASE)
_CUT_OFF: Final = frozenset({3, 5, 6, 20})  # nothing more, open token, character, CDATA
_CODECS: Final = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


def check_xml(data: bytes, name: str) -> None:
    """Refuses declarations of entities, and mark-up deeper or longer than a feed's.

    Not well-formed XML passes as far as it goes: telling so is the parser's part.
    """
    for codec in _CODECS:
        if _ENTITY.search(data.decode(codec, errors="ignore")):
            raise UnsafeSourceError(name, "document type declaration")
    _Guard(name).run(data)


class _Guard:
    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = 0
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def run(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)  # noqa: FBT003 -- expat takes no keyword
        except expat.ExpatError as error:
            # Small faults are the feed reader's to forgive; half a feed is half a report.
            if error.code in _CUT_OFF:
                raise BrokenFeedError(self.name, f"line {error.lineno}") from error

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise TooLargeError(self.name, f"line {self.parser.CurrentLineNumber}")

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _refuse(self, *_declaration: object) -> NoReturn:
        raise UnsafeSourceError(self.name, f"line {self.parser.CurrentLineNumber}")
