"""Several reports in one edition: each told short, with its own link, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mailer.editions import picks
from mailer.editions.catalogue import fill, long_date, marked, say
from mailer.editions.excerpt import join, opening
from mailer.editions.formal import minutes
from mailer.editions.marks import lifted
from mailer.editions.model import Choice, Item
from mailer.editions.more import beyond
from mailer.editions.origins import sources
from mailer.editions.points import on_what
from mailer.editions.references import stands_alone
from mailer.editions.sentences import sentences, text_sentences
from mailer.editions.told import Story
from mailer.editions.weigh import Lens, Weighed, find, sentences_of, weigh_all, why, words
from mailer.reports.model import Paragraph, Report, Section, Text, plain
from mailer.reports.tongues import spoken

# A story without a lead of its own opens with no more than this many words.
_OPENING: Final = 45


@dataclass(frozen=True, slots=True)
class Short:
    """A report told short, without what depends on the others beside it, and what it weighs."""

    item: Item
    lens: Lens
    story: Story
    weighed: Weighed


def digest_parts(
    shorts: Sequence[Short], *, values: Mapping[str, str]
) -> tuple[tuple[Story, ...], tuple[Choice, ...]]:
    """The stories in their order, and why they stand in it."""
    ranked = list(shorts)
    if shorts[0].lens.telling.digest_order == "weight":
        ranked.sort(key=lambda short: -short.weighed.weight)
    stories = tuple(framed(short.story, values) for short in ranked)
    choices = tuple(_choice(short, place) for place, short in enumerate(ranked, start=1))
    return stories, choices


def told_short(item: Item, lens: Lens) -> Short:
    """A report for the digests of a telling."""
    return Short(item, lens, story(item, lens), _weigh(item.report, lens))


def framed(story: Story, values: Mapping[str, str]) -> Story:
    """A story in a digest: its link may name city, date and number of reports."""
    return replace(story, url_label=fill(story.url_label, **values))


def _weigh(report: Report, lens: Lens) -> Weighed:
    """A report as a whole, its title as the heading."""
    body = " ".join(words(block) for section in report.sections for block in section.blocks)
    [found] = find([(report.title, f"{plain(report.lead)} {body}")], lens)
    section = Section(report.title, (Paragraph(report.lead),))
    return Weighed(section, 0, sum(f.weight for f in found), found)


def _choice(short: Short, place: int) -> Choice:
    item, lens = short.item, short.lens
    most = lens.telling.digest_most
    if most and place > most:
        return beyond(item, lens.language, most=most)
    if lens.telling.digest_order == "given":
        decision, reason = (
            marked("number {place}"),
            say("because it came in this order", lens.language),
        )
    else:
        decision, reason = (
            (marked("first") if place == 1 else marked("number {place}")),
            why(short.weighed, lens),
        )
    return Choice(item.report.title, say(decision, lens.language, place=str(place)), reason)


def story(item: Item, lens: Lens) -> Story:
    """A report told short, the words of its link still open."""
    telling, report = lens.telling, item.report
    text = opening(report.lead, telling.lead_words or _OPENING) or _first_words(report)
    shown = frozenset(sentences(plain(text)))
    of_meeting = minutes(report.sections)
    points = picks.points(
        lifted(weigh_all(report, lens)[1], lens),
        lens,
        number=telling.digest_points,
        longest=telling.point_words,
        shown=shown,
    )
    return Story(
        title=report.title,
        url=item.url,
        url_label=telling.voice(lens.language).labels["digest_link"],
        date=long_date(report.date, lens.language),
        topics=() if telling.easy else report.topics[:3],
        text=text,
        points=tuple(
            on_what(point, weighed, whole=telling.whole) if of_meeting else point
            for point, weighed in points
        ),
        sources=sources(report) if telling.digest_sources else (),
        language=spoken(report.language),
    )


def _first_words(report: Report) -> Text:
    """The first sentences that stand alone, for a report without a lead."""
    for section in report.sections:
        for sentence in sentences_of(section):
            if stands_alone(plain(sentence)):
                return opening(join(text_sentences(sentence)), _OPENING)
    return ()
