"""`rundbrief testers`: mailboxes of staff that get tests of issues."""

from __future__ import annotations

import click
from django.conf import settings

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show
from config.cli.people import acting
from mailer.dispatch import testers as verbs
from mailer.models import Issue, Tester
from mailer.notices import trial
from staff.models import Office, User
from subscribers import audience as door


@click.group()
def testers() -> None:
    """Mailboxes of staff that get tests of issues."""


@testers.command()
@click.argument("address")
@click.option("--office", default="press", show_default=True)
@click.option("--language", type=click.Choice([code for code, _ in settings.LANGUAGES]))
@click.option("--audience", "slug", help="Only what is told to this audience.")
@acting
def add(address: str, *, office: str, language: str | None, slug: str | None, by: User) -> None:
    """Keep a mailbox; without language or audience it gets every edition."""
    home = Office.objects.filter(slug=office).first()
    if home is None:
        raise CliError(f"There is no office '{office}'.", Code.NOT_FOUND)
    ids = {one.slug: one.id for one in door.audiences()}
    if slug is not None and slug not in ids:
        raise CliError(f"There is no audience '{slug}': {', '.join(ids)}.", Code.NOT_FOUND)
    made = verbs.add(
        home.pk, address, by=by, language=language or "", audience_id=ids[slug] if slug else None
    )
    click.echo(f"{made.pk}: {made.address}")


@testers.command("list")
@as_json
def list_(json_: bool) -> None:
    """All of them."""
    rows = Tester.objects.select_related("office", "audience").order_by("office__slug", "address")
    show(
        [
            {
                "tester": row.pk,
                "office": row.office.slug,
                "address": row.address,
                "language": row.language or "all",
                "audience": row.audience.slug if row.audience else "all",
            }
            for row in rows
        ],
        json_=json_,
    )


@testers.command()
@click.argument("tester", type=int)
@acting
def remove(tester: int, by: User) -> None:
    """Forget a mailbox."""
    verbs.remove(tester, by=by)
    click.echo("Removed.")


@click.command("test")
@click.argument("issue", type=int)
@click.option("--audience", "audiences", multiple=True, help="Without it: all of them.")
@click.option("--language", "languages", multiple=True, help="de-simple is easy language.")
@acting
def send_test(
    issue: int, *, audiences: tuple[str, ...], languages: tuple[str, ...], by: User
) -> None:
    """Send the editions of an issue to the testers, marked as a test."""
    row = Issue.objects.filter(pk=issue).first()
    there = trial.to_choose(row) if row else []
    only = [
        (slug, code)
        for slug, code in there
        if slug in (audiences or (slug,)) and code in (languages or (code,))
    ]
    if there and not only:
        names = ", ".join(map("/".join, there))
        raise CliError(f"Issue {issue} has no such edition. There are: {names}.", Code.NOT_FOUND)
    click.echo(f"Test mails on their way: {trial.send(issue, by=by, only=only)}.")
