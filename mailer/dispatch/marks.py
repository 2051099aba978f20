"""Marks and subjects of editors, as the editions of an issue need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mailer.editions.marks import HEADS, Anchor, Mark, Settled, settle
from mailer.editions.model import Item
from mailer.editions.weigh import first_words
from mailer.intake.store import load
from mailer.models import Headline, Revision
from mailer.models import Mark as Row
from mailer.reports.model import Report
from mailer.reports.tongues import text_in

ANCHOR = ("heading", "words", "place", "sentence", "repeated")


def value_of(row: Row) -> Mark:
    """A stored mark as a value."""
    anchor = Anchor(row.language, *(getattr(row, name) for name in ANCHOR))
    return Mark(anchor, row.wish, row.pk)


def item(
    revision: Revision, language: str, *, audience: str, texts: Mapping[str, Report] | None = None
) -> Item:
    """A revision for an audience: its text in this language, or the one that is there, what
    editors want of it, and the way to the whole. `texts` are the revision's, where they were read.
    """
    texts = texts or load(revision)
    report = text_in(texts, language)
    place = reverse("archive:report", args=[revision.report.public_id, report.language])
    held = settled(revision, report, texts=texts, audience=audience)
    told = Item(
        report=report,
        url=report.url or f"{settings.SITE_URL}{place}",
        number=revision.report_id,
        as_of=timezone.localtime(revision.created_at),
        revision=revision.number,
        wishes=held.wishes,
        picks=held.picks,
    )
    own = Headline.objects.filter(
        report=revision.report_id, audience__slug=audience, language=language
    ).first()
    return replace(told, **{name: getattr(own, name) for name in HEADS}) if own else told


def settled(
    revision: Revision, report: Report, *, texts: Mapping[str, Report], audience: str
) -> Settled:
    """The marks for an audience in one text of a revision: where they hold, and which are lost."""
    rows = Row.objects.filter(report=revision.report_id, audience__slug=audience).order_by("pk")
    return settle(map(value_of, rows), report, texts=texts)


def marked(revision_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Revisions about whose report editors want something, each with the audience."""
    rows = Row.objects.filter(report__revisions__in=revision_ids)
    return set(rows.values_list("report__revisions", "audience_id"))


def lost(revision_id: int, language: str, *, audience_id: int) -> tuple[tuple[str, str], ...]:
    """What editors marked for an audience and this text of a revision does not have: name of the
    section, and wish.
    """
    rows = Row.objects.filter(report__revisions=revision_id, audience=audience_id)
    wanted = map(value_of, rows.order_by("pk"))
    texts = load(Revision.objects.get(pk=revision_id))
    gone = settle(wanted, text_in(texts, language), texts=texts).lost
    return tuple((name(mark), mark.wish) for mark in gone)


def places_of(report_id: int, texts: Mapping[str, Report]) -> dict[int, int | None]:
    """Where each mark on a report holds in the text that it was made in; None: nowhere."""
    rows = list(Row.objects.filter(report=report_id).order_by("pk"))
    found: dict[int, int | None] = {row.pk: None for row in rows}
    for audience, language in {(row.audience_id, row.language) for row in rows}:
        marks = [value_of(row) for row in rows if row.audience_id == audience]
        held = settle(marks, text_in(texts, language), texts=texts)
        own = {m.id: place for place, m in held.found.items() if m.anchor.language == language}
        found.update(own)
        found.update({one.mark.id: one.unit.place for one in held.picked})
    return found


def lost_of(revision: Revision, texts: Mapping[str, Report]) -> int:
    """How many marks on a report hold nowhere in this revision."""
    return list(places_of(revision.report_id, texts).values()).count(None)


def name(mark: Mark) -> str:
    """What to call a marked section or sentence: its heading, or its first words."""
    if mark.anchor.sentence:
        return first_words(mark.anchor.sentence)
    return mark.anchor.heading or f"{' '.join(mark.anchor.words.split()[:6])} …"


def digest(report_ids: Iterable[int], audiences: Iterable[str]) -> list[list[object]]:
    """All that editors want of these reports for these audiences, for the hash of an issue."""
    chosen = {"report__in": list(report_ids), "audience__slug__in": list(audiences)}
    order = ("report_id", "audience_id", "pk")
    marks = Row.objects.filter(**chosen).order_by(*order)
    headlines = Headline.objects.filter(**chosen).order_by(*order)
    return [
        *map(list, marks.values_list(*order, "wish", "language", *ANCHOR)),
        *map(list, headlines.values_list(*order, "language", *HEADS)),
    ]
