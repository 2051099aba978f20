"""The 'view in browser' page of an edition: the same words, nothing about the reader (M70)."""

from __future__ import annotations

import re
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
_ROBOTS: Final = '<meta name="robots" content="noindex, noarchive">'
_REFERRER: Final = '<meta name="referrer" content="no-referrer">'


def web_version(edition: Edition) -> str:
    """HTML for the public: no slot is left, neutral words or none stand in its place."""
    page = _PERSONAL.sub("", edition.html)
    page = _ARTICLE.sub('role="main"', page.replace(' aria-roledescription="email"', "", 1), 1)
    page = _TITLE.sub(_ROBOTS + _REFERRER, page, count=1)

    def neutral(name: Slot) -> str:
        return say("Good day", edition.language) if name == "salutation" else ""

    return fill_text(page, neutral)
