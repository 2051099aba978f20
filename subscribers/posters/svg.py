"""The poster as SVG: words are outlines, so that it looks the same wherever it is opened."""

from __future__ import annotations

from html import escape

from subscribers.posters.faces import face
from subscribers.posters.layout import HEIGHT, WIDTH, Box, Mark, Poster, Stroke, marks


def svg(poster: Poster) -> bytes:
    """The whole file; what is drawn is said in <title> and <desc>, too."""
    said = f"{poster.purpose} {poster.url}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{HEIGHT:g}mm" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" lang="{escape(poster.language)}" '
        'aria-labelledby="title desc">'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        head,
        f'<title id="title">{escape(poster.city)}: {escape(poster.name)}</title>',
        f'<desc id="desc">{escape(said)}</desc>',
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>',
        *map(_drawn, marks(poster)),
        "</svg>",
    ]
    return "\n".join(lines).encode()


def _drawn(mark: Mark) -> str:
    if isinstance(mark, Box):
        corner = f' rx="{mark.radius:g}"' if mark.radius else ""
        return (
            f'<rect x="{mark.x:.3f}" y="{mark.y:.3f}" width="{mark.width:.3f}" '
            f'height="{mark.height:.3f}" fill="{mark.colour}"{corner}/>'
        )
    if isinstance(mark, Stroke):
        points = " ".join(f"{x:g},{y:g}" for x, y in mark.points)
        return (
            f'<polyline points="{points}" fill="none" stroke="{mark.colour}" '
            f'stroke-width="{mark.width:g}" stroke-linejoin="round" stroke-linecap="round"/>'
        )
    outline = face(mark.weight).outline(mark.text, mark.size, x=mark.x, y=mark.y)
    return f'<path fill="{mark.colour}" d="{outline}"/>'
