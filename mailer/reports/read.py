"""A file's name and bytes to a Report; the suffix chooses the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from mailer.reports.assemble import assemble
from mailer.reports.clean import decode
from mailer.reports.draft import Draft
from mailer.reports.errors import (
    EmptySourceError,
    TooLargeError,
    UnknownFormatError,
    UnknownLanguageError,
)
from mailer.reports.formats.docx import docx_to_html
from mailer.reports.formats.frontmatter import Front, split_front
from mailer.reports.formats.markdown import markdown_to_html
from mailer.reports.formats.markup import parse_html, plain_text
from mailer.reports.formats.plain import parse_plain
from mailer.reports.model import Report
from mailer.reports.prose.language import detect, is_neither
from mailer.reports.tongues import code_of
from mailer.reports.words import all_texts

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_CHARACTERS: Final = 1_000_000
_LANG: Final = re.compile(
    r"<html\b[^>]{0,2000}?\b(?:xml:)?lang\s*=\s*[\"']?(?P<code>[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*)",
    re.IGNORECASE,
)
_TOP: Final = 5_000


def read_report(name: str, data: bytes, *, language: str = "") -> Report:
    """The Report in a .txt, .md, .html, .htm or .docx file of at most 10 MiB.

    `language` is the one of its source, where that has one. Raises a ReportError that names file,
    place and remedy: UnknownLanguageError where nobody says what is neither German nor English.
    """
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnknownFormatError(name, PurePath(name).suffix)
    if len(data) > MAX_BYTES:
        raise TooLargeError(name, f"{len(data) // 1024} KiB")
    if not data.strip():
        raise EmptySourceError(name, "whole file")
    drafts, front = reader(name, data)
    report = assemble(drafts, front, fallback=_fallback(name))
    if not any(re.search(r"\w", text) for text in all_texts(report)) or not (drafts or front.lead):
        raise EmptySourceError(name, "whole file")
    if language:
        return replace(report, language=language)
    if not front.language and is_neither("\n".join(all_texts(report))):
        raise UnknownLanguageError(name, "whole file")
    return report


def _fallback(name: str) -> str:
    return re.sub(r"[_\W]+", " ", PurePath(name).stem).strip() or "?"


def _text(name: str, data: bytes) -> str:
    text = decode(data, name)
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(name, f"{len(text)} characters")
    return text


def _plain(name: str, data: bytes) -> tuple[list[Draft], Front]:
    front, text = split_front(_text(name, data))
    return parse_plain(text), front


def _markdown(name: str, data: bytes) -> tuple[list[Draft], Front]:
    front, text = split_front(_text(name, data))
    return parse_html(markdown_to_html(text), file=name), front


def _html(name: str, data: bytes) -> tuple[list[Draft], Front]:
    html = _text(name, data)
    return parse_html(html, file=name), Front(language=_language_of(html))


def _language_of(html: str) -> str:
    """The language that a page says it is in; '' where its words clearly say another one.

    Editors' programs write lang="en" around whatever is in the page.
    """
    found = _LANG.search(html[:_TOP])
    code = code_of(found["code"]) if found else ""
    if code not in {"de", "en"}:
        return code
    return code if detect(plain_text(html)) == code else ""


def _docx(name: str, data: bytes) -> tuple[list[Draft], Front]:
    return parse_html(docx_to_html(name, data), file=name, inside=True), Front()


_READERS: Final[dict[str, Callable[[str, bytes], tuple[list[Draft], Front]]]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
}
SUFFIXES: Final = frozenset(_READERS)
