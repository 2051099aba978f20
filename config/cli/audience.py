"""`rundbrief issues audience` and `recipients`: the dry run, in numbers and person by person."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

import click
from django.conf import settings

from config.cli.output import as_json, show_one
from config.cli.people import acting
from mailer.dispatch import foresight
from mailer.dispatch.export import FORESEEN, foreseen
from mailer.dispatch.foresight import Change, Foresight
from staff.models import User
from subscribers import audience as door


@click.command()
@click.argument("issue", type=int)
@as_json
def audience(issue: int, json_: bool) -> None:
    """Who would get an issue now: how many by list and edition, who not and why. Sends nothing."""
    seen = foresight.foresee(foresight.find(issue))
    rows = _seen(seen)
    if not json_:
        rows["gets"] = [
            f"{row['count']} {row['list']}/{row['audience']}/{row['language']}: {row['subject']}"
            for row in rows["gets"]
        ]
        rows["left out"] = [f"{name}: {_listed(out)}" for name, out in rows["left out"].items()]
    show_one({"issue": issue, **rows}, json_=json_)


@click.command()
@click.argument("issue", type=int)
@click.option("--json", "json_", is_flag=True, help="One JSON object a line instead of CSV.")
@acting
def recipients(issue: int, json_: bool, by: User) -> None:
    """Everybody on an issue's lists, with the edition that they would get, or why none."""
    found = foresight.listed(foresight.find(issue), by=by)
    lines = foreseen(found, settings.LANGUAGE_CODE)
    if json_:
        next(lines)
        for row in lines:
            click.echo(json.dumps(dict(zip(FORESEEN, row, strict=True)), ensure_ascii=False))
        return
    csv.writer(sys.stdout).writerows(lines)


def _seen(seen: Foresight) -> dict[str, Any]:
    names = _names()
    return {
        "people": seen.people,
        "gets": [
            {
                "list": names[share.list_id],
                "audience": share.edition.audience.slug,
                "language": share.edition.language,
                "subject": share.edition.subject,
                "count": share.count,
            }
            for share in seen.shares
        ],
        "left out": {names[line.list_id]: dict(line.out) for line in seen.lines},
        "change": _change(seen.change) if seen.change else None,
    }


def _change(change: Change) -> dict[str, object]:
    told: dict[str, int] = {}
    if change.known:
        told = {"new": change.new, **{str(why): n for why, n in change.gone.items()}}
    return {"since issue": change.earlier.pk, "before": change.before, "more": change.more, **told}


def _listed(out: dict[str, int]) -> str:
    return ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in out.items()) or "nobody"


def _names() -> dict[int, str]:
    return {entry.id: entry.name(settings.LANGUAGE_CODE) for entry in door.lists()}
