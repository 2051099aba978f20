"""The lines of a list's archive: each is rendered once, as an issue that is out stays as it is."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from markupsafe import Markup, escape

from mailer.archive.finding import Entry
from mailer.archive.search import marked
from mailer.archive.standing import House

# Stands where the teaser or what a search found goes; a control that no text of ours can hold.
SLOT = "\x1a"


class Look(NamedTuple):
    """What a line depends on besides the issue: how the house stands, the list, the language."""

    house: House
    slug: str
    language: str


def line(row: Entry, look: Look) -> Markup:
    """An issue as an <li>, with what a search found of it, else with its teaser."""
    before, behind = _around(replace(row, teaser="", snippet=""), look)
    words = marked(row.snippet) if row.snippet else escape(row.teaser)
    return before + words + behind


@lru_cache(maxsize=2048)
def _around(row: Entry, look: Look) -> tuple[Markup, Markup]:
    context = {
        "row": row,
        "slug": look.slug,
        "language": look.language,
        "names": look.house.topic_names(look.language),
        "slot": SLOT,
    }
    before, _, behind = render_to_string("archive/line.html", context, using="jinja2").partition(
        SLOT
    )
    return Markup(before), Markup(behind)  # noqa: S704 our own template, which escapes
