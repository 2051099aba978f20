"""`rundbrief subscribers`: import files of people, count segments, answer data requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

import click
from django.db.models.fields.files import FieldFile

from config.cli.data import affected, evidence, invite
from config.cli.errors import CliError, Code
from config.cli.output import as_json, show_one
from config.cli.people import find
from config.cli.rights import erase, export
from subscribers import audience, importing, segments
from subscribers.models import ImportRun, List, Segment
from subscribers.models.imports import ImportState


@click.group()
def subscribers() -> None:
    """Who gets mail: import files of people, count segments, answer data requests."""


subscribers.add_command(export)
subscribers.add_command(erase)


@subscribers.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "slug", required=True, help="The list's name, such as 'citizens'.")
@click.option("--basis", required=True, help="consent, legal_obligation or public_task.")
@click.option("--proof", default="", help="Where consent is proven, such as a file number.")
@click.option("--dry-run", is_flag=True, help="Count what would happen, change nothing.")
@click.option("--as", "email", metavar="EMAIL", help="Who does this: a member of staff.")
@as_json
def import_(
    *, file: Path, slug: str, basis: str, proof: str, dry_run: bool, email: str, json_: bool
) -> None:
    """Import the people in FILE: CSV with a row of headers; UTF-8 or cp1252; ';', ',' or tab.

    Consent without proof (by --proof, or in a column 'Nachweis') leaves people unconfirmed: they
    get no mail until they confirm.
    """
    wanted = List.objects.get(pk=audience.lists(slugs=[slug])[0].id)
    with opening(file) as opened:
        run = importing.request(
            opened,
            file.name,
            wanted=wanted,
            basis=basis,
            proof=proof,
            dry_run=dry_run,
            by=find(email) if email else None,
        )
    importing.work(run.pk, wait=True, progress=lambda read: click.echo(f"{read} rows", err=True))
    run.refresh_from_db()
    _report(run, json_=json_)


def opening(file: Path) -> BinaryIO:
    """The file for reading; CliError if there is none that can be read."""
    try:
        return file.open("rb")
    except OSError as error:
        raise CliError(f"{file}: {error.strerror}.", Code.UNREADABLE) from error


@subscribers.command()
@click.option("--segment", required=True, help="A segment's name, @FILE, or a rule as JSON.")
@as_json
def count(*, segment: str, json_: bool) -> None:
    """Count the people of a SEGMENT who may be mailed for at least one list."""
    try:
        rule = segments.parse(_rule(segment))
    except segments.SegmentError as error:
        raise CliError(f"This rule means nothing. {error}", Code.UNREADABLE) from error
    if unknown := segments.unknown_names(rule):
        names = ", ".join(unknown)
        message = f"The rule names lists or topics that do not exist: {names}."
        raise CliError(message, Code.NOT_FOUND)
    show_one({"people": segments.count(rule)}, json_=json_)


def _rule(segment: str) -> object:
    if segment[:1] not in {"@", "{"}:
        return _saved_rule(segment)
    try:
        text = Path(segment[1:]).read_text("utf-8") if segment.startswith("@") else segment
        return json.loads(text)
    except OSError as error:
        raise CliError(f"{segment[1:]}: {error.strerror}.", Code.UNREADABLE) from error
    except ValueError as error:
        raise CliError(f"The rule is no JSON: {error}.", Code.UNREADABLE) from error


def _saved_rule(slug: str) -> object:
    rules = dict(Segment.objects.order_by("slug").values_list("slug", "rule"))
    if slug not in rules:
        known = ", ".join(rules) or "none yet"
        raise CliError(f"There is no segment '{slug}'. Segments: {known}.", Code.NOT_FOUND)
    return rules[slug]


def _report(run: ImportRun, *, json_: bool) -> None:
    """Print the counts; a file that could not be imported is an error.

    What a dry run has stored is only a copy of the operator's own file, so it is thrown away.
    """
    if run.dry_run:
        run.file.storage.delete(run.file.name or "")
    if run.state == ImportState.FAILED:
        raise CliError(run.words, Code.UNREADABLE)
    counts = {name: run.counts[name] for name in importing.Counts._fields}
    errors = {"errors_file": _place(run.errors)} if run.errors else {}
    show_one({**counts, "dry_run": run.dry_run, **errors}, json_=json_)


def _place(file: FieldFile) -> str:
    """Where the file lies: a path, or its name in a storage that has no paths (S3)."""
    try:
        return file.path
    except NotImplementedError:
        return file.name or ""


for _command in (evidence, affected, invite):
    subscribers.add_command(_command)
