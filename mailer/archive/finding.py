"""What the archive shows: issues that went out to a list, each by the page that fits a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from mailer.models import ArchivePage, Edition, Issue, IssueReport
from mailer.models.issues import OUT
from subscribers.audience import ListInfo

PER_PAGE = 20
# Nobody leafs further than this; robots shall not make the database count to the end.
MOST_PAGES = 250
# Topics are offered that the newest pages have.
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list's archive; `snippet` is what a search found, marks still between controls.

    `frequency` is that of a digest, '' for an issue to everybody.
    """

    public_id: str
    language: str
    title: str
    teaser: str
    topics: tuple[str, ...]
    moment: datetime
    frequency: str
    snippet: str = ""


def pages(entry: ListInfo, language: str) -> QuerySet[ArchivePage]:
    """The pages of a list, one per issue: in this language where there is one, newest first.

    Nothing that is a draft, was called off, or tells a report that was withdrawn since.
    """
    fitting = (
        ArchivePage.objects.filter(issue=OuterRef("issue"), audience=OuterRef("audience"))
        .order_by(_nearness(language), "pk")
        .values("pk")[:1]
    )
    return (
        ArchivePage.objects.filter(
            Q(issue__state__in=OUT, issue__expanded_at__isnull=False),
            audience_id=entry.audience_id,
            issue__lists__list_id=entry.id,
            pk=Subquery(fitting),
        )
        .exclude(Exists(_withdrawn("issue_id")))
        .order_by("-issue__expanded_at", "-issue_id")
    )


def newest(
    entry: ListInfo, language: str, *, topic: str = "", number: int = 1, size: int = 0
) -> tuple[list[Entry], bool]:
    """One page of the archive, and whether there are older ones.

    Issues first and then their pages: so the database reads from an index what it shows, however
    many there are.
    """
    size = size or PER_PAGE
    issues = issues_of(entry).exclude(Exists(_withdrawn("pk")))
    if topic:
        about = ArchivePage.objects.filter(audience_id=entry.audience_id, topics__contains=[topic])
        issues = issues.filter(pk__in=about.values("issue_id"))
    start = (number - 1) * size
    ids = list(issues.values_list("pk", flat=True)[start : start + size + 1])
    found = pages(entry, language).filter(issue_id__in=ids[:size])
    return entries(found, slice(size)), len(ids) > size


def issues_of(entry: ListInfo) -> QuerySet[Issue]:
    """What went out to a list, newest first."""
    return Issue.objects.filter(
        state__in=OUT, expanded_at__isnull=False, lists__list_id=entry.id
    ).order_by("-expanded_at", "-pk")


def topics_of(entry: ListInfo, language: str, *, also: str = "") -> list[str]:
    """The topics of a list's newest issues, by their letters; with the one that was asked for."""
    newest_ones = ArchivePage.objects.filter(
        audience_id=entry.audience_id,
        language=language,
        issue__state__in=OUT,
        issue__lists__list_id=entry.id,
    ).order_by("-issue_id")
    found = {also} if also else set()
    for topics in newest_ones.values_list("topics", flat=True)[:LOOKED_AT]:
        found.update(topics)
    return sorted(found, key=str.casefold)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, and under which public id each language has its own."""

    page: ArchivePage
    moment: datetime
    ids: dict[str, str]


def shown(entry: ListInfo, language: str, *, public_id: str) -> Shown | None:
    """The page of the issue that an edition belongs to; None where a list does not show it.

    Whichever edition of the issue is asked for, it is the one that fits the language.
    """
    issue = Edition.objects.filter(public_id=public_id, audience_id=entry.audience_id)
    page = (
        pages(entry, language)
        .filter(issue_id__in=issue.values("issue_id"))
        .select_related("issue", "edition")
        .only(
            "language", "title", "teaser", "image", "article", "topics", "audience_id",
            "issue__expanded_at", "issue__frequency", "edition__public_id",
        )
        .first()
    )  # fmt: skip
    if page is None or page.issue.expanded_at is None:
        return None
    ids = ArchivePage.objects.filter(issue_id=page.issue_id, audience_id=page.audience_id)
    return Shown(
        page, page.issue.expanded_at, dict(ids.values_list("language", "edition__public_id"))
    )


def entries(rows: QuerySet[ArchivePage], part: slice, *extra: str) -> list[Entry]:
    """Some of these pages as entries, in one query; `extra` may name an annotation as snippet."""
    names = (
        "edition__public_id",
        "language",
        "title",
        "teaser",
        "topics",
        "issue__expanded_at",
        "issue__frequency",
    )
    return [_entry(row) for row in rows.values_list(*names, *extra)[part]]


def _entry(row: tuple[Any, ...]) -> Entry:
    public_id, language, title, teaser, topics, moment, frequency, *snippet = row
    return Entry(public_id, language, title, teaser, tuple(topics), moment, frequency, *snippet)


def _withdrawn(issue: str) -> QuerySet[IssueReport]:
    return IssueReport.objects.filter(
        issue_id=OuterRef(issue), revision__report__withdrawn_at__isnull=False
    )


def _nearness(language: str) -> Case:
    return Case(
        When(language=language, then=Value(0)),
        When(language=settings.LANGUAGE_CODE, then=Value(1)),
        default=Value(2),
    )
