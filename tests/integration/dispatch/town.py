"""A small town for tests of time: reports, people and workers at moments that a test chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from mailer.dispatch import calendar, expansion, plans, sending, verbs
from mailer.dispatch.errors import StateError
from mailer.dispatch.plans import Plan
from mailer.intake.store import keep
from mailer.models import (
    Campaign,
    Content,
    Delivery,
    Edition,
    Issue,
    IssueState,
    Report,
    ReportSource,
    Revision,
)
from mailer.reports.read import read_report
from staff.models import User
from subscribers import consent
from subscribers.models import EndedReason, List, Topic

BERLIN = ZoneInfo("Europe/Berlin")
SAMPLE = read_report("r.txt", b"Titel\n\nDer Satz am Anfang.\n\nWas neu ist\n\nEin Absatz.\n")


def at(text: str) -> datetime:
    """'2026-03-02 07:00' as wall time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@dataclass
class Town:
    """Verbs of a test, each at the moment of `now`; `reports` by name."""

    editor: User
    approver: User
    now: datetime
    reports: dict[str, int] = field(default_factory=dict)
    subscribers: dict[str, int] = field(default_factory=dict)

    def clock(self) -> time_machine.travel:
        """The clock of Python stands at `now` and goes on."""
        return time_machine.travel(self.now, tick=True)

    def plan(self, *, standing: bool = True, **more: Any) -> Campaign:
        """A campaign of all new reports, daily at seven to 'citizens' unless told otherwise."""
        wanted = {
            "name": "Digest", "lists": ("citizens",), "content": Content.NEW,
            "frequency": "daily", "cadence": "daily", "at": time(7, 0), "zone": "Europe/Berlin",
            **more,
        }  # fmt: skip
        with self.clock():
            campaign = plans.create(Plan(**wanted), by=self.editor)
            if standing:
                plans.approve_standing(campaign.pk, by=self.approver)
        return campaign

    def release(self, name: str, *topics: str) -> int:
        """A report becomes known now, on these topics."""
        source = ReportSource.objects.get(slug="given")
        report = replace(SAMPLE, title=f"Bericht {name}", topics=topics)
        kept = keep(report, source=source, key=name)
        Report.objects.filter(pk=kept.report_id).update(released_at=self.now)
        self.reports[name] = kept.report_id
        return kept.report_id

    def join(self, name: str, frequency: str, *, slug: str = "citizens") -> None:
        """Somebody signs up and confirms, or comes back; a minute passes."""
        with self.clock():
            wanted = List.objects.get(slug=slug)
            address = f"{name}@example.org"
            choice = consent.Choice(frequency=frequency)
            asked = consent.request(address, consent.SignUp({wanted.pk: choice}, source="test"))
            assert consent.confirm(asked, source="test")
            row = wanted.subscriptions.get(subscriber__address=address, ended_at=None)
            self.subscribers[name] = row.subscriber_id
        self.now += timedelta(minutes=1)

    def change(self, name: str, frequency: str, *, slug: str = "citizens") -> None:
        """Somebody wants to hear more or less often."""
        with self.clock():
            wanted = List.objects.get(slug=slug)
            person = self.subscribers[name]
            consent.change_frequency(person, wanted.pk, frequency=frequency, source="test")

    def follow(self, name: str, *topics: str) -> None:
        """Somebody chooses these topics instead of those chosen before; none means all reports."""
        with self.clock():
            chosen = Topic.objects.filter(slug__in=topics).values_list("pk", flat=True)
            consent.follow_topics(self.subscribers[name], chosen, source="test")

    def leave(self, name: str, *, slug: str = "citizens") -> None:
        """Somebody leaves."""
        with self.clock():
            wanted = List.objects.get(slug=slug)
            reason = EndedReason.UNSUBSCRIBED
            consent.end(self.subscribers[name], wanted.pk, reason=reason, source="test")

    def tick(self, *, work: bool = True) -> list[Issue]:
        """Beat ticks; workers do what there is to do. The issues opened, in order."""
        with self.clock():
            opened = calendar.check_due()
            if work:
                self.work()
        return list(Issue.objects.filter(pk__in=opened).order_by("occurrence"))

    def work(self) -> None:
        """Expand and send whatever waits, until nothing moves."""
        waiting = Issue.objects.filter(state=IssueState.SENDING).order_by("-pk")
        found = True
        while found:  # windows are told in order: a later one may have to wait for an earlier one
            found = sum(expansion.expand(i.pk) for i in waiting.filter(expanded_at=None)) > 0
        for issue in waiting.all():
            sending.send_some(issue.pk)

    def approve(self, issue: Issue) -> bool:
        """Somebody approves and sends; False if another issue comes first."""
        with self.clock():
            verbs.approve(issue.pk, by=self.approver)
        return self.start(issue)

    def start(self, issue: Issue) -> bool:
        """Somebody sends an approved issue; False if another issue comes first."""
        with self.clock():
            try:
                verbs.send(issue.pk, by=self.approver)
            except StateError:
                return False
        return True

    def one_off(self, name: str, lists: Sequence[str] = ("citizens",), **more: object) -> Issue:
        """Staff send one report to everyone on these lists, at once."""
        with self.clock():
            plan = Plan(name=name, lists=lists, report_id=self.reports[name], **more)  # type: ignore[arg-type]
            issue = plans.open_now(plans.create(plan, by=self.editor).pk, by=self.editor)
            verbs.approve(issue.pk, by=self.approver)
            verbs.send(issue.pk, by=self.approver)
            expansion.expand(issue.pk)
            sending.send_some(issue.pk)
        return issue

    def got(self, name: str) -> Counter[tuple[str, str]]:
        """How often somebody was told which report on which list, by the ledger."""
        rows = Delivery.objects.filter(
            subscriber_id=self.subscribers[name], state="accepted"
        ).values_list("edition_id", "list_id")
        names = {pk: report for report, pk in self.reports.items()}
        slugs = dict(List.objects.values_list("pk", "slug"))
        told = dict(Edition.objects.values_list("pk", "revisions"))
        reports = dict(Revision.objects.values_list("pk", "report_id"))
        return Counter(
            (names[reports[revision]], slugs[list_id])
            for edition_id, list_id in rows
            for revision in told[edition_id]
        )

    def told(self, name: str) -> list[str]:
        """The reports that somebody got, sorted, with repetitions."""
        return sorted(report for (report, _), n in self.got(name).items() for _ in range(n))


def assert_accounted() -> None:
    """Invariant 3 for every issue."""
    from mailer.dispatch.progress import progress

    for issue in Issue.objects.exclude(audience_count=None):
        assert progress(issue).adds_up, issue.pk
