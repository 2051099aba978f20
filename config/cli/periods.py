"""`rundbrief periods`: the days on which the city holds back (elections, recess)."""

from __future__ import annotations

from datetime import datetime

import click

from config.cli.output import as_json, show
from config.cli.people import acting
from mailer.dispatch import restraint
from mailer.models import PeriodKind, RestraintPeriod
from staff.models import User

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def periods() -> None:
    """Days on which the city holds back."""


@periods.command()
@click.argument("kind", type=click.Choice(PeriodKind.values))
@click.argument("name")
@click.option("--from", "start", type=DAY, required=True, help="The first day.")
@click.option("--to", "end", type=DAY, required=True, help="The last day.")
@acting
def add(kind: str, name: str, *, start: datetime, end: datetime, by: User) -> None:
    """Add the time before an election, or a recess of the council."""
    made = restraint.add(kind, name, start=start.date(), end=end.date(), by=by)
    click.echo(f"{made.pk}: {made}")


@periods.command("list")
@as_json
def list_(json_: bool) -> None:
    """All of them, the earliest first."""
    rows = [
        {"period": row.pk, "kind": row.kind, "name": row.name, "from": row.start, "to": row.end}
        for row in RestraintPeriod.objects.order_by("start", "pk")
    ]
    show(rows, json_=json_, empty="None: nothing is held back.")


@periods.command()
@click.argument("period", type=int)
@acting
def remove(period: int, by: User) -> None:
    """Take one out again."""
    restraint.remove(period, by=by)
    click.echo("Removed.")
