"""Which reports an issue tells, to which lists, and from which moment on for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, QuerySet

from mailer.dispatch import sql
from mailer.models import (
    Campaign,
    Content,
    Delivery,
    DeliveryState,
    Edition,
    Issue,
    IssueList,
    IssueState,
    Report,
    Revision,
)
from mailer.models.issues import wrong_editions
from mailer.schedules.windows import Window
from subscribers import audience
from subscribers.audience import NOBODY, Following

UNTOLD = (IssueState.CANCELLED, IssueState.FAILED, IssueState.SKIPPED)
# Whom a correction is for: those who were handed the wrong words, may have been, or soon are.
HANDED = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.QUEUED)
# Of an issue that is sent, too, those whom it has not reached yet and will not reach any more: what
# was not begun is settled as cancelled when a correction is expanded (`stopping.stop_wrong`).
OWED = (DeliveryState.DEFERRED, DeliveryState.CANCELLED)


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
            if campaign.report.withdrawn_at is not None:
                return Chosen((), lists)
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


@dataclass(frozen=True, slots=True)
class Told:
    """Earlier issues that told the same, as triples of issue, list and whether anybody may have
    got it (or only people who came within the window), and the editions that told it.
    """

    issues: tuple[tuple[int, int, bool], ...] = ()
    editions: tuple[int, ...] = ()

    def parameters(self) -> dict[str, object]:
        """For `groups.sql` and `expand.sql`."""
        return {
            "told_issues": [issue_id for issue_id, _, _ in self.issues],
            "told_lists": [list_id for _, list_id, _ in self.issues],
            "told_to_all": [to_all for _, _, to_all in self.issues],
            "told_editions": list(self.editions),
        }


@dataclass(frozen=True, slots=True)
class Group:
    """People of a list who get the same: those to be told from `beginning` on (None: from the
    start of the window), by their key ('12,15/3,7'): less what these editions told them already,
    and, if they chose topics, only what is about one of those behind the slash or about none.
    """

    list_id: int
    beginning: datetime | None = None
    key: str = ""

    @property
    def editions(self) -> frozenset[int]:
        """The editions that told these people something of it already."""
        return _numbers(self.key.partition("/")[0])

    def follows(self, topics: frozenset[int]) -> bool:
        """Whether these people want a report about these topics."""
        _, chose, chosen = self.key.partition("/")
        return not (chose and topics) or not topics.isdisjoint(_numbers(chosen))


def groups(
    list_ids: Sequence[int],
    frequency: str,
    *,
    window: Window,
    told: Told | None = None,
    following: Following = NOBODY,
) -> list[Group]:
    """The groups that there are now among the people of these lists."""
    before = told or Told()
    values = {
        "lists": list(list_ids),
        "frequency": frequency,
        "window_start": window.start,
        "window_end": window.end,
        **before.parameters(),
    }
    found = sql.rows("groups", values, key=following.key, following=following.join)
    return [Group(*row) for row in found]


def told_before(issue: Issue) -> Told:
    """What told this issue's content to its lists before (invariant 4).

    For a digest: by whatever revision of its reports; other digests told it only to people who
    came within the window, because windows meet. For all others: what told the same revision.
    """
    revisions = list(issue.reports.values_list("revision_id", flat=True))
    if issue.corrects_id is not None:
        # Who got the wrong words gets the right ones, whatever told them since; but once.
        return _told_by(Issue.objects.exclude(corrects=None), issue, revisions=revisions)
    digest = issue.window_end is not None
    if digest:
        same = Revision.objects.filter(report__revisions__in=revisions)
        revisions = list(same.values_list("pk", flat=True).distinct())
    return _told_by(Issue.objects.all(), issue, revisions=revisions)


def _told_by(issues: QuerySet[Issue], issue: Issue, *, revisions: list[int]) -> Told:
    digest = issue.window_end is not None
    earlier = issues.filter(expanded_at__isnull=False, reports__revision__in=revisions)
    earlier = earlier.exclude(pk=issue.pk)
    pairs = IssueList.objects.filter(issue__in=earlier, list_id__in=issue.lists.values("list_id"))
    found = set(pairs.values_list("issue_id", "list_id", "issue__window_end"))
    editions = Edition.objects.filter(
        issue__in={issue_id for issue_id, _, _ in found}, revisions__overlap=revisions
    )
    return Told(
        issues=tuple((issue_id, list_id, not (digest and end)) for issue_id, list_id, end in found),
        editions=tuple(editions.values_list("pk", flat=True)),
    )


def condition(issue: Issue) -> tuple[str, dict[str, Any]]:
    """Who of its lists' people an issue is for, over the alias `m` of the view: its segment's, or
    for a correction those whom the wrong words went to, or were to go to.
    """
    segment, values = audience.rule_sql(issue.segment_rule)
    wrong = issue.corrects
    if wrong is None:
        return segment, values
    return CORRECTED, {
        "wrong": wrong.pk,
        "wrong_month": wrong.month,
        "wrong_states": _concerned(wrong),
        "wrong_editions": list(wrong_editions(issue).values_list("pk", flat=True)),
    }


def concerned(issue: Issue) -> QuerySet[Delivery]:
    """The deliveries of wrong words that a correction is about."""
    wrong = issue.corrects
    assert wrong is not None  # noqa: S101
    return Delivery.objects.filter(
        issue_id=wrong.pk,
        month=wrong.month,
        edition_id__in=list(wrong_editions(issue).values_list("pk", flat=True)),
        state__in=_concerned(wrong),
    )


def _concerned(wrong: Issue) -> list[str]:
    return [*HANDED, *(OWED if wrong.state == IssueState.SENT else ())]


CORRECTED = """EXISTS (
    SELECT FROM mailer_delivery w
    WHERE w.issue_id = %(wrong)s AND w.month = %(wrong_month)s
      AND w.subscriber_id = m.subscriber_id AND w.state::text = ANY (%(wrong_states)s)
      AND w.edition_id = ANY (%(wrong_editions)s::bigint[]))"""


def reports_of(edition_ids: Iterable[int]) -> set[int]:
    """The reports that these editions told."""
    editions = Edition.objects.filter(pk__in=edition_ids)
    revisions = {pk for told in editions.values_list("revisions", flat=True) for pk in told}
    found = Revision.objects.filter(pk__in=revisions)
    return set(found.values_list("report_id", flat=True))


def newer(revision_ids: Iterable[int]) -> dict[int, str]:
    """Those of these revisions after which their reports got a newer one, with their titles."""
    rows = Revision.objects.filter(pk__in=list(revision_ids), report__withdrawn_at=None)
    rows = rows.annotate(newest=Max("report__revisions__number")).filter(number__lt=F("newest"))
    return {row.pk: row.title for row in rows.order_by("pk")}


def served_until(list_id: int, frequency: str, *, but: int = 0) -> datetime | None:
    """The end of the last window that an issue took up for a list, sent or not yet.

    A failed issue took up nothing: what it should have told comes with the next one.
    """
    issues = Issue.objects.filter(frequency=frequency, lists__list_id=list_id).exclude(pk=but)
    found: datetime | None = issues.exclude(state=IssueState.FAILED).aggregate(
        end=Max("window_end")
    )["end"]
    return found


def not_told_yet(issue: Issue) -> QuerySet[Issue]:
    """Issues that tell earlier windows to the same people and have no audience yet.

    They come first: how far people were told is one moment per list and frequency.
    """
    if issue.window_end is None:
        return Issue.objects.none()
    earlier = Issue.objects.filter(
        frequency=issue.frequency,
        window_end__lt=issue.window_end,
        expanded_at__isnull=True,
        lists__list_id__in=issue.lists.values("list_id"),
    )
    return earlier.exclude(state__in=UNTOLD).order_by("window_end").distinct()


def _numbers(words: str) -> frozenset[int]:
    return frozenset(int(number) for number in words.split(",") if number)


def _latest(campaign: Campaign, lists: tuple[int, ...]) -> Chosen:
    """The newest report, for those lists that were not told this revision of it."""
    report = _reports(campaign).order_by("-released_at").first()
    if report is None:
        return Chosen((), lists)
    revision = report.latest
    told = set(
        Issue.objects.filter(reports__revision=revision, corrects=None)
        .exclude(state__in=UNTOLD)
        .values_list("lists__list_id", flat=True)
    )
    return Chosen((revision,), tuple(pk for pk in lists if pk not in told))


def _earliest(campaign: Campaign, lists: Sequence[int], *, window: Window) -> datetime:
    found = groups(lists, campaign.frequency, window=window)
    return min([window.start, *(group.beginning for group in found if group.beginning)])


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
