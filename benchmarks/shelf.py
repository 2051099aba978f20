"""An archive to read: a thousand issues that went out to a list, of forty reports by turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.installation import SAMPLE, issue

if TYPE_CHECKING:
    from mailer.models import Issue

REPORTS, ISSUES = 40, 1_000
TOPICS = ("climate", "mobility", "culture", "building")
_TEXTS = ("ratsvorlage", "stadtgaerten", "pressemitteilung", "veranstaltung", "sehr-lang")
_HEAD = "---\nkey: shelf-{number}\nlanguage: de\ntopics: {topic}\n---\nBericht {number}\n\n"


@cache
def shelf(of: str) -> None:
    """Fill it, once: an issue a day back from today, each with its editions and pages."""
    from django.db import connection
    from django.utils import timezone

    from mailer.models import Issue, IssueState

    now = timezone.now()
    for number in range(REPORTS):
        first = issue(of, text=_text(number))
        rows = Issue.objects.filter(pk=first.pk)
        rows.update(state=IssueState.SENT, expanded_at=now, audience_count=0)
        for copy in range(1, ISSUES // REPORTS):
            _again(rows.get(), at=now - timedelta(days=REPORTS * copy + number))
    with connection.cursor() as cursor:
        for name in ("issue", "issuelist", "issuereport", "edition", "archivepage"):
            cursor.execute(f"ANALYZE mailer_{name}")


def _text(number: int) -> str:
    name = _TEXTS[number % len(_TEXTS)]
    text = SAMPLE.with_stem(name).read_text(encoding="utf-8")
    return _HEAD.format(number=number, topic=TOPICS[number % len(TOPICS)]) + text


def _again(first: Issue, *, at: datetime) -> None:
    """The same issue once more, on another day; written as the ORM writes rows, not told anew."""
    from mailer.models.reports import new_public_id

    rows: list[Any] = [*first.lists.all(), *first.reports.all()]
    editions = list(first.editions.select_related("page"))
    first.pk, first.expanded_at, first.occurrence = None, at, at
    first.save()
    for row in rows:
        row.pk, row.issue_id = None, first.pk
        row.save()
    for edition in editions:
        page = getattr(edition, "page", None)
        edition.pk, edition.issue_id, edition.public_id = None, first.pk, new_public_id()
        edition.save()
        if page is not None:
            page.pk, page.issue_id, page.edition_id = None, first.pk, edition.pk
            page.save()
