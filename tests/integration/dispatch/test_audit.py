"""The proof, with and without a mail server's log."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.cli.issues import issues
from mailer.dispatch import proof, sending
from mailer.models import Batch, Delivery, Issue
from tests.integration.delivery.relay import CUT, NastyRelay

Make = Callable[..., Issue]
Relay = Callable[..., AbstractContextManager[NastyRelay]]


def audit(issue: Issue, *words: str, code: int = 0) -> Result:
    """`rundbrief issues audit ISSUE WORDS`."""
    done = CliRunner().invoke(issues, ["audit", str(issue.pk), *words])
    assert done.exit_code == code, (done.output, done.exception)
    return done


@pytest.fixture
def sent(ready: Make, relay: Relay) -> tuple[Issue, list[str]]:
    """Five people: one refused, one in doubt, who got it; and the Message-IDs that were taken."""
    issue = ready(5)
    script = {("RCPT", "1"): "550 5.1.1 unknown", ("BODY", "2"): CUT}
    with relay(lambda step, to: script.get((step, to[9:10]))) as server:
        sending.send_some(issue.pk)
    lines = (line for _, body in server.accepted for line in body.split(b"\r\n"))
    return issue, [line.decode()[12:] for line in lines if line.startswith(b"Message-ID: ")]


def test_the_ledger_proves_itself(sent: tuple[Issue, list[str]]) -> None:
    """Sum, batches, times; and who is in doubt, with the name of their message."""
    issue, names = sent
    found = json.loads(audit(issue, "--json").output)
    assert all(claim["holds"] for claim in found["proofs"])
    [doubt] = found["doubts"]
    assert (doubt["state"], doubt["found"]) == ("uncertain", "in doubt")
    assert f"<{doubt['message_id']}>" in names
    assert "example.org>" not in doubt["words"]
    assert "in doubt" in audit(issue).output


@pytest.mark.parametrize(
    ("spoil", "claim"),
    [
        (lambda: Delivery.objects.filter(state="failed").delete(), proof.claims.__name__),
        (lambda: Batch.objects.all().delete(), proof.CONTRADICTIONS[0]),
        (lambda: Batch.objects.update(last_id=0), proof.CONTRADICTIONS[1]),
        (lambda: Delivery.objects.update(state="queued"), proof.CONTRADICTIONS[2]),
        (lambda: Delivery.objects.update(state="deferred"), proof.CONTRADICTIONS[3]),
        (lambda: Delivery.objects.update(settled_at=None), proof.CONTRADICTIONS[4]),
    ],
)
def test_every_contradiction_is_found(
    sent: tuple[Issue, list[str]], spoil: Callable[[], object], claim: str
) -> None:
    """A check that cannot fail proves nothing."""
    spoil()
    wrong = {one.what for one in proof.claims(sent[0]) if not one.holds}
    assert wrong == {claim if claim != "claims" else "the sum of all states is the frozen audience"}
    audit(sent[0], code=8)


def test_a_log_is_a_second_witness(sent: tuple[Issue, list[str]], tmp_path: Path) -> None:
    """Doubt is cleared by it; what it has twice, not at all or against the ledger is named."""
    issue, names = sent
    log = tmp_path / "mail.log.gz"
    with gzip.open(log, "wt") as file:
        file.writelines(f"took {name}\n" for name in names)
    found = json.loads(audit(issue, "--log", str(log), "--json").output)["doubts"]
    assert [doubt["found"] for doubt in found] == ["in doubt, but taken"]
    other = tmp_path / "other.log"
    other.write_text("".join(f"took {name}\n" for name in (names[0], names[0])))
    done = audit(issue, "--log", str(other), code=8)
    assert {"taken twice", "not in the log"} <= {
        doubt.found for doubt in proof.doubts(issue, {names[0].strip("<>"): 2})
    }
    assert "Not everything is accounted for" in done.output


def test_who_is_about_to_get_it_twice_is_named(
    sent: tuple[Issue, list[str]], tmp_path: Path
) -> None:
    """A delivery that is to be tried again, of which the log has a mail already."""
    issue, names = sent
    log = tmp_path / "mail.log"
    log.write_text("".join(f"took {name}\n" for name in names))
    Delivery.objects.filter(state="uncertain").update(
        state="deferred", next_try_at=issue.occurrence
    )
    done = audit(issue, "--log", str(log), "--json", code=8)
    [doubt] = json.loads(done.stdout)["doubts"]
    assert (doubt["state"], doubt["found"]) == ("deferred", "taken, and will be sent again")


def test_bad_input_is_named(sent: tuple[Issue, list[str]], tmp_path: Path) -> None:
    """A file that is none ends with the code for what cannot be read."""
    assert "cannot be read" in audit(sent[0], "--log", str(tmp_path / "none"), code=4).output
