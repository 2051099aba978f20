"""The transport and relays that say nothing, or too much, while it has something to say itself."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace

import pytest

from mailer.delivery import exchange, smtp
from mailer.delivery.relay import Relay
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.relay import nasty
from tests.integration.delivery.test_smtp import Notes, at, letters, run
from tests.wire import wire

# More than loopback's buffers hold.
LARGE = wire(b"Subject: x\r\n\r\n" + (b"x" * 70 + b"\r\n") * 120_000)
LONG = (b"552-5.3.4 too big" + b"!" * 80 + b"\r\n") * 600 + b"552 5.3.4 too big\r\n"


@pytest.mark.parametrize(
    ("step", "verdict"), [("RCPT", "later"), ("DATA", "later"), ("BODY", "uncertain")]
)
def test_a_relay_that_says_nothing_is_given_up(step: str, verdict: str) -> None:
    """M42, RFC 5321, 4.5.3.2: half-open connections, too; the others go over a new session."""
    notes, began = Notes(), time.monotonic()
    with nasty(at(step, "wait 4")) as server:
        relay = replace(Relay.from_url(server.url), timeout=0.3)
        transport = SmtpTransport([relay], ehlo="mail.example.org", connections=1)
        transport.send(letters(4), notes)
        transport.close()
    assert time.monotonic() - began < 4
    assert (notes.verdicts[0], notes.verdicts[1], notes.verdicts[3]) == (
        "accepted", verdict, "accepted",
    )  # fmt: skip
    assert server.sessions == 2


def test_a_worker_that_is_to_stop_waits_no_longer_than_its_grace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Invariant 7: of 25 seconds 20 are for answers to what is on the wire, whatever relays do."""
    assert smtp.GRACE <= 20
    monkeypatch.setattr(smtp, "GRACE", 0.2)
    monkeypatch.setattr(smtp, "TICK", 0.1)
    notes, began = Notes(), time.monotonic()
    with nasty(at("BODY", "wait 3")) as server:
        tested = SmtpTransport(
            [Relay.from_url(server.url)],
            ehlo="mail.example.org",
            connections=1,
            leaving=lambda: len(notes.begun) > 1,
        )
        tested.send(letters(2), notes)
        assert time.monotonic() - began < 2
        tested.close()
    assert notes.verdicts == {0: "accepted", 1: "uncertain"}


def test_a_slow_relay_keeps_its_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is written behind a body that is answered late, so that nobody is dropped there."""
    monkeypatch.setattr(exchange, "QUICK", 0.05)
    monkeypatch.setattr(exchange, "LATE", 0.1)
    relay, notes, _ = run(lambda step, _to: "wait 0.15" if step == "BODY" else None, count=4)
    assert set(notes.verdicts.values()) == {"accepted"}
    assert (len(notes.verdicts), relay.sessions, relay.commands.count("MAIL")) == (4, 1, 4)


def test_a_session_ends_after_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Relays behind a balancer share the load; whoever was written behind is not lost."""
    monkeypatch.setattr(smtp, "PER_SESSION", 2)
    relay, notes, _ = run(lambda _step, _to: None, count=5)
    assert set(notes.verdicts.values()) == {"accepted"}
    assert (len(notes.verdicts), relay.sessions) == (5, 3)


def test_the_configured_name_is_said() -> None:
    """M37: never that of the container."""
    with nasty() as server:
        transport = SmtpTransport([Relay.from_url(server.url)], ehlo="rundbrief.stadt.example")
        transport.send(letters(1), Notes())
        transport.close()
    assert server.lines[0] == b"EHLO rundbrief.stadt.example\r\n"


def test_two_that_both_write_do_not_wait_for_each_other() -> None:
    """RFC 2920, 3.1: a relay that talks at length while it does not read a large body."""
    notes = Notes()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        thread = threading.Thread(target=_talks_before_it_reads, args=(server,))
        thread.start()
        relay = Relay.from_url(f"smtp://127.0.0.1:{server.getsockname()[1]}?tls=none&timeout=20")
        transport = SmtpTransport([relay], ehlo="mail.example.org", connections=1)
        for letter in (letters(1, LARGE)[0], letters(2)[1]):
            transport.send([letter], notes)
        transport.close()
        thread.join(10)
    assert notes.verdicts == {0: "never", 1: "accepted"}
    assert notes.answers[0].status == "5.3.4"


def _talks_before_it_reads(server: socket.socket) -> None:
    """Refuses the first body at length before it reads it, and takes the second."""
    client, _ = server.accept()
    with client, client.makefile("rb") as lines:
        client.sendall(b"220 relay.test\r\n")
        lines.readline()
        client.sendall(b"250-relay.test\r\n250 PIPELINING\r\n")
        for reply in (LONG, b"250 2.0.0 taken\r\n"):
            for _ in range(3):
                lines.readline()
            client.sendall(b"250 fine\r\n250 fine\r\n354 go on\r\n")
            time.sleep(0.3)  # until the body fills what there is between us
            if reply is LONG:
                client.sendall(reply)
            while lines.readline() != b".\r\n":
                pass
            if reply is not LONG:
                client.sendall(reply)
        lines.readline()
