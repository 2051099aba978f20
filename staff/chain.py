"""Chains of seals: what is written once is hashed in batches, each together with the one before.

What was changed, added or removed afterwards is found, by its number and that of its seal. The
evidence of consent is such a chain, and the audit trail of staff is another (S32).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

MOST_FINDINGS = 1000
ID_BYTES = 8
LEAF_BYTES = 32
ENTRY = ID_BYTES + LEAF_BYTES


class Seal(Protocol):
    """A stored seal: number, moment, how many events it has, their ids and leaves, digest."""

    pk: int
    at: datetime
    events: int
    leaves: bytes | memoryview
    digest: bytes | memoryview


class Fault(StrEnum):
    """What can be wrong with a chain."""

    PAYLOAD = "payload changed"
    METADATA = "metadata changed"
    MISSING = "event missing"
    FOREIGN = "event added to a seal"
    SEAL = "seal changed"
    SEAL_MISSING = "seal missing"
    NOTED = "noted digest unknown"


class Finding(NamedTuple):
    """One thing that does not verify: event and seal by number, 0 for none."""

    fault: Fault
    event: int
    seal: int


@dataclass
class Verdict:
    """What was looked at and found; `newest` is the digest to note outside, in hex.

    `noted` are digests that were noted outside and not yet met. `erased` events have lost their
    payload, `removed` ones were kept long enough.
    """

    events: int = 0
    seals: int = 0
    erased: int = 0
    unsealed: int = 0
    newest: str = ""
    newest_at: str = ""
    removed: int = 0
    noted: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether all of it verifies."""
        return not self.findings

    def add(self, fault: Fault, *, event: int = 0, seal: int = 0) -> None:
        """Write down a finding; of very many only the number."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(fault, event, seal))
        else:
            self.more += 1


def leaf(line: str) -> bytes:
    """SHA-256 over an event's line of text."""
    return hashlib.sha256(line.encode()).digest()


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC, with microseconds, as in 2026-11-25T09:42:54.000001Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def pack(pairs: Iterable[tuple[int, bytes]]) -> bytes:
    """Ids and leaves as a seal stores them."""
    return b"".join(number.to_bytes(ID_BYTES, "big") + one for number, one in pairs)


def unpack(stored: bytes) -> Iterator[tuple[int, bytes]]:
    """What `pack` packed; a last entry that is cut short is left out."""
    for start in range(0, len(stored) - ENTRY + 1, ENTRY):
        entry = stored[start : start + ENTRY]
        yield int.from_bytes(entry[:ID_BYTES], "big"), entry[ID_BYTES:]


def seal_digest(before: bytes, leaves: Iterable[bytes], *, at: datetime) -> bytes:
    """SHA-256 over the digest of the seal before, the moment of this one, and its leaves."""
    total = hashlib.sha256(before + moment(at).encode())
    for one in leaves:
        total.update(one)
    return total.digest()


def judge(
    verdict: Verdict, seal: Seal, *, before: bytes, lines: Iterable[tuple[int, str]]
) -> tuple[bytes, list[int]]:
    """Check a seal and its events, given as numbers and lines. Returns its digest, as stored, for
    the seal after it; and the numbers of events that it holds and that are gone.
    """
    leaves = dict(unpack(bytes(seal.leaves)))
    stored = bytes(seal.digest)
    verdict.seals += 1
    verdict.newest, verdict.newest_at = stored.hex(), seal.at.isoformat()
    verdict.noted.discard(stored.hex())
    if seal.events != len(leaves) or stored != seal_digest(before, leaves.values(), at=seal.at):
        verdict.add(Fault.SEAL, seal=seal.pk)
    for number, line in lines:
        expected = leaves.pop(number, None)
        if expected is None:
            verdict.add(Fault.FOREIGN, event=number, seal=seal.pk)
        elif leaf(line) != expected:
            verdict.add(Fault.METADATA, event=number, seal=seal.pk)
    return stored, list(leaves)
