"""A poster for the town hall: one layout, drawn as SVG (text as outlines) and as PDF (A4)."""

from subscribers.posters.layout import Poster
from subscribers.posters.pdf import pdf
from subscribers.posters.svg import svg

__all__ = ["Poster", "pdf", "svg"]
