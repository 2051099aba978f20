"""Where things stand on the poster, in millimetres from the upper left corner of an A4 page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import qrcode
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_Q

from subscribers.posters.faces import BOLD, REGULAR, face, wrap

WIDTH, HEIGHT, EDGE = 210.0, 297.0, 20.0
BLUE, INK, GREY, WHITE, TINT = "#1f3f9e", "#141821", "#4d5566", "#ffffff", "#eef2fb"
BAND = 44.0
CODE = 92.0


@dataclass(frozen=True, slots=True)
class Poster:
    """What the poster says, in one language, and the short address that it leads to."""

    city: str
    name: str
    purpose: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on its base line."""

    text: str
    x: float
    y: float
    size: float
    colour: str = INK
    weight: str = REGULAR


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    width: float
    colour: str


Mark = Box | Line | Stroke


def marks(poster: Poster) -> list[Mark]:
    """Everything on the page, from back to front."""
    inner = WIDTH - 2 * EDGE
    size = _fit(poster.city, 15, least=8, width=inner - 26)
    city = _set(Line(poster.city, EDGE + 26, 27, size, WHITE, BOLD), most=1)
    found: list[Mark] = [Box(0, 0, WIDTH, BAND, BLUE), *_envelope(EDGE, 14), *city]
    y = BAND + 21
    found.append(Line(_("News by e-mail"), EDGE, y, 8, GREY))
    size = _fit(poster.name, 17, least=10, width=inner, lines=2)
    found += (
        title := _set(Line(poster.name, EDGE, y + 5 + size, size, INK, BOLD), leading=1.12, most=3)
    )
    y = _below(title, 9 + size / 3)
    found += (lead := _set(Line(poster.purpose, EDGE, y, 7.4), most=3))
    top = max(_below(lead, 13), 130.0)
    return [*found, *_code(poster.url, top), *_steps(top), *_foot(poster.url)]


def _foot(url: str) -> list[Mark]:
    """The short address for whoever types, and what costs nothing."""
    y = HEIGHT - 44
    spoken = url.partition("://")[2]
    inner = WIDTH - 2 * EDGE
    size = _fit(spoken, 9.5, least=4, width=inner - 16)
    words = _("Free of charge · Leave at any time, with one click · No tracking")
    return [
        Box(EDGE, y, inner, 22, TINT, 3),
        Line(spoken, EDGE + 8, y + 11 + size * 0.34, size, BLUE, BOLD),
        Line(words, EDGE, HEIGHT - 11.5, _fit(words, 4.8, least=3, width=inner), GREY),
    ]


def _steps(top: float) -> list[Mark]:
    """What to do, beside the code."""
    x, width = EDGE + CODE + 10, WIDTH - 2 * EDGE - CODE - 10
    steps = (
        _("Scan the code with your phone."),
        _("Enter your e-mail address."),
        _("Press the button in the mail that you get."),
    )
    found: list[Mark] = []
    y = top + 12
    for number, step in enumerate(steps, 1):
        middle = x + 5 - face(BOLD).width(str(number), 6.4) / 2
        found += [Box(x, y - 7.2, 10, 10, BLUE, 5), Line(str(number), middle, y, 6.4, WHITE, BOLD)]
        lines = _set(Line(step, x + 14, y, 6.2), width=width - 14)
        found += lines
        y = _below(lines, 14)
    return found


def _code(url: str, top: float) -> list[Mark]:
    """The QR code on a white field with the four modules of quiet that readers need."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(url)
    code.make()
    rows = code.get_matrix()
    step = CODE / (len(rows) + 8)
    found: list[Mark] = [
        Box(EDGE - 0.8, top - 0.8, CODE + 1.6, CODE + 1.6, BLUE, 4),
        Box(EDGE, top, CODE, CODE, WHITE, 3.4),
    ]
    for number, row in enumerate(rows):
        y = top + (number + 4) * step
        found += [
            Box(EDGE + (start + 4) * step, y, length * step, step * 1.05, INK)
            for start, length in _runs(row)
        ]
    return found


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Neighbouring dark modules as one bar: start and length."""
    start = None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _envelope(x: float, y: float) -> list[Mark]:
    """The mark of the pages."""
    flap = ((x + 4, y + 6), (x + 9, y + 9.8), (x + 14, y + 6))
    frame = ((x + 4, y + 6), (x + 14, y + 6), (x + 14, y + 12.4), (x + 4, y + 12.4), (x + 4, y + 6))
    return [Box(x, y, 18, 18, WHITE, 4), Stroke(frame, 1, BLUE), Stroke(flap, 1, BLUE)]


def _set(
    text: Line, *, leading: float = 1.32, width: float = WIDTH - 2 * EDGE, most: int = 9
) -> list[Mark]:
    """A text in as many lines as it needs; what is too much ends in dots."""
    lines = wrap(text.text, text.weight, size=text.size, width=width)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    step = text.size * leading
    return [replace(text, text=line, y=text.y + number * step) for number, line in enumerate(lines)]


def _fit(text: str, size: float, *, least: float, width: float, lines: int = 1) -> float:
    """The largest size up to `size` at which the text runs over so many lines at most."""
    while size > least:
        found = wrap(text, BOLD, size=size, width=width)
        whole = all(face(BOLD).width(word, size) <= width for word in text.split())
        if whole and len(found) <= lines:
            break
        size -= 0.5
    return size


def _below(found: list[Mark], gap: float) -> float:
    return max((mark.y for mark in found if isinstance(mark, Line)), default=0) + gap
