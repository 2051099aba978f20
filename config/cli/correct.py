"""`rundbrief issues correct`, `tell-newest`, `head`, `reports withdraw`: other words."""

from __future__ import annotations

import click

from config.cli.errors import CliError
from config.cli.people import acting
from mailer.dispatch import correcting, heading, revising, withdrawing
from mailer.reports import tongues
from staff.models import User


@click.command()
@click.argument("issue", type=int)
@click.option("--de", required=True, help="What was wrong, in German: one or two sentences.")
@click.option("--en", required=True, help="The same in English.")
@click.option(
    "--easy", default="", help="The same in Leichte Sprache; German where it is not said."
)
@acting
def correct(issue: int, *, de: str, en: str, easy: str, by: User) -> None:
    """Open a correction for those who got an issue with the wrong words; to be approved."""
    made = correcting.correct(issue, {"de": de, "en": en, tongues.easy("de"): easy}, by=by)
    click.echo(f"Issue {made.pk} corrects issue {issue}: {made.state}.")


@click.command("tell-newest")
@click.argument("issue", type=int)
@acting
def tell_newest(issue: int, by: User) -> None:
    """Let an issue that waits tell the newest text of its reports; to be approved again."""
    made = revising.tell_newest(issue, by=by)
    click.echo(f"Issue {issue} tells the newest text: {made.state}.")


@click.command()
@click.argument("issue", type=int)
@click.option("--audience", required=True)
@click.option("--language", default="de", show_default=True, help="Of the editions.")
@click.option("--subject", help="'' for that of telling and reports.")
@click.option("--preheader", help="'' for that of telling and reports.")
@acting
def head(issue: int, *, audience: str, language: str, by: User, **words: str | None) -> None:
    """Write an issue's own subject or preheader; to be approved again."""
    given = {name: said for name, said in words.items() if said is not None}
    if not given:
        raise CliError("Name what you write, such as --subject.", 2)
    done = heading.head(issue, audience=audience, language=language, words=given, by=by)
    click.echo("Written." if done else "It was so before.")


@click.command()
@click.argument("report", type=int)
@click.option("--reason", required=True, help="Why; kept in the audit trail.")
@acting
def withdraw(report: int, reason: str, by: User) -> None:
    """Withdraw a report: it is told no more, and its public pages say so."""
    going = withdrawing.withdraw(report, reason=reason, by=by)
    click.echo("Withdrawn.")
    for issue in going:
        click.echo(f"Issue {issue.pk} ('{issue.name}') is being sent with it: pause or cancel it.")
