"""`rundbrief campaigns`: plans of what is told, to whom, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import click
from django.utils import timezone

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from config.cli.reports import find as find_report
from mailer.dispatch import plans
from mailer.dispatch.calendar import cadence_of
from mailer.dispatch.plans import Plan
from mailer.models import CadenceKind, Campaign, Content
from mailer.schedules.words import describe
from staff.models import User
from subscribers import audience

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FREQUENCIES = ("immediately", "daily", "weekly", "monthly")


@click.group()
def campaigns() -> None:
    """Campaigns: one report, or all new ones, to lists, once or by a cadence."""


@campaigns.command()
@click.argument("name")
@click.option("--list", "lists", multiple=True, required=True, help="In order of precedence.")
@click.option("--report", help="One report, by number, or 'latest'.")
@click.option("--digest", type=click.Choice(FREQUENCIES), help="All new reports, so often.")
@click.option("--layout", default="", help="short, crisis, invitation or survey.")
@click.option("--at", default="07:00", show_default=True, help="Local time of a digest.")
@click.option("--on", "days", multiple=True, type=click.Choice(DAYS), help="Weekdays.")
@click.option("--day", default=1, show_default=True, type=click.IntRange(1, 31))
@click.option("--nth", default=0, type=click.IntRange(-1, 4), help="Nth weekday; -1 is the last.")
@click.option("--zone", help="Time zone, if not the installation's.")
@click.option("--segment", help="Only these people of the lists.")
@click.option("--urgent", is_flag=True, help="Overtakes all others, and goes out at night too.")
@click.option("--per-minute", type=click.IntRange(1), help="So many messages a minute at most.")
@click.option("--between", default="", metavar="08:00-20:00", help="Only in these hours.")
@click.option(
    "--valid-days",
    type=click.IntRange(1, 90),
    default=4,
    show_default=True,
    help="Who was not reached by then gets nothing.",
)
@click.option("--topic", "topics", multiple=True, help="Only reports on this topic.")
@acting
@as_json
def create(name: str, by: User, json_: bool, **asked: Any) -> None:
    """Plan a campaign: --report N for one report, --digest weekly for all new ones."""
    if bool(asked["report"]) == bool(asked["digest"]):
        raise CliError("Name either --report or --digest.", 2)
    zone = {"zone": asked["zone"]} if asked["zone"] else {}
    plan = Plan(
        name=name,
        lists=asked["lists"],
        layout=asked["layout"],
        topics=asked["topics"],
        segment_id=_segment(asked["segment"]),
        at=_time(asked["at"]),
        weekdays=[DAYS.index(day) for day in asked["days"]],
        day=asked["day"],
        nth=asked["nth"],
        priority=plans.URGENT_PLAN if asked["urgent"] else plans.USUAL_PLAN,
        per_minute=asked["per_minute"],
        between=asked["between"],
        valid_for=timedelta(days=asked["valid_days"]),
        **_content(asked["report"], asked["digest"]),
        **zone,
    )
    show_one(_row(plans.create(plan, by=by)), json_=json_)


@campaigns.command("list")
@as_json
def list_(json_: bool) -> None:
    """All campaigns."""
    show([_row(campaign) for campaign in Campaign.objects.order_by("pk")], json_=json_)


@campaigns.command()
@click.argument("campaign", type=int)
@acting
@as_json
def approve(campaign: int, by: User, json_: bool) -> None:
    """Let a digest go out by itself, as long as its plan and tellings stay as they are."""
    show_one(_row(plans.approve_standing(campaign, by=by)), json_=json_)


@campaigns.command()
@click.argument("campaign", type=int)
@acting
@as_json
def stop(campaign: int, by: User, json_: bool) -> None:
    """No further issues."""
    show_one(_row(plans.stop(campaign, by=by)), json_=json_)


def _content(report: str | None, digest: str | None) -> dict[str, Any]:
    if report == "latest":
        return {"content": Content.LATEST}
    if report:
        return {"content": Content.REPORT, "report_id": find_report(report).pk}
    cadence = CadenceKind.ON_RELEASE if digest == "immediately" else str(digest)
    return {"content": Content.NEW, "frequency": digest, "cadence": cadence}


def _segment(slug: str | None) -> int | None:
    if slug is None:
        return None
    found = {entry.slug: entry.id for entry in audience.segments()}
    if slug not in found:
        known = ", ".join(found) or "none yet"
        raise CliError(f"There is no segment '{slug}'. There are: {known}.", Code.NOT_FOUND)
    return found[slug]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise CliError(f"--at: '{text}' is no time of day. Write 07:00.", 2) from error


def _row(campaign: Campaign) -> dict[str, object]:
    clock = campaign.cadence not in (CadenceKind.ONCE, CadenceKind.ON_RELEASE)
    return {
        "campaign": campaign.pk,
        "name": campaign.name,
        "content": campaign.content,
        "layout": campaign.layout or "as the telling says",
        "frequency": campaign.frequency or "everyone",
        "when": describe(cadence_of(campaign), "en") if clock else campaign.cadence,
        "due": _local(campaign.due_at),
        "active": campaign.active,
        "standing approval": bool(campaign.standing_approval_by_id),
    }


def _local(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None
