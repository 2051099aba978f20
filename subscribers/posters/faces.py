"""The typeface of the pages, for paper: how wide words run, their outlines, and a file to embed."""

from __future__ import annotations

import io
from functools import cache

from django.conf import settings
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

REGULAR, BOLD = "Regular", "SemiBold"
_FOLDER = settings.BASE_DIR / "templates" / "static" / "vendor" / "kern" / "fonts"


class Face:
    """One weight of Fira Sans, read from what the pages are served."""

    def __init__(self, weight: str) -> None:
        self._font = TTFont(_FOLDER / f"FiraSans-{weight}.woff2", recalcTimestamp=False)
        self._glyphs = self._font.getGlyphSet()
        self._names: dict[int, str] = self._font.getBestCmap()
        self._unit: int = self._font["head"].unitsPerEm

    def width(self, text: str, size: float) -> float:
        """How far a line runs, in the unit of `size`."""
        return sum(float(self._glyphs[name].width) for name in self._of(text)) * size / self._unit

    def outline(self, text: str, size: float, *, x: float, y: float) -> str:
        """The line as an SVG path that starts at x on the base line y."""
        pen = SVGPathPen(self._glyphs, ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
        scale = size / self._unit
        for name in self._of(text):
            glyph = self._glyphs[name]
            glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
            x += glyph.width * scale
        return str(pen.getCommands())

    def file(self) -> io.BytesIO:
        """The same as a TrueType file."""
        self._font.flavor = None
        file = io.BytesIO()
        self._font.save(file)
        file.seek(0)
        return file

    def _of(self, text: str) -> list[str]:
        return [self._names.get(ord(sign), ".notdef") for sign in text]


@cache
def face(weight: str) -> Face:
    """A weight, read once per process."""
    return Face(weight)


def wrap(text: str, weight: str, *, size: float, width: float) -> list[str]:
    """Lines of at most this width; a word that is wider is broken wherever the line ends."""
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, weight, room=width / size):
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and face(weight).width(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, weight: str, *, room: float) -> list[str]:
    """The word, in as many pieces as it takes to fit into `room` (a width at size 1)."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and face(weight).width(f"{pieces[-1]}{sign}-", 1) > room:
            pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += sign
    return pieces
