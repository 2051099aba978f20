"""`rundbrief audit`: whether the evidence of consent is as it was written."""

from __future__ import annotations

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from subscribers.verifying import Verdict
from subscribers.verifying import verify as look


@click.group()
def audit() -> None:
    """The evidence of consent: sealed in a chain, and checked."""


@audit.command()
@click.option("--noted", default="", help="A seal's digest as you noted it outside.")
@as_json
def verify(*, noted: str, json_: bool) -> None:
    """Recompute every event and seal, and name what does not verify.

    Ends with code 9 if anything was changed, added or removed. Note the newest digest where nobody
    who can write to the database can: it fixes everything before it.
    """
    verdict = look(noted.strip())
    _print(verdict, json_=json_)
    if not verdict.holds:
        raise CliError("Not all of the evidence verifies.", Code.UNPROVEN)


def _print(verdict: Verdict, *, json_: bool) -> None:
    findings = [
        {"fault": str(found.fault), "event": found.event or None, "seal": found.seal or None}
        for found in verdict.findings
    ]
    facts = {
        "events": verdict.events,
        "seals": verdict.seals,
        "erased_payloads": verdict.erased,
        "unsealed": verdict.unsealed,
        "newest_seal": verdict.newest,
        "sealed_at": verdict.newest_at,
        "holds": verdict.holds,
    }
    if json_:
        show_one({**facts, "findings": findings, "more_findings": verdict.more}, json_=True)
        return
    show_one(facts, json_=False)
    if findings:
        click.echo()
        show(findings, json_=False)
    if verdict.more:
        click.echo(f"and {verdict.more} more")
