"""`rundbrief issues`: open, approve, send, watch."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone

from config.cli.errors import CliError, Code
from config.cli.lazy import Lazy
from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from mailer.dispatch.progress import progress
from mailer.models import Issue
from mailer.models.issues import READY, REVIEWED, UncertainPolicy
from staff.models import User

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]


MORE = {
    "audience": "config.cli.audience:audience",
    "recipients": "config.cli.audience:recipients",
    "test": "config.cli.testers:send_test",
    "audit": "config.cli.audit:audit",
    "waive": "config.cli.check:waive",
    "unwaive": "config.cli.check:unwaive",
    "correct": "config.cli.correct:correct",
    "tell-newest": "config.cli.correct:tell_newest",
    "head": "config.cli.correct:head",
}


@click.group(cls=Lazy, later=MORE)
def issues() -> None:
    """Issues: what went, goes or will go out."""


@issues.command("open")
@click.argument("campaign", type=int)
@acting
@as_json
def open_(campaign: int, by: User, json_: bool) -> None:
    """Open an issue of a campaign: content chosen, editions composed, waiting for approval."""
    from mailer.dispatch import plans

    show_one(_row(plans.open_now(campaign, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@acting
@as_json
def approve(issue: int, by: User, json_: bool) -> None:
    """Approve what an issue says; not by who prepared it."""
    from mailer.dispatch import verbs

    show_one(_row(verbs.approve(issue, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@click.option("--at", type=click.DateTime(MOMENTS), help="Later, in local time: 2026-12-24T07:00.")
@acting
@as_json
def send(issue: int, at: datetime | None, by: User, json_: bool) -> None:
    """Send an approved issue, now or later."""
    from mailer.dispatch import verbs

    if at is None:
        show_one(_row(verbs.send(issue, by=by)), json_=json_)
    else:
        moment = timezone.make_aware(at)
        show_one(_row(verbs.schedule(issue, moment, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@acting
@as_json
def pause(issue: int, by: User, json_: bool) -> None:
    """Stop sending for now."""
    from mailer.dispatch import verbs

    show_one(_row(verbs.pause(issue, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@acting
@as_json
def resume(issue: int, by: User, json_: bool) -> None:
    """Go on with a paused issue."""
    from mailer.dispatch import verbs

    show_one(_row(verbs.resume(issue, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@acting
@as_json
def cancel(issue: int, by: User, json_: bool) -> None:
    """Send to nobody who was not reached yet."""
    from mailer.dispatch import verbs

    show_one(_row(verbs.cancel(issue, by=by)), json_=json_)


@issues.command()
@click.argument("issue", type=int)
@acting
@as_json
def resend(issue: int, by: User, json_: bool) -> None:
    """Send again to those in doubt, with the same Message-ID; some may get the mail twice."""
    from mailer.dispatch import doubt

    show_one({"issue": issue, "sent again": doubt.resend(issue, by=by)}, json_=json_)


@issues.command("doubt")
@click.argument("issue", type=int)
@click.argument("policy", type=click.Choice(UncertainPolicy.values))
@acting
@as_json
def doubt_(issue: int, policy: str, by: User, json_: bool) -> None:
    """What becomes of those who come to be in doubt: 'hold' them, or 'resend' by itself."""
    from mailer.dispatch import doubt

    changed = doubt.choose(issue, policy, by=by)
    show_one({"issue": issue, "in doubt": changed.uncertain_policy}, json_=json_)


@issues.command("list")
@as_json
def list_(json_: bool) -> None:
    """All issues, the newest first."""
    show([_short(issue) for issue in Issue.objects.order_by("-pk")[:200]], json_=json_)


@issues.command("show")
@click.argument("issue", type=int)
@as_json
def show_(issue: int, json_: bool) -> None:
    """State, deliveries by state, and their sum against the frozen audience.

    Ends with code 8 if not every recipient is accounted for.
    """
    found = Issue.objects.filter(pk=issue).first()
    if found is None:
        raise CliError(f"There is no issue {issue}.", Code.NOT_FOUND)
    show_one(_row(found), json_=json_)
    if not progress(found).adds_up:
        raise CliError("The ledger does not add up.", Code.UNACCOUNTED)


def _short(issue: Issue) -> dict[str, object]:
    return {
        "issue": issue.pk,
        "campaign": issue.campaign_id,
        "name": issue.name,
        "state": issue.state,
        "audience": issue.audience_count,
        "opened": timezone.localtime(issue.opened_at).isoformat(timespec="seconds"),
    }


def _row(issue: Issue) -> dict[str, object]:
    from mailer.dispatch.missing import missing

    now = progress(issue)
    editions = issue.editions.select_related("audience").order_by("audience", "language")
    return {
        **_short(issue),
        "approved by": issue.approved_by.email if issue.approved_by else None,
        "send at": issue.send_at,
        "words": issue.words,
        "ready by": _ready_by(issue),
        "in doubt": issue.uncertain_policy,
        "urgent": issue.urgent,
        "waits": f"until {_local(issue.waits_until)} for {issue.waits_for}"
        if issue.waits_until
        else None,
        "missing": [
            f"{one.title}: {one.language}, readers get "
            + ("a link" if one.in_digest else one.instead)
            for one in missing(issue)
        ],
        "editions": [f"{e.audience.slug}/{e.language}: {e.subject}" for e in editions],
        "deliveries": {state: count for state, count in now.counts.items() if count},
        "sum": now.total,
        "adds up": now.adds_up,
    }


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _ready_by(issue: Issue) -> str | None:
    """Before the start: when everybody would be reached, if anything holds it back."""
    if issue.state not in (*REVIEWED, *READY):
        return None
    from mailer.dispatch import errors, forecast

    try:
        found = forecast.finished_at(issue)
    except errors.HinderedError as error:
        return f"never: {error}"
    return _local(found) if found else None
