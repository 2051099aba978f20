"""`rundbrief check`: what is wrong with a report as it would be told, or with an issue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from config.cli.audiences import named
from config.cli.errors import CliError, Code
from config.cli.output import as_json, show
from config.cli.people import acting
from config.cli.reports import find
from config.rendering import Composed, composed
from mailer.dispatch import facts, gate, glances, looking
from mailer.dispatch.gate import Found
from mailer.dispatch.tellings import easy_audiences
from mailer.editions.check import Finding
from mailer.editions.check import check as findings_of
from mailer.editions.check.model import in_words
from mailer.models import Issue
from staff.models import User


@click.command()
@click.argument("what")
@click.option("--issue", "is_issue", is_flag=True, help="WHAT is the number of an issue.")
@click.option("--audience", "audiences", multiple=True, help="Without it: all of them.")
@click.option("--language", default="de", show_default=True, help="Of a report's edition.")
@click.option("--layout", default="", help="Of a report's edition; without it, as told.")
@click.option("--easy", is_flag=True, help="A report's edition in easy language.")
@click.option("--network", is_flag=True, help="Follow links and ask DNS now, also once more.")
@as_json
def check(what: str, *, is_issue: bool, network: bool, json_: bool, **more: Any) -> None:
    """Check a report (its number, or a file) or an issue; ends with 5 if something blocks."""
    wanted = named(more["audiences"] or (easy_audiences() if more["easy"] else ()))
    if is_issue:
        found = _issue(what, wanted, network=network)
    else:
        form = {name: more[name] for name in ("language", "layout", "easy")}
        found = _report(what, wanted, form=form, network=network)
    show([_row(one, json_=json_) for one in found], json_=json_, empty="Nothing to mind.")
    if any(one.stops for one in found):
        raise CliError("This cannot go out before it is mended, or waived.", Code.REFUSED)


@click.command()
@click.argument("issue", type=int)
@click.argument("finding")
@click.option("--reason", required=True, help="Why it may go out all the same; kept with it.")
@click.option("--affirm", multiple=True, help="What is true of the mail: see 'asks' of the check.")
@acting
def waive(issue: int, finding: str, *, reason: str, affirm: tuple[str, ...], by: User) -> None:
    """Let a blocking finding of an issue pass; FINDING is its key."""
    done = gate.waive(issue, finding, reason=reason, by=by, affirmed=affirm)
    click.echo(f"Waived for issue {issue}: {done.rule}.")


@click.command()
@click.argument("issue", type=int)
@click.argument("finding")
@acting
def unwaive(issue: int, finding: str, by: User) -> None:
    """Take a waiver back; an approval that relied on it is void."""
    found = gate.withdraw(issue, finding, by=by)
    click.echo(f"Taken back; issue {found.pk} is {found.state}.")


def _issue(what: str, audiences: Iterable[str], *, network: bool) -> list[Found]:
    issue = Issue.objects.filter(pk=int(what)).first() if what.isdigit() else None
    if issue is None:
        raise CliError(f"There is no issue {what}. See: rundbrief issues list", Code.NOT_FOUND)
    if network:
        looking.look_now(issue)
    gate.inspect(issue)
    wanted = set(audiences)
    found = gate.found(issue)
    return [one for one in found if wanted & {row.audience.slug for row in one.editions}]


def _report(
    what: str, audiences: Iterable[str], *, form: dict[str, Any], network: bool
) -> list[Found]:
    source = Path(what) if Path(what).is_file() else find(what).pk
    merged: dict[str, Found] = {}
    around = facts.Surroundings()
    told = {slug: composed(source, slug, **form) for slug in audiences}
    if network:
        _look_now(told.values())
    for slug, made in told.items():
        links = around.links(made.edition.html)
        known = around.of_report(made.entry, form["language"], links=links)
        known = replace(known, browser_url=made.browser_url)
        for finding in findings_of(made.edition, known):
            merged.setdefault(finding.key, Found(finding)).told_to.add(slug)
    return sorted(merged.values(), key=lambda one: one.finding.severity.rank)


def _look_now(told: Iterable[Composed]) -> None:
    """See anew what was seen before, each thing once."""
    now, around = timezone.now(), facts.Surroundings()
    glances.look_at_links({a for made in told for a in around.links(made.edition.html)}, since=now)
    for made in told:
        glances.look_at_sender(made.entry.sender, since=now)


def _row(one: Found, *, json_: bool) -> dict[str, Any]:
    finding: Finding = one.finding
    told_to = sorted(one.told_to | {f"{e.audience.slug}/{e.language}" for e in one.editions})
    waived = one.waiver and {"by": one.waiver.by.email, "reason": one.waiver.reason}
    if json_:
        asks = {name: in_words(words) for name, words in one.asks.items()}
        found = {**finding.as_dict(), "asks": asks, "key": finding.key}
        return {**found, "editions": told_to, "waived": waived}
    return {
        "severity": "waived" if waived else str(finding.severity),
        "rule": finding.rule,
        "key": finding.key,
        "place": finding.place["en"],
        "words": finding.words["en"],
        "editions": told_to,
    }
