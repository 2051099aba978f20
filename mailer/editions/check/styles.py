"""Inline styles resolved: colours, backgrounds and sizes as they come down to an element's text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from tinycss2.color3 import RGBA, parse_color

from mailer.editions.colours import contrast

_DECLARATION: Final = re.compile(r"""([\w-]+)\s*:\s*((?:\([^)]*\)|"[^"]*"|'[^']*'|[^;])*)""")
_LENGTH: Final = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|%)?")
_COLOUR: Final = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|\b[a-z]+\b", re.IGNORECASE)
_PAINTED: Final = re.compile(r"url\(|gradient\(|var\(", re.IGNORECASE)
_KEPT: Final = frozenset({"inherit", "initial", "unset", "none", "repeat", "center", "scroll"})
_PIXELS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "rem": 16.0}
_HEADINGS: Final = {
    "h1": 2.0,
    "h2": 1.5,
    "h3": 1.17,
    "h4": 1.0,
    "h5": 0.83,
    "h6": 0.67,
    "small": 0.83,
}
# Sizes by name, those of <font size> too, as chromium has them.
_NAMED: Final = {
    **dict(zip(("xx-small", "x-small", "small", "medium"), (9.0, 10.0, 13.0, 16.0), strict=True)),
    **dict(zip(("large", "x-large", "xx-large"), (18.0, 24.0, 32.0), strict=True)),
    **dict(zip("1234567", (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0), strict=True)),
}
_SHORTHAND: Final = re.compile(
    r"(?<![\w.-])(?:(?:\d+\.?\d*|\.\d+)(?:px|pt|r?em|%)|(?:xx?-)?small(?!-)|smaller)(?!\w)"
)
# What changes letters or ground without a style.
_SPECIAL: Final = frozenset({"a", "font", *_HEADINGS})
_SAYING: Final = ("bgcolor", "background", "href", "color", "size")
_GROUNDS: Final = frozenset({"bgcolor", "background"})


class Style(dict[str, str]):
    """Declarations by property, which of them are important, and as they were written."""

    important: frozenset[str] = frozenset()
    text: str = ""


class Look(NamedTuple):
    """Ink and paper as '#rrggbb', None where nobody can tell (pictures, gradients, variables);
    the size of letters in pixels, the height of lines as it was said. `colour` is the ink as it is
    handed down, what it lets through still open; `link` is that of links which name none.
    """

    ink: str | None
    paper: str | None
    size: float
    line: str
    link: RGBA
    colour: RGBA | None

    @property
    def contrast(self) -> float | None:
        """From 1 to 21, None where it cannot be told (WCAG 2.2, 1.4.3)."""
        return _contrast(self.ink, self.paper) if self.ink and self.paper else None

    @property
    def line_height(self) -> float:
        """In pixels; browsers take about 1.2 where nothing is said."""
        found = _LENGTH.fullmatch(self.line)
        if found is None:
            return 1.2 * self.size
        number, unit = float(found[1]), found[2] or ""
        return number * (self.size if unit in {"", "em"} else _PIXELS.get(unit, self.size / 100))


# What a mail begins with, and the colour of links, as chromium has them.
_LINK: Final = {"light": RGBA(0, 0, 238 / 255, 1), "dark": RGBA(158 / 255, 158 / 255, 1, 1)}
ROOT: Final = {
    "light": Look("#000000", "#ffffff", 16.0, "", _LINK["light"], RGBA(0, 0, 0, 1)),
    "dark": Look("#ffffff", "#121212", 16.0, "", _LINK["dark"], RGBA(1, 1, 1, 1)),
}


@lru_cache(maxsize=1024)
def declared(text: str) -> Style:
    """A style attribute, read; the last declaration of a property counts."""
    style, important = Style(), set()
    for name, value in _DECLARATION.findall(text):
        said, mark, _ = value.partition("!")
        key = name.lower()
        if key in important and not mark:
            continue
        style.pop(key, None)
        style[key] = said.strip().lower()
        if mark:
            important.add(key)
    style.important = frozenset(important)
    style.text = text
    return style


def look(tag: str, attrs: dict[str, str], *, style: Style, above: Look) -> Look:
    """How an element's own text looks, by its style and by what it inherits."""
    if not style and tag not in _SPECIAL and _GROUNDS.isdisjoint(attrs):
        return above
    # Where a link leads says nothing of how it looks.
    said = frozenset((n, "#" if n == "href" else attrs[n]) for n in _SAYING if attrs.get(n))
    return _look(tag if tag in _SPECIAL else "", style.text, said=said, above=above)


@lru_cache(maxsize=4096)
def _look(tag: str, text: str, *, said: frozenset[tuple[str, str]], above: Look) -> Look:
    """The same in a form that is kept: a template's mails say the same over and over."""
    attrs, style = dict(said), declared(text)
    paper = _paper(attrs, style, above=above)
    colour = _colour(tag, attrs, style=style, above=above)
    if "opacity" in style:
        colour = _faded(colour, style["opacity"])
    return Look(
        ink=_over(colour, paper) if colour else None,
        paper=paper,
        size=_size(tag, attrs, style=style, above=above),
        line=style.get("line-height", above.line),
        link=above.link,
        colour=colour,
    )


def pixels(value: str, letters: float) -> float:
    """A length in pixels; 0 for one that cannot be told."""
    found = _LENGTH.fullmatch(value.strip())
    if found is None:
        return 0.0
    number, unit = float(found[1]), found[2] or ""
    return number * (
        _PIXELS[unit] if unit in _PIXELS else letters if unit == "em" else letters / 100
    )


def _colour(tag: str, attrs: dict[str, str], *, style: Style, above: Look) -> RGBA | None:
    said = style.get("color") or (attrs.get("color", "") if tag == "font" else "")
    if not said and tag == "a" and attrs.get("href"):
        return above.link
    if not said or said in _KEPT or said == "currentcolor":
        return above.colour
    return _rgba(said)


def _faded(colour: RGBA | None, opacity: str) -> RGBA | None:
    """A colour that lets through what lies under it, as far as its element does."""
    found = _LENGTH.fullmatch(opacity)
    if colour is None or found is None or found[2] not in {None, "%"}:
        return colour
    shown = float(found[1]) / (100 if found[2] else 1)
    return RGBA(*colour[:3], colour.alpha * max(0.0, min(1.0, shown)))


def _paper(attrs: dict[str, str], style: Style, *, above: Look) -> str | None:
    said = _background(style) or attrs.get("bgcolor", "").strip()
    if "background" in attrs or _PAINTED.search(said) or "background-image" in style:
        return None
    for word in _COLOUR.findall(said):
        colour = None if word.lower() in _KEPT else _rgba(word)
        if colour is not None:
            return _over(colour, above.paper)
    return above.paper


def _background(style: Style) -> str:
    """Of `background` and `background-color` the one that counts."""
    names = [name for name in style if name in {"background", "background-color"}]
    names = [name for name in names if name in style.important] or names
    return style[names[-1]] if names else ""


def _size(tag: str, attrs: dict[str, str], *, style: Style, above: Look) -> float:
    said = style.get("font-size", "")
    if not said and "font" in style and (short := _SHORTHAND.search(style["font"])):
        said = short[0]
    if not said and tag == "font":
        said = attrs.get("size", "").strip()
    if said in _NAMED:
        return _NAMED[said]
    if said in {"smaller", "larger"}:
        return above.size * (0.83 if said == "smaller" else 1.2)
    if not _LENGTH.fullmatch(said):
        return above.size * _HEADINGS.get(tag, 1.0)
    return pixels(said, above.size)


_contrast = lru_cache(maxsize=512)(contrast)


@lru_cache(maxsize=512)
def _rgba(said: str) -> RGBA | None:
    colour = parse_color(said)
    return colour if isinstance(colour, RGBA) else None


@lru_cache(maxsize=512)
def _over(colour: RGBA, paper: str | None) -> str | None:
    """A colour, mixed with what lies under it where it lets that through."""
    channels = [round(max(0.0, min(1.0, part)) * 255) for part in colour[:3]]
    if colour.alpha < 1:
        if paper is None or colour.alpha == 0:
            return paper
        under = [int(paper[start : start + 2], 16) for start in (1, 3, 5)]
        pairs = zip(channels, under, strict=True)
        channels = [round(a * colour.alpha + b * (1 - colour.alpha)) for a, b in pairs]
    return "#" + "".join(f"{channel:02x}" for channel in channels)
