"""The reports that a list was told, whole and in the revision that went out: what feeds carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from mailer.archive.finding import issues_of
from mailer.editions.clean import clean_report, one_line
from mailer.models import IssueReport, Revision, Translation
from mailer.reports import codec
from mailer.reports.model import Report
from subscribers.audience import ListInfo

# Feed readers look in every hour or so; this is what they may have missed.
ITEMS = 30
ISSUES = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A report as a list was told it: its permanent id, its text, when it was new and changed."""

    public_id: str
    report: Report
    published: datetime
    changed: datetime


def newest_told(
    entry: ListInfo, language: str, *, topic: str = ""
) -> tuple[list[Told], datetime | None]:
    """Each report once, those told last in front; and when anything about them changed last.

    A report that was withdrawn is left out, and counts as a change.
    """
    rows = IssueReport.objects.filter(issue_id__in=issues_of(entry).values("pk")[:ISSUES])
    if topic:
        rows = rows.filter(revision__topics__contains=[topic])
    found = rows.select_related("issue", "revision__report").order_by(
        "-issue__expanded_at", "-issue_id", "position"
    )
    revisions, moments = _once(found.only(*_COLUMNS))
    texts = _texts(revisions, language)
    told = [
        Told(
            revision.report.public_id,
            texts[revision.pk],
            revision.report.released_at,
            revision.created_at,
        )
        for revision in revisions
        if revision.pk in texts
    ]
    return told, max(moments, default=None)


_COLUMNS = (
    "position",
    "issue__expanded_at",
    "revision__number",
    "revision__topics",
    "revision__created_at",
    "revision__report__public_id",
    "revision__report__released_at",
    "revision__report__withdrawn_at",
)


def _once(rows: Iterable[IssueReport]) -> tuple[list[Revision], list[datetime]]:
    """The newest revision that was told of each report, and the moments that count as changes."""
    kept: dict[int, Revision] = {}
    moments: list[datetime] = []
    for row in rows:
        revision, report = row.revision, row.revision.report
        moments += filter(None, (row.issue.expanded_at, report.withdrawn_at))
        before = kept.get(report.pk)
        if before is None or before.number < revision.number:
            kept[report.pk] = revision
    standing = [one for one in kept.values() if one.report.withdrawn_at is None]
    return standing[:ITEMS], moments


# Texts that this process has read, by revision and language: revisions are written once.
_read: dict[tuple[int, str], Report] = {}
MOST = 300


def _texts(revisions: Iterable[Revision], language: str) -> dict[int, Report]:
    """The text of each revision in this language, else in the first that was written."""
    topics = {revision.pk: tuple(revision.topics) for revision in revisions}
    known = {pk: _read[pk, language] for pk in topics if (pk, language) in _read}
    texts: dict[int, Report] = {}
    for row in Translation.objects.filter(revision_id__in=topics.keys() - known).order_by("pk"):
        if row.revision_id not in texts or row.language == language:
            report = codec.from_json(row.body)
            texts[row.revision_id] = replace(
                clean_report(report),
                subtitle=one_line(report.subtitle),
                topics=topics[row.revision_id],
            )
    if len(_read) > MOST:
        _read.clear()
    _read.update({(pk, language): text for pk, text in texts.items()})
    return known | texts
