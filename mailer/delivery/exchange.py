"""The transactions of one open session, without a socket: replies in, bytes to write out.

With PIPELINING (RFC 2920) the next envelope follows its predecessor's body in one write, and its
body goes out as soon as 354 comes; otherwise every command waits for its reply.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Final, Protocol

from mailer.delivery.commands import TOO_LARGE, ObjectionError, commands, is_too_large, octets
from mailer.delivery.opening import Offers
from mailer.delivery.replies import Reply, SessionError, outcome
from mailer.delivery.seam import Envelope, Outcome, Verdict

MAIL, RCPT, DATA, BODY, VOID = "MAIL", "RCPT", "DATA", "BODY", "VOID"
"""What a reply is expected to; nobody is waiting for the answer to VOID."""
ENVELOPE: Final = (MAIL, RCPT)
# First digits of what may be said to DATA instead of 354, and to a message (RFC 5321, 4.3.2).
REFUSALS: Final = (4, 5)
ANSWERS: Final = (2, *REFUSALS)
# The relay is going to close the session (RFC 5321, 3.8).
GOING: Final = 421
# An envelope that waited longer behind a body than this is dropped: its person may have left
# since it was chosen, and the relay reads it only now (invariant 5).
LATE: Final = 0.5
# The next envelope is written behind a body where the relay answered the last one sooner.
QUICK: Final = 0.25
LOST: Final = Outcome(
    Verdict.UNCERTAIN, words="The connection broke between the end of the message and its reply."
)
Pieces = tuple[bytes, ...]


class Work(Protocol):
    """Where envelopes come from and where their answers go."""

    def take(self) -> Envelope | None:
        """The next envelope, chosen now; None when there is none."""

    def started(self, key: int) -> None:
        """The body of this delivery goes out from now on."""

    def answered(self, key: int, outcome: Outcome) -> None:
        """What became of it."""

    def untried(self, _key: int, /) -> None:
        """It was taken, but nothing became of it and nothing is held against it."""

    def refused(self, envelope: Envelope, outcome: Outcome) -> bool:
        """This relay's no; whether another one, which may take it, is asked instead."""


@dataclass(slots=True)
class Tempo:
    """Seconds that a relay took for its last message, in whichever session: slow until it shows."""

    took: float = inf


class Exchange:
    """At most `most` messages in one session, and `patience` seconds for one to get to its body.

    `steps` are the replies that are due, `served` the messages answered so far. Sessions with one
    relay share its `tempo`.
    """

    __slots__ = (
        "_began",
        "_body_at",
        "_clock",
        "_current",
        "_in_body",
        "_most",
        "_offers",
        "_patience",
        "_rcpt",
        "_refusal",
        "_tempo",
        "behind",
        "served",
        "steps",
        "work",
    )

    def __init__(
        self,
        offers: Offers,
        work: Work,
        *,
        most: int,
        patience: float = 300.0,
        tempo: Tempo | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.work = work
        self.steps: deque[str] = deque()
        self.served = 0
        # Octets written behind the end of the body that is on its way.
        self.behind = 0
        self._offers = offers
        self._most = most
        self._patience = patience
        self._tempo = tempo or Tempo()
        self._clock = clock
        self._current: Envelope | None = None
        self._in_body: Envelope | None = None
        self._refusal: Outcome | None = None
        self._rcpt = b""
        self._began = self._body_at = 0.0

    @property
    def full(self) -> bool:
        """Whether this session has had its share of messages."""
        return self.served >= self._most

    @property
    def limit(self) -> float:
        """Octets of a message that the relay takes, as far as this session knows."""
        return self._offers.size or inf

    def begin(self) -> bytes:
        """The next transaction, as far as it may be written now; b'' when there is none."""
        if self.served + (self._in_body is not None) >= self._most:
            return b""
        while envelope := self.work.take():
            try:
                lines = commands(envelope, self._offers)
            except ObjectionError as error:
                if self.work.refused(envelope, error.outcome):
                    return b""
                continue
            self._current, self._refusal, self._began = envelope, None, self._clock()
            if self._offers.pipelining:
                self.steps += (MAIL, RCPT, DATA)
                return lines + b"DATA\r\n"
            self.steps.append(MAIL)
            mail, self._rcpt = lines.splitlines(keepends=True)
            return mail
        return b""

    def hear(self, replies: Iterable[Reply], out: list[bytes | memoryview]) -> None:
        """Append to `out` what is to be written after these replies; raises SessionError."""
        steps, pipelining = self.steps, self._offers.pipelining
        for reply in replies:
            code = reply[0]
            if not steps or code == GOING:
                self._over(reply)
            step = steps.popleft()
            if step in ENVELOPE:
                if code != 250 or not pipelining:
                    out += self._after_envelope(step, reply)
            elif step == DATA:
                self._after_data(reply, out)
            elif step == BODY:
                out += self._after_body(reply)
            elif not steps:
                out.append(self.begin())

    def lost(self, unsent: int) -> None:
        """Settle what the end of the session leaves open; `unsent` octets never left us.

        A body that was not written to its end leaves no doubt. Who was in the middle of a
        transaction is put off, because the envelope may be what broke the session.
        """
        if self._in_body is not None:
            cut = unsent > self.behind
            self._answer_body(_later("The connection broke within the message.") if cut else LOST)
        if self._current is not None:
            if self._refusal is not None:
                self._answer(self._refusal)
            elif self.steps and self.steps[0] in {RCPT, DATA}:
                self._answer(_later("The connection broke."))
            else:
                self._forget()

    def _after_envelope(self, step: str, reply: Reply) -> Pieces:
        if reply.code // 100 != 2 and self._refusal is None:
            self._refusal = said = outcome(*reply)
            if step == MAIL and self._offers.size and is_too_large(said):
                self._learn_limit(said)
        if self._offers.pipelining:
            return ()
        if self._refusal is not None:
            return self._refused()
        self.steps.append(RCPT if step == MAIL else DATA)
        return (self._rcpt if step == MAIL else b"DATA\r\n",)

    def _learn_limit(self, said: Outcome) -> None:
        """The relay takes less than it announced: as if it had said so at once."""
        assert self._current is not None  # noqa: S101
        self._offers = replace(self._offers, size=octets(self._current.message) - 1)
        self._refusal = said._replace(code=0, status=TOO_LARGE)

    def _not_wanted(self, reply: Reply) -> Pieces:
        if reply.code == 354:
            # Nobody is to get it, but the relay waits for a message: an empty one ends it.
            self.steps.append(VOID)
            self._settle_refusal()
            return (b".\r\n", self._next())
        if reply.code // 100 not in REFUSALS:
            self._refusal = self._refusal or _later("The relay's reply to DATA makes no sense.")
            raise _confused("DATA", reply)
        self._refusal = self._refusal or outcome(*reply)
        return self._refused()

    def _after_data(self, reply: Reply, out: list[bytes | memoryview]) -> None:
        if reply.code != 354 or self._refusal is not None:
            out += self._not_wanted(reply)
            return
        envelope = self._current
        assert envelope is not None  # noqa: S101
        self._body_at = self._clock()
        if self._body_at - self._began > self._patience:
            # This process stood still, and somebody else may have this claim by now.
            raise SessionError("too much time has gone since this message was chosen")
        self.work.started(envelope.key)
        self._current, self._in_body = None, envelope
        self.steps.append(BODY)
        quick = self._tempo.took < QUICK and self._body_at - self._began < QUICK
        following = self.begin() if quick and self._offers.pipelining else b""
        self.behind = len(following)
        out += envelope.message
        out.append(b".\r\n" + following)

    def _after_body(self, reply: Reply) -> Pieces:
        if reply.code // 100 not in ANSWERS:
            # Whether it was taken nobody knows.
            raise _confused("a message", reply)
        self._answer_body(outcome(*reply))
        self.served += 1
        self._tempo.took = took = self._clock() - self._body_at
        if not self.steps:
            return (self.begin(),)
        if took > LATE:
            raise SessionError("the relay was slow: who waited behind that message is asked anew")
        return ()

    def _refused(self) -> Pieces:
        """A transaction that ended before its body: clean up, and go on behind it."""
        self.steps.append(VOID)
        self._settle_refusal()
        return (b"RSET\r\n", self._next())

    def _next(self) -> bytes:
        return self.begin() if self._offers.pipelining else b""

    def _settle_refusal(self) -> None:
        self.served += 1
        assert self._current is not None  # noqa: S101
        assert self._refusal is not None  # noqa: S101
        self.work.refused(self._current, self._refusal)
        self._current = None

    def _over(self, reply: Reply) -> None:
        """421 is an answer to whom it was said to; then, as after words unasked, all is over."""
        if not self.steps:
            raise SessionError(f"said unasked: {reply.code} {reply.words[:200]!r}")
        step, said = self.steps.popleft(), outcome(*reply)
        if step == BODY:
            self._answer_body(said)
        elif step in {RCPT, DATA}:
            self._refusal = self._refusal or said
        elif self._current is not None and self._refusal is None:
            self._forget()
        raise SessionError(f"421 {said.words}")

    def _answer(self, said: Outcome) -> None:
        assert self._current is not None  # noqa: S101
        self.work.answered(self._current.key, said)
        self._current = None

    def _answer_body(self, said: Outcome) -> None:
        assert self._in_body is not None  # noqa: S101
        self.work.answered(self._in_body.key, said)
        self._in_body = None

    def _forget(self) -> None:
        assert self._current is not None  # noqa: S101
        self.work.untried(self._current.key)
        self._current = None


def _later(words: str) -> Outcome:
    return Outcome(Verdict.LATER, words=words)


def _confused(what: str, reply: Reply) -> SessionError:
    return SessionError(f"said to {what}: {reply.code} {reply.words[:200]!r}")
