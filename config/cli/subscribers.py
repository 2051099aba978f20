"""`rundbrief subscribers`: import files of people, count segments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.cli.errors import CliError

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

    from staff.models import User
    from subscribers.models import ImportRun

NOT_FOUND, REFUSED, UNREADABLE = 3, 4, 5


@click.group("subscribers")
def subscribers() -> None:
    """Who gets mail: import files of people, count segments."""


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "slug", required=True, help="The list's name, such as 'citizens'.")
@click.option("--basis", required=True, help="consent, legal_obligation or public_task.")
@click.option("--proof", default="", help="Where the consent is proven: a file number.")
@click.option("--dry-run", is_flag=True, help="Count what would happen, change nothing.")
@click.option("--as", "email", default="", help="The member of staff who does this.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_(
    *, file: Path, slug: str, basis: str, proof: str, dry_run: bool, email: str, as_json: bool
) -> None:
    """Import the people in FILE (CSV: UTF-8 or cp1252; ';', ',' or tab; first row: headers).

    Consent without proof (by --proof, or a column 'Nachweis') leaves people unconfirmed: they
    get no mail until they confirm.
    """
    from subscribers import importing
    from subscribers.consent import ConsentError
    from subscribers.models import List

    wanted = List.objects.filter(slug=slug).first()
    if wanted is None:
        known = ", ".join(List.objects.order_by("slug").values_list("slug", flat=True))
        raise CliError(f"There is no list '{slug}'. Lists: {known or 'none yet'}.", code=NOT_FOUND)
    try:
        with file.open("rb") as opened:
            run = importing.request(
                opened,
                file.name,
                wanted=wanted,
                basis=basis,
                proof=proof,
                dry_run=dry_run,
                by=_user(email),
            )
    except ConsentError as error:
        raise CliError(str(error), code=REFUSED) from error
    importing.work(run.pk, wait=True, progress=lambda read: click.echo(f"{read} rows", err=True))
    run.refresh_from_db()
    _report(run, as_json=as_json)


@subscribers.command()
@click.option("--segment", required=True, help="A segment's name, @FILE, or a rule as JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print the number as JSON.")
def count(*, segment: str, as_json: bool) -> None:
    """Count the people of a SEGMENT who may be mailed for at least one list."""
    from subscribers import segments

    try:
        rule = segments.parse(_rule(segment))
    except segments.SegmentError as error:
        raise CliError(f"This rule means nothing. {error}", code=REFUSED) from error
    if unknown := segments.unknown_names(rule):
        message = f"The rule names lists or topics that do not exist: {', '.join(unknown)}."
        raise CliError(message, code=NOT_FOUND)
    people = segments.count(rule)
    click.echo(json.dumps({"people": people}) if as_json else people)


def _rule(segment: str) -> object:
    from subscribers.models import Segment

    if segment[:1] not in {"@", "{"}:
        saved = Segment.objects.filter(slug=segment).first()
        if saved is None:
            known = ", ".join(Segment.objects.order_by("slug").values_list("slug", flat=True))
            message = f"There is no segment '{segment}'. Segments: {known or 'none yet'}."
            raise CliError(message, code=NOT_FOUND)
        return saved.rule
    try:
        text = Path(segment[1:]).read_text("utf-8") if segment.startswith("@") else segment
        return json.loads(text)
    except OSError as error:
        raise CliError(f"{segment[1:]}: {error.strerror}.", code=UNREADABLE) from error
    except ValueError as error:
        raise CliError(f"The rule is no JSON: {error}.", code=UNREADABLE) from error


def _user(email: str) -> User | None:
    from staff.models import User

    user = User.objects.filter(email__iexact=email).first() if email else None
    if email and user is None:
        raise CliError(f"There is no member of staff '{email}'.", code=NOT_FOUND)
    return user


def _report(run: ImportRun, *, as_json: bool) -> None:
    """Print the counts; a file of which nothing could be read is an error.

    What a dry run has stored is only a copy of the operator's own file, so it is thrown away.
    """
    if run.dry_run:
        run.file.storage.delete(run.file.name or "")
    if run.state == "failed":
        raise CliError(run.words, code=UNREADABLE)
    errors = _place(run.errors) if run.errors else ""
    if as_json:
        click.echo(json.dumps({**run.counts, "dry_run": run.dry_run, "errors_file": errors}))
        return
    for name, number in run.counts.items():
        click.echo(f"{name.replace('_', ' '):20}{number:>10}")
    if errors:
        click.echo(f"Rows that were left out, and why: {errors}", err=True)


def _place(file: FieldFile) -> str:
    """Where the file lies: a path, or its name in a storage that has no paths (S3)."""
    try:
        return file.path
    except NotImplementedError:
        return file.name or ""
