"""`rundbrief issues audit`: the proof that everybody is accounted for."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from mailer.delivery.replies import without_addresses
from mailer.dispatch import proof
from mailer.dispatch.errors import NotFoundError
from mailer.feedback.relaylog import sights
from mailer.models import Issue


@click.command("audit")
@click.argument("issue", type=int)
@click.option("--log", "logs", multiple=True, type=click.Path(path_type=Path), help="Of a relay.")
@as_json
def audit(issue: int, logs: tuple[Path, ...], json_: bool) -> None:
    """Prove the sum, list every delivery in doubt, and compare with a mail server's log.

    Ends with code 8 if something speaks against the ledger.
    """
    found = Issue.objects.filter(pk=issue).first()
    if found is None:
        raise NotFoundError(f"There is no issue {issue}.")
    seen = sights(_lines(logs)) if logs else None
    claims = proof.claims(found)
    doubts = list(proof.doubts(found, seen))
    proven = all(claim.holds for claim in claims) and not any(map(proof.weighs, doubts))
    _print(claims, doubts, issue=issue, json_=json_)
    if not proven:
        raise CliError("Not everything is accounted for.", Code.UNACCOUNTED)


def _print(
    claims: Sequence[proof.Claim], doubts: Sequence[proof.Doubt], *, issue: int, json_: bool
) -> None:
    proofs = [{"claim": c.what, "holds": c.holds, "against": c.against} for c in claims]
    rows = [{**asdict(doubt), "words": without_addresses(doubt.words)} for doubt in doubts]
    if json_:
        show_one({"issue": issue, "proofs": proofs, "doubts": rows}, json_=True)
        return
    show(proofs, json_=False)
    click.echo()
    show(rows, json_=False, empty="No delivery is in doubt.")


def _lines(logs: Sequence[Path]) -> Iterator[str]:
    """The lines of all files, packed ones too; never more than one of them in memory."""
    for path in logs:
        opened = gzip.open if path.suffix == ".gz" else open
        try:
            with opened(path, "rt", encoding="utf-8", errors="replace") as file:
                yield from file
        except OSError as error:
            raise CliError(f"{path} cannot be read: {error}", Code.UNREADABLE) from error
