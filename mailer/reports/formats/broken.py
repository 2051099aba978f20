"""Lines that `<br>` sets below one another: facts of the form 'Label: value' are a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from mailer.reports.draft import Draft, Items, Para
from mailer.reports.formats import shapes
from mailer.reports.model import Span, Text, plain
from mailer.reports.prose.spans import tidy

# Known by its identity: a line end in the source of a page is a mere blank.
BREAK: Final = Span("\n")


def broken(spans: Sequence[Span]) -> list[Draft]:
    """A list for lines that stand together as facts, paragraphs for those around them.

    Empty where no two lines are such.
    """
    lines = [line for line in _lines(spans) if line] if BREAK in spans else []
    runs = [(facts, tuple(run)) for facts, run in groupby(lines, _looks_fact)]
    if not any(facts and _are_facts(run) for facts, run in runs):
        return []
    return [
        Items(run, facts=True) if facts and _are_facts(run) else Para(_joined(run))
        for facts, run in runs
    ]


def _lines(spans: Sequence[Span]) -> Iterator[Text]:
    for breaks, run in groupby(spans, lambda span: span is BREAK):
        if not breaks:
            yield tidy(tuple(run))


def _looks_fact(line: Text) -> bool:
    return shapes.looks_fact(plain(line))


def _are_facts(lines: tuple[Text, ...]) -> bool:
    return len(lines) > 1 and any(shapes.is_fact(plain(line)) for line in lines)


def _joined(lines: tuple[Text, ...]) -> Text:
    return tidy(tuple(span for line in lines for span in (*line, Span(" "))))
