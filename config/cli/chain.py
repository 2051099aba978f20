"""`rundbrief audit`: whether evidence of consent and audit trail are as they were written."""

from __future__ import annotations

from collections.abc import Mapping

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from staff.chain import Fault, Verdict


@click.group()
def audit() -> None:
    """Evidence of consent and audit trail of staff: each sealed in a chain, and checked."""


@audit.command()
@click.option("--noted", default="", help="A seal's digest as you noted it outside.")
@as_json
def verify(*, noted: str, json_: bool) -> None:
    """Recompute every event and seal of both chains, and name what does not verify.

    Ends with code 9 if anything was changed, added or removed. Note the newest digests where nobody
    who can write to the database can: each fixes everything before it.
    """
    from staff import sealing
    from subscribers import verifying

    verdicts = {"evidence": verifying.verify(noted.strip()), "trail": sealing.verify(noted.strip())}
    if not all(verdict.noted for verdict in verdicts.values()):
        for verdict in verdicts.values():  # known to one of them
            verdict.findings = [one for one in verdict.findings if one.fault != Fault.NOTED]
    _print(verdicts, json_=json_)
    if not all(verdict.holds for verdict in verdicts.values()):
        raise CliError("Not all of it verifies.", Code.UNPROVEN)


def _print(verdicts: Mapping[str, Verdict], *, json_: bool) -> None:
    rows = [_facts(chain, verdict) for chain, verdict in verdicts.items()]
    findings = [
        {
            "chain": chain,
            "fault": str(one.fault),
            "event": one.event or None,
            "seal": one.seal or None,
        }
        for chain, verdict in verdicts.items()
        for one in verdict.findings
    ]
    more = sum(verdict.more for verdict in verdicts.values())
    if json_:
        chains = {str(row["chain"]): row for row in rows}
        show_one({**chains, "findings": findings, "more_findings": more}, json_=True)
        return
    for row in rows:
        show_one(row, json_=False)
        click.echo()
    if findings:
        show(findings, json_=False)
    if more:
        click.echo(f"and {more} more")


def _facts(chain: str, verdict: Verdict) -> dict[str, object]:
    return {
        "chain": chain,
        "events": verdict.events,
        "seals": verdict.seals,
        "erased_payloads": verdict.erased,
        "removed_in_time": verdict.removed,
        "unsealed": verdict.unsealed,
        "newest_seal": verdict.newest,
        "sealed_at": verdict.newest_at,
        "holds": verdict.holds,
    }
