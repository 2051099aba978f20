"""Imprint, privacy notice, accessibility statement, and what this is in Leichte Sprache: versions
of a city's own words (P16, P21, P30).
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from markdown_it import MarkdownIt

from staff import audit
from staff.models import User
from subscribers.models import Page, PageName

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "em", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
# How shipped samples mark what a city has to fill in, in both languages.
_GAP = re.compile(r"\*\*\[.+?\]\*\*", re.DOTALL)


def languages(name: str) -> list[tuple[str, str]]:
    """The languages that a page may be written in, with their names; Leichte Sprache is German."""
    return [(c, label) for c, label in settings.LANGUAGES if c == "de" or name != PageName.EASY]


def newest(name: str, language: str) -> Page | None:
    """The version that counts, in this language or else in the first one that there is."""
    rows = Page.objects.filter(name=name).order_by("language", "-version").distinct("language")
    found = {row.language: row for row in rows}
    order = [language, *(code for code, _ in settings.LANGUAGES)]
    return next((found[code] for code in order if code in found), None)


def versions(name: str, language: str) -> list[Page]:
    """All versions of a page in one language, the newest first."""
    rows = Page.objects.filter(name=name, language=language).select_related("created_by")
    return list(rows.order_by("-version"))


@transaction.atomic
def save(name: PageName, language: str, *, text: str, by: User | None) -> Page:
    """Store the words as a new version; the same words once more are no new version.

    What an installation starts with is nobody's act (`by` None) and stands in no audit trail.
    """
    rows = Page.objects.select_for_update().filter(name=name, language=language)
    before = rows.order_by("-version").first()
    if before is not None and before.text == text:
        return before
    version = before.version + 1 if before else 1
    page = Page.objects.create(
        name=name, language=language, version=version, text=text, created_by=by
    )
    if by is not None:
        told = {"page": str(name), "language": language, "version": version}
        audit.note("changed a page", page, by=by, office_id=None, **told)
    return page


def gaps(text: str) -> list[str]:
    """What is still to be filled in."""
    return [found.strip("*[] \n") for found in _GAP.findall(text)]


@lru_cache(maxsize=256)
def html(text: str) -> str:
    """The words as HTML, without scripts, styles, pictures and forms (S6).

    The page's title is its first heading, so that the highest one in the text is the second.
    """
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    made = made.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES)


def address(name: str) -> str:
    """Where a page is to be read: the city's own site if the setting says so, else ours."""
    outside: str = getattr(settings, f"{name.upper()}_URL")
    return outside or reverse("site:page", args=[name])
