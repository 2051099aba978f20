"""The 'view in browser' page of an edition: the same words, nothing about the reader (M70)."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from mailer.editions.catalogue import say
from mailer.editions.model import SLOT_OPEN, Edition, Slot
from mailer.editions.skeleton import fill_text

# What can only be said to a person: the sentence on their list, the links to their settings.
_PERSONAL: Final = re.compile(
    rf"<p\b[^>]*>(?:(?!</?p\b).)*?{SLOT_OPEN}"
    r"(?:list_name|frequency|unsubscribe_url|preferences_url)(?:(?!</p>).)*</p>",
    re.DOTALL,
)
_ARTICLE: Final = re.compile(r'role="article"')
_TITLE: Final = re.compile(r"(?=<title>)")
_BODY: Final = re.compile(r"<body\b[^>]*>")
_NOTE: Final = (
    "margin:0;padding:16px 24px;background:#fff4ce;color:#1b232c;"
    "font-family:Arial,sans-serif;font-size:16px;line-height:1.5"
)
_ROBOTS: Final = '<meta name="robots" content="noindex, noarchive">'
_REFERRER: Final = '<meta name="referrer" content="no-referrer">'


def web_version(edition: Edition, *, note: tuple[str, str] = ("", "")) -> str:
    """HTML for the public: no slot is left, neutral words or none stand in its place.

    `note` stands above it: what was wrong, in words, and the address of the corrected mail.
    """
    page = _here(_PERSONAL.sub("", edition.html), edition.language)
    page = _ARTICLE.sub('role="main"', page.replace(' aria-roledescription="email"', "", 1), 1)
    page = _TITLE.sub(_ROBOTS + _REFERRER, page, count=1)

    def neutral(name: Slot) -> str:
        return say("Good day", edition.language) if name == "salutation" else ""

    above = _above(note, edition.language)
    return _BODY.sub(lambda body: body[0] + above, fill_text(page, neutral), count=1)


def _here(page: str, language: str) -> str:
    """Without the link to the page that the reader is on."""
    words = re.escape(escape(say("View in browser", language)))
    return re.sub(rf"<a\b[^>]*>\s*{words}\s*</a>", "", page, count=1)


def _above(note: tuple[str, str], language: str) -> str:
    if not note[0]:
        return ""
    words, url = say("This mail was corrected: {words}", language, words=note[0]), note[1]
    # Not inside the f-string, where no extraction finds it.
    way = say("Read the corrected mail", language)
    link = f'<a href="{escape(url)}">{escape(way)}</a>'
    return f'<p role="note" style="{_NOTE}"><strong>{escape(words)}</strong> {link}</p>'
