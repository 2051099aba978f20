"""A theme's colours, pair by pair, as readers see them: which cannot be read, and what could."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mailer.editions.colours import (
    AA,
    DARK_CARD,
    DARK_TINT,
    PAGE,
    PAPER,
    TINT,
    TINT_ACCENT,
    contrast,
    mix,
    nearest,
)
from mailer.editions.model import Theme

# WCAG 2.2, 1.4.11: a button's shape against the ground around it.
CONTROL: Final = 3.0
_ROUNDS: Final = 8
Ground = Callable[[str], str]
"""What a colour stands on; a tint depends on the colour itself."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A pair below what is needed: `name` is the theme's colour that would have to change, `pair`
    what stands on what, `instead` the nearest colour that passes.
    """

    name: str
    pair: str
    colour: str
    ground: str
    ratio: float
    least: float
    instead: str


def clashes(theme: Theme) -> tuple[Clash, ...]:
    """Every pair of a theme that cannot be read, in light and in dark (WCAG 2.2, 1.4.3, 1.4.11).

    All colours are '#rrggbb'; those for dark schemes are looked at where they are given.
    """
    return tuple(_clashes(theme))


def _clashes(theme: Theme) -> Iterator[Clash]:
    pairs = list(_pairs(theme))
    for name, pair, ground, least in pairs:
        colour = getattr(theme, name)
        on = ground(colour)
        ratio = contrast(colour, on)
        if ratio < least:
            needs = [(where, much) for other, _, where, much in pairs if other == name]
            yield Clash(name, pair, colour, on, ratio, least, _instead(colour, needs))


def _pairs(theme: Theme) -> Iterator[tuple[str, str, Ground, float]]:
    yield "primary", "links", lambda colour: mix(colour, PAPER, share=TINT), AA
    yield "primary", "page", lambda _: PAGE, AA
    yield "on_primary", "button", lambda _: theme.primary, AA
    yield "accent", "labels", lambda colour: mix(colour, PAPER, share=TINT_ACCENT), AA
    if theme.dark_primary:
        yield "dark_primary", "dark-links", lambda _: DARK_TINT, AA
        yield "dark_primary", "dark-lines", lambda _: DARK_CARD, CONTROL
    if theme.dark_accent:
        yield "dark_accent", "dark-labels", lambda _: DARK_TINT, AA


def _instead(colour: str, needs: list[tuple[Ground, float]]) -> str:
    """The nearest colour that passes on each of its grounds: a tint moves with its colour."""
    for _ in range(_ROUNDS):
        for ground, least in needs:
            colour = nearest(colour, ground(colour), least=least)
        if all(contrast(colour, ground(colour)) >= least for ground, least in needs):
            break
    return colour
