"""The poster as PDF (A4), with its typeface embedded."""

from __future__ import annotations

import io
from functools import cache

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from subscribers.posters.faces import face
from subscribers.posters.layout import HEIGHT, WIDTH, Box, Mark, Poster, Stroke, marks


def pdf(poster: Poster) -> bytes:
    """The whole file; the same poster gives the same bytes."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1, lang=poster.language)
    canvas.setTitle(f"{poster.city}: {poster.name}")
    canvas.setSubject(poster.purpose)
    canvas.setAuthor(poster.city)
    canvas.setCreator("Rundbrief")
    for mark in marks(poster):
        _draw(canvas, mark)
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, mark: Mark) -> None:
    """PDF counts from the lower left corner."""
    if isinstance(mark, Stroke):
        _draw_stroke(canvas, mark)
        return
    canvas.setFillColor(HexColor(mark.colour))
    if isinstance(mark, Box):
        place = (mark.x * mm, (HEIGHT - mark.y - mark.height) * mm)
        canvas.roundRect(
            *place, mark.width * mm, mark.height * mm, mark.radius * mm, stroke=0, fill=1
        )
        return
    canvas.setFont(_registered(mark.weight), mark.size * mm)
    canvas.drawString(mark.x * mm, (HEIGHT - mark.y) * mm, mark.text)


def _draw_stroke(canvas: Canvas, mark: Stroke) -> None:
    canvas.setStrokeColor(HexColor(mark.colour))
    canvas.setLineWidth(mark.width * mm)
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    path = canvas.beginPath()
    for place, (x, y) in enumerate(mark.points):
        (path.lineTo if place else path.moveTo)(x * mm, (HEIGHT - y) * mm)
    canvas.drawPath(path)


@cache
def _registered(weight: str) -> str:
    name = f"FiraSans-{weight}"
    pdfmetrics.registerFont(TTFont(name, face(weight).file()))
    return name
