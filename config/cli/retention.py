"""`rundbrief retention`: what is kept how long, and removing what is over."""

from __future__ import annotations

import click
from django.conf import settings

from config.cli.errors import CliError
from config.cli.output import as_json, show, show_one
from config.cli.people import acting
from staff import retention as cleaning
from staff.models import User
from subscribers import handling


@click.group()
def retention() -> None:
    """How long what is kept, and what a clean-up removes."""


@retention.command("list")
@as_json
def list_(json_: bool) -> None:
    """Each job: what it removes, how long after what, and how much that would be now."""
    waiting = cleaning.preview()
    rows = [
        {
            "job": job.name,
            "removes": str(job.removes),
            "setting": job.setting,
            "value": getattr(settings, job.setting),
            "after": str(job.after),
            "now": waiting[job.name],
        }
        for job in cleaning.JOBS.values()
    ]
    show(rows, json_=json_)


@retention.command()
@click.option("--dry-run", is_flag=True, help="Count only, remove nothing.")
@acting
@as_json
def run(*, dry_run: bool, by: User, json_: bool) -> None:
    """Remove what was kept long enough; beat does this once a day."""
    handling.demand_officer(by)
    report = cleaning.run(dry_run=dry_run, by=by)
    if report is None:
        raise CliError("Another clean-up is at work.")
    show_one({**report.removed, "dry_run": report.dry_run, "faults": report.faults}, json_=json_)
    if report.faults:
        raise CliError("Not every job could be done; the log says why.")
