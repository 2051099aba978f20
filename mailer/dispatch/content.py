"""Which reports an issue tells, to which lists, and from which moment on for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mailer.dispatch import sql
from mailer.models import Campaign, Content, Issue, IssueReport, IssueState, Report, Revision
from mailer.schedules.windows import Window

UNTOLD = (IssueState.CANCELLED, IssueState.FAILED, IssueState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The revisions of an issue in order, and its lists in the campaign's order."""

    revisions: tuple[Revision, ...]
    list_ids: tuple[int, ...]


def choose(campaign: Campaign, window: Window | None) -> Chosen:
    """What one run of a campaign tells; no revisions or no lists means: nothing new."""
    lists = tuple(campaign.lists.values_list("list_id", flat=True))
    match campaign.content:
        case Content.REPORT:
            assert campaign.report is not None  # noqa: S101
            return Chosen((campaign.report.latest,), lists)
        case Content.LATEST:
            return _latest(campaign, lists)
        case _:
            assert window is not None  # noqa: S101
            start = _earliest(campaign, lists, window=window)
            found = _released(campaign, Window(start, window.end))
            return Chosen(tuple(report.latest for report in found), lists)


def released_after(campaign: Campaign, moment: datetime) -> QuerySet[Report]:
    """Reports that a campaign per report has not looked at yet, oldest first."""
    return _reports(campaign).filter(released_at__gte=moment).order_by("released_at", "pk")


def beginnings(
    list_ids: Sequence[int], frequency: str, *, window: Window
) -> list[tuple[int, datetime | None]]:
    """(list, moment) pairs: from when on some of the list's people have to be told."""
    values = {
        "lists": list(list_ids),
        "frequency": frequency,
        "window_start": window.start,
        "window_end": window.end,
    }
    return [(list_id, moment) for list_id, moment in sql.rows("beginnings", values)]


def told_before(revision_ids: Iterable[int], list_ids: Sequence[int], *, but: int) -> list[int]:
    """Issues that told one of these revisions to one of these lists."""
    return list(
        Issue.objects.filter(
            reports__revision_id__in=list(revision_ids),
            lists__list_id__in=list_ids,
            expanded_at__isnull=False,
        )
        .exclude(pk=but)
        .values_list("pk", flat=True)
        .distinct()
    )


def told_to_all(revision_ids: Sequence[int], list_id: int) -> set[int]:
    """Reports that an issue for everyone on the list, of whatever frequency, told already."""
    reports = Report.objects.filter(revisions__in=revision_ids)
    return set(
        IssueReport.objects.filter(
            Q(issue__expanded_at__isnull=False),
            revision__report__in=reports,
            issue__lists__list_id=list_id,
            issue__frequency="",
        )
        .exclude(issue__state__in=UNTOLD)
        .values_list("revision__report_id", flat=True)
    )


def _latest(campaign: Campaign, lists: tuple[int, ...]) -> Chosen:
    """The newest report, for those lists that were not told this revision of it."""
    report = _reports(campaign).order_by("-released_at").first()
    if report is None:
        return Chosen((), lists)
    revision = report.latest
    told = set(
        Issue.objects.filter(reports__revision=revision)
        .exclude(state__in=UNTOLD)
        .values_list("lists__list_id", flat=True)
    )
    return Chosen((revision,), tuple(pk for pk in lists if pk not in told))


def _earliest(campaign: Campaign, lists: Sequence[int], *, window: Window) -> datetime:
    found = beginnings(lists, campaign.frequency, window=window)
    return min([window.start, *(moment for _, moment in found if moment)])


def _released(campaign: Campaign, window: Window) -> list[Report]:
    return list(
        _reports(campaign)
        .filter(released_at__gte=window.start, released_at__lt=window.end)
        .order_by("released_at", "pk")
    )


def _reports(campaign: Campaign) -> QuerySet[Report]:
    reports = Report.objects.filter(office_id=campaign.office_id, withdrawn_at__isnull=True)
    if campaign.topics:
        fitting = Revision.objects.filter(topics__overlap=campaign.topics)
        reports = reports.filter(revisions__in=fitting).distinct()
    return reports
