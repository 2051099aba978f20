"""Outside text on its way through the compilers: held as letters and digits, released last.

MJML writes attributes in a notation of its own (`\\"`, `\\u{ad}`) that a quotation mark in a
title can break out of. So nothing from outside ever passes through MJML or the CSS inliner.
"""

from __future__ import annotations

import re
from html import escape
from types import NoneType
from typing import Final

from markupsafe import Markup

from mailer.editions.clean import one_line
from mailer.editions.model import ALL_SLOTS, SLOT_CLOSE, SLOT_OPEN

# One pass over both, so that text which looks like a token stays text.
_TOKENS: Final = re.compile("q(?:0x([0-9a-f]*)x0|1x([a-z_]+)x1)q")


_PASSING: Final = (Markup, int, float, NoneType)


def hold(value: object) -> object:
    """Jinja's finalize: text becomes a token of ASCII letters; our own markup passes."""
    if isinstance(value, _PASSING):
        return value
    words = str(value)
    token = f"q0x{one_line(words).encode().hex()}x0q"
    # Blanks at the ends belong to running text and are kept.
    if words[:1].isspace() or words[-1:].isspace():
        return " " * words[:1].isspace() + token + " " * words[-1:].isspace()
    return token


def slot(name: str) -> Markup:
    """Where a recipient's value will stand."""
    if name not in ALL_SLOTS:
        raise ValueError(f"{name} is no slot; slots are {', '.join(ALL_SLOTS)}")
    return Markup(f"q1x{name}x1q")  # noqa: S704 a name from a fixed list


def release(html: str) -> str:
    """Put the held text back, escaped for text and attributes alike, and open the slots."""
    return _TOKENS.sub(_released, html)


def _released(token: re.Match[str]) -> str:
    if token[2]:
        return f"{SLOT_OPEN}{token[2]}{SLOT_CLOSE}"
    return escape(bytes.fromhex(token[1]).decode())
