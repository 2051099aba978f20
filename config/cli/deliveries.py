"""`rundbrief deliveries`: the ledger as a file."""

from __future__ import annotations

import csv
import json
import sys

import click
from django.conf import settings

from config.cli.errors import CliError, Code
from mailer.dispatch.export import COLUMNS, rows
from mailer.models import Issue


@click.group()
def deliveries() -> None:
    """The ledger."""


@deliveries.command()
@click.argument("issue", type=int)
@click.option("--json", "json_", is_flag=True, help="One JSON object a line instead of CSV.")
def export(issue: int, json_: bool) -> None:
    """Every delivery of an issue: state, reply, times. Without addresses."""
    found = Issue.objects.filter(pk=issue).first()
    if found is None:
        raise CliError(f"There is no issue {issue}.", Code.NOT_FOUND)
    lines = rows(found, settings.LANGUAGE_CODE)
    if json_:
        next(lines)
        for row in lines:
            click.echo(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False))
        return
    csv.writer(sys.stdout).writerows(lines)
