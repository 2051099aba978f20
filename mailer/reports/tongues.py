"""Language codes of texts: 'de', 'en', and 'de-simple' for German in Leichte Sprache (ADR 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mailer.reports.model import Report

# A registered variant subtag of BCP 47: 'simplified form'.
_SIMPLE: Final = "simple"
_NAMES: Final = ("leichte sprache", "leichtesprache", "leicht", "easy read", "easy")
_LONG: Final = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en"}
_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


def is_easy(code: str) -> bool:
    """Whether a text is in easy language."""
    return _SIMPLE in code.lower().split("-")[1:]


def spoken(code: str) -> str:
    """The language itself: 'de' for 'de-simple' and 'de-AT'; what the attribute lang says (P30)."""
    return code.split("-", maxsplit=1)[0].lower()


def easy(code: str) -> str:
    """The code of easy texts in the same language."""
    return f"{spoken(code)}-{_SIMPLE}"


def code_of(name: str) -> str:
    """The code for what somebody wrote: 'de', 'Leichte Sprache', 'easy read', 'de-AT' as 'de'.

    '' for what is none.
    """
    name = " ".join(name.lower().split())
    if name in _NAMES:
        return easy("en" if name.startswith("easy") else "de")
    code = _LONG.get(name, name).replace("_", "-")
    if not _CODE.fullmatch(code):
        return ""
    return easy(code) if is_easy(code) else spoken(code)


def text_in(texts: Mapping[str, Report], language: str) -> Report:
    """The text in a language; else the first one that is not in easy language; else the first.

    Nobody gets a text in easy language who did not choose it while there is another.
    """
    if language in texts:
        return texts[language]
    others = [text for code, text in texts.items() if not is_easy(code)]
    return others[0] if others else next(iter(texts.values()))
