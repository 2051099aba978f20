"""`rundbrief subscribers export` and `erase`: what a data officer answers requests with."""

from __future__ import annotations

from pathlib import Path

import click
from django.template.loader import render_to_string
from django.utils import translation

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show_one
from config.cli.people import acting
from staff.models import User
from subscribers import consent, handling, people, rights
from subscribers.keys import AddressError
from subscribers.models import Subscriber
from subscribers.public import owning


@click.command()
@click.argument("address")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@acting
@as_json
def export(*, address: str, out: Path, language: str, by: User, json_: bool) -> None:
    """Write all that is stored about ADDRESS: one JSON file, and one HTML page to print."""
    person = _person(address)
    office_id = handling.demand(by, [person])
    with translation.override(language):
        found = rights.everything_about(person)
        page = render_to_string("public/data_print.html", owning.print_context(found))
    files = {out / f"data-{person.pk}.json": owning.as_json(found)}
    files[out / f"data-{person.pk}.html"] = page
    out.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        file.touch(mode=0o600)
        file.write_text(content, encoding="utf-8")
    handling.note("downloaded", person, by=by, office_id=office_id)
    show_one({"subscriber": person.pk, "files": [str(file) for file in files]}, json_=json_)


@click.command()
@click.argument("address")
@acting
@as_json
def erase(*, address: str, by: User, json_: bool) -> None:
    """Erase ADDRESS now, without a mail. The proof of consent stays under a keyed hash."""
    person = _person(address)
    office_id = handling.demand(by, [person])
    consent.erase(person.pk, source=f"staff {by.pk}")
    handling.note("erased", person, by=by, office_id=office_id)
    person.refresh_from_db()
    show_one({"subscriber": person.pk, "proof_until": str(person.proof_until)}, json_=json_)


def _person(address: str) -> Subscriber:
    try:
        found = people.find(address)
    except AddressError as error:
        raise CliError(f"This is no e-mail address. {error}", Code.UNREADABLE) from error
    if found is None:
        raise CliError("Nothing is stored about this address.", Code.NOT_FOUND)
    return found
