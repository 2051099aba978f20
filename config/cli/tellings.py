"""`rundbrief tellings`: how each audience is told a report, as files that can be edited."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import click
import tomli_w

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show
from config.cli.people import acting
from mailer.dispatch.retelling import Retold, find, retell
from mailer.dispatch.tellings import data_of
from mailer.editions.telling import telling_from
from mailer.models import Telling
from staff.models import User


@click.group()
def tellings() -> None:
    """How each audience is told a report: words, weights and lengths."""


@tellings.command("list")
@as_json
def list_(json_: bool) -> None:
    """All of them, and who changed one last."""
    rows = []
    for row in Telling.objects.select_related("audience", "changed_by").order_by("slug"):
        told = telling_from(data_of(row))
        rows.append(
            {
                "telling": row.slug,
                "audience": row.audience.slug,
                "keep": told.keep,
                "languages": list(told.languages),
                "changed": sorted(row.data),
                "by": row.changed_by.email if row.changed_by else None,
            }
        )
    show(rows, json_=json_)


@tellings.command("show")
@click.argument("telling")
@click.option("--own", is_flag=True, help="Only what this installation changed.")
@as_json
def show_(telling: str, *, own: bool, json_: bool) -> None:
    """Print a telling as a TOML file, to be edited and given to 'set'."""
    row = find(telling)
    like = {name: row.data[name] for name in ("like",) if name in row.data}
    data: dict[str, Any] = row.data if own else {**like, **data_of(row)}
    text = tomli_w.dumps(data) if not json_ else json.dumps(data, ensure_ascii=False, indent=2)
    click.echo(text.rstrip("\n"))


@tellings.command("set")
@click.argument("telling")
@click.argument("file", type=click.Path(path_type=Path))
@acting
def set_(telling: str, file: Path, *, by: User) -> None:
    """Let a telling be as a TOML file says; what the file leaves out is as it ships."""
    done = retell(telling, _read(file), by=by)
    for line in _told(done):
        click.echo(line)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CliError(f"{file}: {error.strerror}.", Code.UNREADABLE) from error
    except ValueError as error:
        raise CliError(f"{file} is no TOML: {error}", Code.UNREADABLE) from error


def _told(done: Retold) -> list[str]:
    """What changed, and what has to be approved again."""
    if not done.places:
        return ["It was so before."]
    lines = [f"Changed: {', '.join(done.places)}. It counts from the next edition on."]
    if done.issues:
        numbers = ", ".join(map(str, done.issues))
        lines.append(f"Composed anew, to be approved by somebody else: issues {numbers}.")
    if done.campaigns:
        numbers = ", ".join(map(str, done.campaigns))
        lines.append(f"Standing approvals that no longer hold: campaigns {numbers}.")
    return lines
