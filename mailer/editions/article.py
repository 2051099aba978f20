"""Blocks to an article: semantic HTML for the web, without slots and without mail's tables."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mailer.editions.catalogue import say
from mailer.editions.easy import lined, said
from mailer.editions.telling import TEMPLATES
from mailer.editions.told import Passage, Picture, Told
from mailer.editions.wording import attribution, dial, quoted
from mailer.reports.model import Image

_INLINE: Final = re.compile(r"</?(?:a|strong|em)\b[^>]*>")
_ABOVE: Final = re.compile(r".*?</h1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")


def article(told: Told) -> str:
    """What an edition says, as the inside of an <article>; every value of it is escaped."""
    template = _environment().get_template("archive/article.html")
    said = {"greeting": "Good day", "when": "When", "where": "Where"}
    page = template.render(told=told, **{n: say(w, told.language) for n, w in said.items()})
    return "\n".join(filter(None, (line.strip() for line in page.splitlines())))


def words(html: str) -> str:
    """What an article says below its title, as one line."""
    text = unescape(_TAG.sub(" ", _INLINE.sub("", _ABOVE.sub("", html, count=1))))
    return " ".join(text.replace("\u00ad", "").split())


def first_picture(told: Told) -> str:
    """The address of the first picture that an edition shows; '' if there is none."""
    for part in told.parts:
        if isinstance(part, Picture):
            return part.image.src
        if isinstance(part, Passage):
            for block in part.blocks:
                if isinstance(block, Image):
                    return block.src
    return ""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES.parent / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(attribution=attribution, quoted=quoted, dial=dial, lined=lined, said=said)
    return env
