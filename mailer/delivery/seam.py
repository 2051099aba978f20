"""The seam every transport fits: envelopes go in, each is answered by exactly one outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What became of one attempt, in the words of the ledger."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one person.

    `key` names the delivery to the caller; `sender` is the return path (MAIL FROM),
    `message` the bytes from the first header to the last line, CRLF only.
    """

    key: int
    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer: SMTP code (0 if there was none), enhanced status (RFC 3463) and words."""

    verdict: Verdict
    code: int = 0
    status: str = ""
    words: str = ""


class RelayDownError(Exception):
    """The relay takes nothing from anybody just now; whoever was not answered was not tried."""


class SessionOverError(RelayDownError):
    """The relay ended a session in which it had answered; a new one may do better at once."""


class Journal(Protocol):
    """Told of every message before its body goes out and when it was answered.

    `started` must have survived the death of this process before it returns: what was
    started and not answered is all that can be in doubt after a crash (M42).
    """

    def started(self, key: int) -> None:
        """Note that the body of this delivery may go out from now on."""

    def answered(self, key: int, outcome: Outcome) -> None:
        """Note the answer; the next body follows only after this returns."""


class Transport(Protocol):
    """Hands envelopes to a relay. One transport serves one thread."""

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Try each envelope once and tell the journal.

        Raises RelayDownError when the relay cannot be reached or closes the session (421):
        envelopes that the journal has no answer for were not tried and count no attempt.
        Takes an envelope only when it can begin at once.
        """

    def close(self) -> None:
        """Say goodbye to the relay; the transport can be used again afterwards."""
