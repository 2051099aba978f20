"""`rundbrief demo`: the whole product in two minutes, on real engines, with sample people."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from config.cli.errors import CliError, Code
from config.cli.output import table
from config.cli.up import running, tell
from workbench.supervisor import Supervisor

if TYPE_CHECKING:
    from mailer.models import Issue

PATIENCE = 180.0


@click.command()
@click.option("--once", is_flag=True, help="Stop after the digest; 0 only if all is accounted for.")
def demo(once: bool) -> None:
    """Start everything, send one report to three audiences, and a digest a minute later."""
    started = time.monotonic()
    # The sample reports link to example.org, where nothing of it is.
    os.environ.setdefault("CHECK_OUTSIDE", "0")
    try:
        with running(first=_forget_old_digests) as supervisor:
            _run(supervisor, once=once, started=started)
    except KeyboardInterrupt:
        if once:
            raise


def _run(supervisor: Supervisor, *, once: bool, started: float) -> None:
    """What is shown; without --once up until Ctrl-C, which is no failure whenever it comes."""
    issues = [_send_report(), *_plan_digest()]
    _tell_where(time.monotonic() - started)
    complete = _await(issues)
    if not once:
        click.echo("\nEverything stays up. Stop with Ctrl-C.")
        supervisor.wait()
    elif not complete:
        raise CliError("Not every delivery is accounted for.", Code.UNACCOUNTED)


def _forget_old_digests() -> None:
    """One that an earlier run planned and did not live to see would come late, into this run;
    and one that waits for an approval would hold up all that follow.
    """
    from config import sample
    from mailer.dispatch import plans, verbs
    from mailer.models import Campaign, Issue, IssueState

    crew = sample.crew()
    for old in Campaign.objects.filter(name=sample.DIGEST, active=True):
        plans.stop(old.pk, by=crew.editor)
    waiting = (IssueState.IN_REVIEW, IssueState.APPROVED, IssueState.SCHEDULED)
    for issue in Issue.objects.filter(campaign__name=sample.DIGEST, state__in=waiting):
        verbs.cancel(issue.pk, by=crew.approver)


def _send_report() -> int:
    """One report, told to citizens, councils and partner cities; the issue's number."""
    from config import sample
    from mailer.dispatch import plans, verbs

    tell("Sample people and reports")
    crew = sample.crew()
    sample.people()
    report = sample.next_report(crew.office)
    plan = plans.Plan(name=report.latest.title[:160], lists=sample.LISTS, report_id=report.pk)
    campaign = plans.create(plan, by=crew.editor)
    issue = plans.open_now(campaign.pk, by=crew.editor)
    verbs.approve(issue.pk, by=crew.approver)
    verbs.send(issue.pk, by=crew.approver)
    tell(f"Issue {issue.pk} goes to {len(sample.LISTS)} lists: {report.latest.title}")
    _wait_for(issue.pk)
    show([issue.pk])
    return issue.pk


def _plan_digest() -> list[int]:
    """Two more reports, and a daily digest in a minute, approved beforehand: it runs by itself."""
    from django.utils import timezone

    from config import sample
    from mailer.dispatch import plans
    from mailer.models import CadenceKind, Content

    crew = sample.crew()
    for _ in range(2):
        sample.next_report(crew.office)
    due = timezone.localtime() + timedelta(seconds=75)
    plan = plans.Plan(
        name=sample.DIGEST,
        lists=sample.LISTS,
        content=Content.NEW,
        frequency="daily",
        cadence=CadenceKind.DAILY,
        at=due.time().replace(second=0, microsecond=0, tzinfo=None),
    )
    campaign = plans.create(plan, by=crew.editor)
    plans.approve_standing(campaign.pk, by=crew.approver)
    click.echo(f"\nThe daily digest goes out by itself at {plan.at:%H:%M}.")
    return [-campaign.pk]


def _await(numbers: Sequence[int]) -> bool:
    """Wait for the digest's issue (a negative number is a campaign's); whether all adds up."""
    from mailer.models import Campaign

    issues: list[int] = []
    for number in numbers:
        if number > 0:
            issues.append(number)
            continue
        until = time.monotonic() + PATIENCE
        campaign = Campaign.objects.get(pk=-number)
        while not campaign.issues.exists() and time.monotonic() < until:
            time.sleep(0.5)
        issues += campaign.issues.values_list("pk", flat=True)
    for issue in issues:
        _wait_for(issue)
    click.echo()
    return show(issues) and len(issues) == len(numbers)


def _wait_for(issue_id: int) -> None:
    from mailer.models import Issue, IssueState

    going = (IssueState.APPROVED, IssueState.SCHEDULED, IssueState.SENDING)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not Issue.objects.filter(pk=issue_id, state__in=going).exists():
            return
        time.sleep(0.2)


def show(issue_ids: Sequence[int]) -> bool:
    """Print the table that accounts for every recipient; whether it does."""
    from mailer.models import Issue

    rows = [_row(issue) for issue in Issue.objects.filter(pk__in=issue_ids).order_by("pk")]
    click.echo(table(rows))
    return all(row["adds up"] == "yes" for row in rows)


def _row(issue: Issue) -> dict[str, object]:
    from mailer.dispatch.progress import progress

    now = progress(issue)
    counts = now.counts
    whole = now.audience is not None and now.adds_up and not now.open
    return {
        "issue": issue.pk,
        "name": issue.name[:44],
        "state": str(issue.state),
        "editions": issue.editions.count(),
        "audience": now.audience or 0,
        "accepted": counts["accepted"],
        "others": {key: n for key, n in counts.items() if n and key != "accepted"} or "none",
        "sum": now.total,
        "adds up": "yes" if whole else "NO",
    }


def _tell_where(seconds: float) -> None:
    from config import sample

    click.echo(f"\nReady after {seconds:.0f} s.")
    if inbox := os.environ.get("INBOX_URL"):
        click.echo(f"  Inbox    {inbox}")
    click.echo(f"  Sign-up  {os.environ['SITE_URL']}/")
    click.echo(f"  Desk     {os.environ['SITE_URL']}/desk/")
    click.echo(f"           {sample.EDITOR} prepares, {sample.APPROVER} approves")
    click.echo(f"           password of both: {sample.password()}")
