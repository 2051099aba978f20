"""Colours that stay readable: a theme's colours, mended where contrast falls below 4.5:1."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Final

from mailer.editions.model import Theme

AA: Final = 4.5  # WCAG 2.2, 1.4.3
DARK: Final = 6.5  # thin coloured letters on dark need more than the minimum
# How much of a colour is in the boxes that go with it.
TINT: Final = 0.08
TINT_ACCENT: Final = 0.09
# A box that stands out from white by less is none; light colours need more of themselves.
SEEN: Final = 1.1
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 40
_FALLBACK: Final = "#0a4a6e"


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of an edition, light and dark; all as '#rrggbb'."""

    primary: str
    on_primary: str
    strong: str  # the primary colour as text on white, a tint or the page around the card
    accent: str  # the accent as text on white or a tint
    tint: str
    tint_accent: str
    dark_strong: str
    dark_accent: str
    dark_tint: str


INK: Final = "#1b232c"
PAPER: Final = "#ffffff"
# The darkest ground of a page in the layouts: city's name, quotes and sources stand on it.
PAGE: Final = "#e3eaee"
DARK_CARD: Final = "#1a2129"
DARK_TINT: Final = "#26303b"


def palette(theme: Theme) -> Palette:
    """The colours of a theme, darkened or lightened until text in them can be read."""
    primary = _known(theme.primary, _FALLBACK)
    accent = _known(theme.accent, "#b0520a")
    tint, tint_accent = _tint(primary, TINT), _tint(accent, TINT_ACCENT)
    return Palette(
        primary=primary,
        on_primary=_on(primary, _known(theme.on_primary, PAPER)),
        strong=readable(readable(primary, tint), PAGE),
        accent=readable(accent, tint_accent),
        tint=tint,
        tint_accent=tint_accent,
        dark_strong=_in_the_dark(theme.dark_primary, primary),
        dark_accent=_in_the_dark(theme.dark_accent, accent),
        dark_tint=DARK_TINT,
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, background: str, *, least: float = AA) -> str:
    """The colour made darker or lighter, its hue kept, until it can be read on the background."""
    hue, lightness, saturation = rgb_to_hls(*(c / 255 for c in _channels(colour)))
    end = 0.0 if _luminance(background) > 0.3 else 1.0
    for step in range(_STEPS + 1):
        lighter = lightness + (end - lightness) * step / _STEPS
        moved = _hex(hls_to_rgb(hue, lighter, saturation))
        if contrast(moved, background) >= least:
            return moved
    return PAPER if end else "#000000"


def nearest(colour: str, background: str, *, least: float) -> str:
    """The nearest colour of its hue with this contrast; black or white where none has."""
    moved = readable(colour, background, least=least)
    return moved if contrast(moved, background) >= least else _on(background, moved)


def mix(one: str, other: str, *, share: float) -> str:
    """`share` of one colour in the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _tint(colour: str, share: float) -> str:
    """A touch of a colour on white, as much as it takes to be seen."""
    shares = (share, *(step / 100 for step in range(round(share * 100) + 2, 51, 3)))
    tints = (mix(colour, PAPER, share=share) for share in shares)
    return next((t for t in tints if contrast(t, PAPER) >= SEEN), mix(colour, PAPER, share=0.5))


def _in_the_dark(own: str, light: str) -> str:
    """The theme's own colour for dark schemes, or one that is worked out from the light one."""
    if own:
        return readable(_known(own, light), DARK_TINT)
    return readable(light, DARK_TINT, least=DARK)


def _known(colour: str, otherwise: str) -> str:
    return colour.lower() if _HEX.fullmatch(colour) else otherwise


def _on(background: str, wished: str) -> str:
    if contrast(wished, background) >= AA:
        return wished
    return max(PAPER, "#000000", key=lambda colour: contrast(colour, background))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
