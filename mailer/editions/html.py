"""Blocks to HTML: Jinja2 writes MJML, MJML writes tables, css-inline writes styles into them."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import lru_cache
from typing import Final

from css_inline import CSSInliner
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from mjml import mjml2html

from mailer.editions.catalogue import catalogue, fill, known
from mailer.editions.colours import Palette, palette
from mailer.editions.easy import lined, said
from mailer.editions.figures import together
from mailer.editions.foot import attached, foot_of, legal_links
from mailer.editions.held import hold, release, slot
from mailer.editions.hyphens import softened
from mailer.editions.images import fitting, upright
from mailer.editions.model import Identity, Theme
from mailer.editions.sandbox import Dense, Sandbox
from mailer.editions.telling import TEMPLATES
from mailer.editions.told import Told
from mailer.editions.wording import (
    PHONE,
    TIE,
    attribution,
    behind,
    credit,
    dial,
    may_be_whole,
    quoted,
    tied,
    unbroken,
)

# Mail programs show what follows a short preheader; these take no room and hide it.
_PADDING: Final = "\u034f\u200c\u00a0" * 50
_FONTS: Final = re.compile(r"[\w ,'-]+")
# Only the style sheet that says so is inlined; MJML itself would leave it in the head.
_SHEET: Final = ("<mj-style>/*inline*/", "</mj-style>")
_GROUND: Final = re.compile(r"background-color: ?(#[0-9a-fA-F]{6})")
_GROUNDED: Final = re.compile(r"<(?:table|td) ")
# What no line break belongs into: 'E-Mail', a telephone number.
_WHOLE: Final = re.compile(rf"((?<![\w-])[^\W\d_]-\w{{1,14}}|{PHONE})")


def html(told: Told, *, theme: Theme, identity: Identity, browser_url: str) -> str:
    """The HTML part of an edition, its slots open."""
    return compiled(written(told, theme=theme, identity=identity, browser_url=browser_url))


def written(told: Told, *, theme: Theme, identity: Identity, browser_url: str) -> str:
    """The MJML of an edition, every value of it still held back."""
    return rendered(
        told.template,
        told.language,
        theme=theme,
        told=told,
        identity=identity,
        browser_url=browser_url,
    )


def rendered(name: str, language: str, *, theme: Theme, **values: object) -> str:
    """The MJML of a template with these values."""
    template = environment(known(language)).get_template(f"{name}.mjml")
    return template.render(
        theme=theme,
        colours=_colours(theme),
        fonts=Markup(_fonts(theme)),  # noqa: S704 letters, blanks, commas and quotes only
        padding=Markup(_PADDING),  # noqa: S704 our own constant
        **values,
    )


def compiled(mjml: str) -> str:
    """MJML as HTML, its values released and its slots open."""
    before, _, rest = mjml.partition(_SHEET[0])
    sheet, _, after = rest.partition(_SHEET[1])
    page = mjml2html(before + after, fonts={})
    return release(_with_grounds(_inliner(sheet).inline(page)))


@lru_cache(maxsize=4)
def environment(language: str) -> Sandbox:
    """Templates of this folder only; every value is held back from the compilers."""
    env = Sandbox(
        loader=Dense(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=hold,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    env.filters["fill"] = _filled
    env.filters["tied"] = _tied
    env.filters["unbroken"] = unbroken
    del env.filters["attr"]  # a second way to attributes (S2)
    env.globals.update(
        attribution=attribution,
        behind=behind,
        slot=slot,
        corner=_corner,
        opened=_opened,
        fitting=fitting,
        upright=upright,
        together=together,
        quoted=quoted,
        dial=dial,
        lines=str.splitlines,
        by_line=said,
        foot_of=foot_of,
        attached=attached,
        legal_links=legal_links,
        credit=credit,
        lined=lined,
    )
    return env


@pass_context
def _corner(context: Context, own: int) -> int:
    """How round a corner is: as the theme says, else as the layout has it; in pixels."""
    radius: int | None = context["theme"].radius
    return own if radius is None else radius


@pass_context
def _opened(context: Context, words: str) -> Markup:
    """Words of our own in a mail to one person, their names filled with tokens."""
    return _unbroken(fill(words, **context["held"]))


def _filled(message: str, **slots: Markup) -> Markup:
    """Slots put into a message of our own catalogue."""
    return _unbroken(fill(message, **slots))


def _tied(words: str) -> str:
    """Words with blanks and hyphens that no line ends at, and with some in long words."""
    words = softened(tied(words))
    if not may_be_whole(words):
        return words
    pieces = _WHOLE.split(words)
    if len(pieces) == 1:
        return words
    held = [_whole(hold(piece)) if at % 2 else _held(piece) for at, piece in enumerate(pieces)]
    return Markup("".join(held))  # noqa: S704 values are tokens


def _held(words: str) -> str:
    """Held back, but for a tied blank at its end."""
    return f"{hold(words[:-1])}{TIE}" if words.endswith(TIE) else str(hold(words))


def _unbroken(ours: str) -> Markup:
    """The same for a message of our own, its values tokens."""
    return Markup(_WHOLE.sub(lambda found: _whole(found[1]), ours))  # noqa: S704 ours and tokens


def _whole(words: object) -> str:
    return f'<span class="whole">{words}</span>'


@lru_cache(maxsize=4)
def _colours(theme: Theme) -> Palette:
    """The palette as markup: MJML and the inliner have to see colours, all are '#rrggbb'."""
    found = {name: Markup(value) for name, value in asdict(palette(theme)).items()}  # noqa: S704
    return Palette(**found)


def _fonts(theme: Theme) -> str:
    return theme.fonts if _FONTS.fullmatch(theme.fonts) else Theme(city="").fonts


@lru_cache(maxsize=16)
def _inliner(sheet: str) -> CSSInliner:
    """Writes our style sheet into the elements; resets and at-rules stay in the head."""
    return CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=sheet,
    )


def _with_grounds(page: str) -> str:
    """Grounds of tables and cells as attributes, too.

    Some webmail reads them there, but not in the style (caniemail: GMX, WEB.DE).
    """
    pieces, done = [], 0
    for ground in _GROUND.finditer(page):
        tag = page.rfind("<", done, ground.start())
        begun = _GROUNDED.match(page, tag) if tag >= 0 else None
        if begun and "bgcolor=" not in page[tag : page.find(">", tag)]:
            pieces += [page[done : begun.end()], f'bgcolor="{ground[1]}" ']
            done = begun.end()
    return "".join([*pieces, page[done:]])
