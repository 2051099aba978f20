"""Rows for the lists of staff pages, each list by a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Prefetch, QuerySet

from mailer.dispatch.content import UNTOLD
from mailer.dispatch.progress import Progress
from mailer.models import (
    Campaign,
    CampaignList,
    Issue,
    IssueList,
    IssueReport,
    Report,
    Revision,
    Translation,
)
from mailer.web.ledger import sums_of
from mailer.web.words import language, rhythm, what
from subscribers import audience

M = TypeVar("M", bound=Model)
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as a list shows it: its newest title, and the names of lists that it went to."""

    report: Report
    title: str
    languages: list[str]
    topics: list[str]
    told: list[str]


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue as a list shows it; `sums` only where they were asked for."""

    issue: Issue
    lists: list[str]
    sums: Progress | None


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign as a list shows it: what, to whom, when."""

    campaign: Campaign
    what: str
    lists: list[str]
    rhythm: str


def page_of(rows: QuerySet[M], number: str | None) -> Page[M]:
    """One page of a list; a number that makes no sense is the nearest that does."""
    return Paginator(rows, PER_PAGE).get_page(number)


def report_rows(reports: Sequence[Report]) -> list[ReportRow]:
    """Rows for these reports, in their order; five queries."""
    newest = newest_revisions(reports)
    topics = {topic.slug: topic.names for topic in audience.topics()}
    told = _told(reports)
    rows = []
    for report in reports:
        revision = newest[report.pk]
        rows.append(
            ReportRow(
                report,
                revision.title,
                [text.language for text in revision.translations.all()],
                [_named(topics.get(slug, {}), slug) for slug in revision.topics],
                told[report.pk],
            )
        )
    return rows


def newest_revisions(reports: Iterable[Report]) -> dict[int, Revision]:
    """The newest revision of each report, with the titles of its texts."""
    texts = Prefetch("translations", Translation.objects.order_by("pk").defer("body"))
    rows = (
        Revision.objects.filter(report__in=list(reports))
        .order_by("report_id", "-number")
        .distinct("report_id")
        .prefetch_related(texts)
    )
    return {revision.report_id: revision for revision in rows}


def issue_rows(issues: Sequence[Issue], *, counted: bool = False) -> list[IssueRow]:
    """Rows for these issues, in their order; two queries.

    `counted` adds up their ledgers, too: a query that reads every delivery of theirs.
    """
    pairs = IssueList.objects.filter(issue__in=issues).values_list("issue_id", "list_id")
    lists = _names_by(pairs.order_by("issue_id", "position"))
    sums = sums_of(issues) if counted else {}
    return [IssueRow(issue, lists[issue.pk], sums.get(issue.pk)) for issue in issues]


def campaign_rows(campaigns: Sequence[Campaign]) -> list[CampaignRow]:
    """Rows for these campaigns, in their order; five queries."""
    pairs = CampaignList.objects.filter(campaign__in=campaigns).values_list(
        "campaign_id", "list_id"
    )
    lists = _names_by(pairs.order_by("campaign_id", "position"))
    newest = newest_revisions([entry.report for entry in campaigns if entry.report])
    titles = {pk: revision.title for pk, revision in newest.items()}
    return [
        CampaignRow(
            entry, what(entry, titles.get(entry.report_id or 0, "")), lists[entry.pk], rhythm(entry)
        )
        for entry in campaigns
    ]


def list_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of lists in the user's language, by id."""
    code = language()
    return {entry.id: entry.name(code) for entry in audience.lists(ids=set(ids))}


def audience_names() -> dict[int, str]:
    """Names of audiences in the user's language, by id."""
    return {entry.id: _named(entry.names, entry.slug) for entry in audience.audiences()}


def audience_titles() -> dict[str, str]:
    """The same by slug."""
    return {entry.slug: _named(entry.names, entry.slug) for entry in audience.audiences()}


def topic_names() -> list[tuple[str, str]]:
    """Slug and name of every topic, in the user's language."""
    return [(topic.slug, _named(topic.names, topic.slug)) for topic in audience.topics()]


def _told(reports: Sequence[Report]) -> dict[int, list[str]]:
    rows = (
        IssueReport.objects.filter(revision__report__in=reports, issue__expanded_at__isnull=False)
        .exclude(issue__state__in=UNTOLD)
        .values_list("revision__report_id", "issue__lists__list_id")
        .order_by("revision__report_id", "issue__lists__position")
        .distinct()
    )
    return _names_by((report_id, list_id) for report_id, list_id in rows if list_id)


def _names_by(pairs: Iterable[tuple[int, int]]) -> dict[int, list[str]]:
    """Names of lists by whatever owns them; each name once."""
    found = list(dict.fromkeys((owner, list_id) for owner, list_id, *_ in pairs))
    names = list_names(list_id for _, list_id in found)
    grouped: dict[int, list[str]] = defaultdict(list)
    for owner, list_id in found:
        grouped[owner].append(names[list_id])
    return grouped


def _named(names: dict[str, str], otherwise: str) -> str:
    return names.get(language()) or next(iter(names.values()), otherwise)
