"""`rundbrief periods`: the days on which the city holds back (elections, recess)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

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


@periods.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(PeriodKind.values), required=True, help="What they are.")
@click.option("--lead", type=click.IntRange(0, 366), default=0, help="So many days before, too.")
@acting
def import_(file: Path, *, kind: str, lead: int, by: User) -> None:
    """Add the entries of a calendar file (.ics), such as a state's elections or holidays."""
    made = restraint.take(file.read_bytes(), kind, lead=lead, by=by)
    for row in made:
        click.echo(f"{row.pk}: {row}")
    click.echo(f"{len(made)} added; what is over, or was there, was left out.")


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
