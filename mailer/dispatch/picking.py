"""Which sentences and quotes an edition can be told by hand, and what its telling makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailer.dispatch import marks
from mailer.dispatch.comparing import columns
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.tellings import telling_of
from mailer.editions.compare import Column, told_of
from mailer.editions.marks import sections_of, sentences_of
from mailer.editions.picks import Unit
from mailer.editions.references import stands_alone
from mailer.editions.weigh import first_words
from mailer.intake.store import load
from mailer.models import Revision
from mailer.reports.model import plain


@dataclass(frozen=True, slots=True)
class Offered:
    """One of them: its place among all, the heading above it, what an editor wants, whether it is
    told, and the telling's reason; `decision` is '' where it says nothing of this one. What is not
    understood `alone` refers to the words before it.
    """

    place: int
    unit: Unit
    heading: str
    wish: str
    decision: str
    reason: str
    told: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """All that one edition can be told by hand; `language` is that of the text."""

    language: str
    rows: tuple[Offered, ...]


def offer(revision: Revision, *, audience: str, language: str) -> Offer:
    """What the telling of an audience has room for: key points, quotes; raises DispatchError."""
    texts = load(revision)
    found = columns(
        lambda slug, tongue: marks.item(revision, tongue, audience=slug, texts=texts),
        audiences=(audience,),
        languages=(language,),
    )
    if not found:
        raise NotFoundError(f"There is no telling for the audience '{audience}'.")
    order = telling_of(audience).order
    wishes = dict(marks.settled(revision, found[0].report, texts=texts, audience=audience).picks)
    rows = (
        one
        for one in _rows(found[0], wishes)
        if ("quotes" if one.unit.speaker else "key_points") in order
    )
    return Offer(found[0].report.language, tuple(rows))


def _rows(column: Column, wishes: dict[str, str]) -> Iterator[Offered]:
    headings = [section.heading for section in sections_of(column.report)]
    choices = {one.subject: one for one in column.told.choices}
    # A point may hold a sentence together with others, or with its question.
    whole = [words for part in column.told.parts for words in told_of(part)]
    said = "\n".join([*whole, plain(column.told.lead)])
    for place, unit in enumerate(sentences_of(column.report)):
        name = f"{unit.speaker}: {first_words(unit.words)}" if unit.speaker else unit.words
        choice = choices.get(name)
        yield Offered(
            place,
            unit,
            headings[unit.place] if unit.place >= 0 else "",
            wishes.get(unit.words, ""),
            decision=choice.decision if choice else "",
            reason=choice.reason if choice else "",
            told=unit.words in said,
            alone=stands_alone(unit.words),
        )
