"""The seam every transport fits: envelopes go in, each is answered by exactly one outcome."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, NewType, Protocol


class Verdict(StrEnum):
    """What became of one attempt, in the words of the ledger."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    UNCERTAIN = "uncertain"


Wire = NewType("Wire", tuple[bytes, ...])
"""A message as it is written to a relay, in pieces: every line ends in CRLF, the last one too, no
CR or LF stands alone, and no line begins with a dot. Its maker promises that, as looking for it
would cost more than the sending."""


class Envelope(NamedTuple):
    """One message to one person.

    `key` names the delivery to the caller; `sender` is the return path (MAIL FROM),
    `envid` begins the id that delivery status notifications give back (RFC 3461), which ends with
    the key; '' for none.
    `eight_bit` tells whether the message has octets above 127, which ours never have (M6).
    """

    key: int
    sender: str
    recipient: str
    message: Wire
    envid: str = ""
    eight_bit: bool = False


class Outcome(NamedTuple):
    """The answer: SMTP code (0 if there was none), enhanced status (RFC 3463) and words."""

    verdict: Verdict
    code: int = 0
    status: str = ""
    words: str = ""


class RelayDownError(Exception):
    """The relay takes nothing from anybody just now; whoever was not answered was not tried."""


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

        Raises RelayDownError when there is no relay to talk to (any more). Envelopes that the
        journal has no answer for afterwards were not tried and count no attempt; that may be so
        of some without an error too. Takes an envelope only when it can begin at once.
        """

    def close(self) -> None:
        """Say goodbye to the relay; the transport can be used again afterwards."""
