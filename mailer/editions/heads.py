"""What an inbox shows of a mail before it is opened: its subject and its preheader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mailer.editions.antecedents import introduced
from mailer.editions.catalogue import fill, marked, say
from mailer.editions.clean import one_line
from mailer.editions.formal import minutes, of_itself
from mailer.editions.marks import HEADS
from mailer.editions.model import Choice, Own
from mailer.editions.points import topic
from mailer.editions.references import stands_alone
from mailer.editions.sentences import sentences
from mailer.editions.told import KeyPoints, Part, Passage, Told
from mailer.editions.wording import unrepeated
from mailer.reports.model import Paragraph, Report, Text, plain

# Longer preheaders are cut off by mail programs in mid-sentence.
PREHEADER: Final = 150
# Longer subjects, in the middle of what they say.
_SUBJECT: Final = 90
# 'Jena, 02.10.2026.' says nothing yet.
_FEWEST: Final = 5


def subject(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its values; what stands in front says nothing twice, and gives
    way where there is no room."""
    pieces = unrepeated([fill(piece, **values) for piece in pattern.split(": ")])
    said = one_line(": ".join(pieces))
    return said if len(said) <= _SUBJECT else one_line(pieces[-1])


def headline(report: Report, parts: Sequence[Part]) -> str:
    """The title; for minutes that are told in part, what they tell of first: 'Tempo 30 nachts
    (Ausschuss für Umwelt)'.
    """
    first = next((part for part in parts if isinstance(part, Passage)), None)
    heading = topic(first.heading) if first else ""
    if not heading or not minutes(report.sections):
        return report.title
    body, _, _ = report.title.partition(": ")
    both = f"{heading} ({body})"
    return both if len(both) <= _SUBJECT else heading


def preheader(lead: Text, parts: Sequence[Part], *, title: str) -> str:
    """The first sentence that fits and does not repeat the title; else the first such point."""
    before: list[str] = []
    told = sentences(plain(lead))
    # 'Jena. Am Montag ...' begins with its place.
    for sentence in told[len(told) > 1 and " " not in told[0] :]:
        alone = not before or (stands_alone(sentence) and not introduced(sentence, before))
        before.append(sentence)
        if alone and _says(sentence) and len(sentence) <= PREHEADER and sentence != title:
            return sentence
        if len(before) == 2:
            break
    return next((point for point in _points(parts) if len(point) <= PREHEADER), "")


def _says(sentence: str) -> bool:
    dateline = len(sentence.split()) < _FEWEST and sentence.rstrip(".:")[-4:].isdigit()
    return not (dateline or of_itself(sentence))


def _points(parts: Sequence[Part]) -> Iterator[str]:
    """The points, then how passages begin."""
    yield from (plain(p) for part in parts if isinstance(part, KeyPoints) for p in part.points)
    for part in parts:
        for block in part.blocks[:1] if isinstance(part, Passage) else ():
            if isinstance(block, Paragraph):
                yield from filter(_says, sentences(plain(block.text))[:1])


def written(names: Iterable[str], language: str) -> Iterator[Choice]:
    """What editors wrote themselves, by its name in `HEADS`."""
    for name in names:
        words = (HEADS[name], marked("own words"), marked("because the editorial office wrote it"))
        yield Choice(*(say(one, language) for one in words))


def headed(told: Told, own: Own) -> Told:
    """With the subject and preheader of an issue's own, whatever telling and reports say."""
    if not (own.subject or own.preheader):
        return told
    both = {"subject": one_line(own.subject), "preheader": one_line(own.preheader)}
    words = {name: said for name, said in both.items() if said}
    choices = tuple(written(words, told.language))
    known = {choice.subject for choice in choices}
    others = tuple(one for one in told.choices if one.subject not in known)
    return replace(
        told,
        subject=words.get("subject", told.subject),
        preheader=words.get("preheader", told.preheader),
        choices=(*choices, *others),
    )
