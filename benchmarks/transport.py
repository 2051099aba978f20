"""The transport alone, with messages made beforehand, against postfix's load generator in C."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import tools
from benchmarks.measure import Row
from mailer.delivery.relay import Relay
from mailer.delivery.seam import Envelope, Outcome, Verdict, Wire
from mailer.delivery.smtp import SmtpTransport
from workbench.certificate import certificate

MESSAGES = 20_000
OCTETS = 30_000
SESSIONS = 8
RUNS = 5
# So many may be left over.
SPARED = 10 * SESSIONS


class Counting:
    """A journal that only counts what was accepted."""

    def __init__(self) -> None:
        self.accepted = 0

    def started(self, key: int) -> None:
        """Nothing: the journal is measured with the whole path."""

    def answered(self, _key: int, outcome: Outcome) -> None:
        """One more."""
        self.accepted += outcome.verdict is Verdict.ACCEPTED


def envelopes() -> list[Envelope]:
    """So many messages to as many people, made before anything is measured."""
    line = b"Aa" * 35 + b"\r\n"
    message = Wire((b"Subject: Bench\r\n\r\n" + line * (OCTETS // len(line)),))
    return [
        Envelope(n, f"b+1.{n:x}@bounce.example.org", f"p{n}@example.org", message)
        for n in range(MESSAGES)
    ]


def send(port: int, letters: list[Envelope], *, tls: str = "none") -> float:
    """CPU seconds per message through one transport of so many connections.

    Where the sink is kept waiting for its core, the few who stood behind a late body are left
    for another batch (see `exchange.LATE`).
    """
    relay = Relay.from_url(f"smtp://127.0.0.1:{port}?tls={tls}&verify=0")
    transport = SmtpTransport([relay], ehlo="mail.example.org", connections=SESSIONS)
    journal = Counting()
    spent = tools.own_cpu(lambda: transport.send(letters, journal))
    transport.close()
    assert journal.accepted >= len(letters) - SPARED
    return spent / journal.accepted


def source(port: int) -> float:
    """CPU seconds per message of smtp-source over as many sessions."""
    spent = tools.smtp_source(port, messages=MESSAGES, octets=OCTETS, sessions=SESSIONS)
    return spent / MESSAGES


def measure() -> list[Row]:
    """CPU per message: the sink, into two sinks against smtp-source, over TLS against in clear."""
    letters = envelopes()
    rows = [_sink()]
    with tools.fast_sink() as port:
        ours, theirs = _by_turns(partial(send, port, letters), partial(source, port))
    rows.append(Row("transport, against smtp-source, fast sink", ours, theirs, 0.5, "CPU s"))
    with tools.smtp_sink() as port:
        ours, theirs = _by_turns(partial(send, port, letters), partial(source, port))
    rows.append(Row("transport, against smtp-source, smtp-sink", ours, theirs, 0.8, "CPU s"))
    with tempfile.TemporaryDirectory() as folder:
        pem = certificate(Path(folder))
        with tools.fast_sink(str(pem)) as port:
            secure = partial(send, port, letters, tls="require")
            ours, clear = _by_turns(secure, partial(send, port, letters))
    rows.append(Row("transport over STARTTLS, against in clear", ours, clear, 3, "CPU s"))
    return rows


def _sink() -> Row:
    """What the sink itself costs: it must be able to take 20,000 messages a second."""
    found = [
        tools.sink_cost(messages=MESSAGES, octets=OCTETS, sessions=SESSIONS) for _ in range(RUNS)
    ]
    spent = statistics.median(found) / MESSAGES
    return Row(
        "our sink from smtp-source, against 20,000 a second", spent, 1 / 20_000, 1.0, "CPU s"
    )


def _by_turns(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Medians of both, measured by turns, so that a busy moment meets either."""
    pairs = [(one(), other()) for _ in range(RUNS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
