"""How hard a text is to read, which sentences make it so, and whether it is Leichte Sprache.

Figures by published formulas, marks with place, words and remedy (P29, P30). It measures and
points; it never rewrites and never claims to translate.
"""

from mailer.editions.plain.easy import HINTS, RULES, easy_marks
from mailer.editions.plain.mark import Mark
from mailer.editions.plain.measure import Level, Measure, measure
from mailer.editions.plain.prose import Prose, of_report, of_told
from mailer.editions.plain.reading import Reading, read
from mailer.editions.plain.style import style_marks

__all__ = [
    "HINTS",
    "RULES",
    "Level",
    "Mark",
    "Measure",
    "Prose",
    "Reading",
    "easy_marks",
    "measure",
    "of_report",
    "of_told",
    "read",
    "style_marks",
]
