"""The transport and TLS: certificates are checked, and nothing goes in clear that must not."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.delivery.relay import Relay
from mailer.delivery.seam import RelayDownError
from mailer.delivery.smtp import SmtpTransport
from tests.chaos.receiver import Receiver
from tests.integration.delivery.test_smtp import Notes, letters
from workbench.certificate import certificate


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A server with STARTTLS and a certificate that nobody else knows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))
    with Receiver(tls=context) as server:
        yield server


def send(receiver: Receiver, options: str) -> Notes:
    """Three letters under these options of the relay's URL."""
    relay = Relay.from_url(f"smtp://127.0.0.1:{receiver.port}?timeout=5&{options}")
    notes = Notes()
    transport = SmtpTransport([relay], ehlo="mail.example.org")
    try:
        transport.send(letters(3), notes)
    finally:
        transport.close()
    return notes


@pytest.mark.parametrize("policy", ["opportunistic", "require"])
def test_mail_goes_over_tls(receiver: Receiver, policy: str) -> None:
    """M34: also large messages, in many records."""
    notes = send(receiver, f"tls={policy}&verify=0")
    assert set(notes.verdicts.values()) == {"accepted"}
    assert len(receiver.taken) == 3


@pytest.mark.parametrize("policy", ["opportunistic", "require"])
def test_a_certificate_of_a_stranger_is_refused(receiver: Receiver, policy: str) -> None:
    """M34: an intruder between us and the relay has one, too."""
    with pytest.raises(RelayDownError, match="certificate"):
        send(receiver, f"tls={policy}")
    assert receiver.taken == []


def test_a_relay_that_refuses_tls_gets_nothing_in_clear(receiver: Receiver) -> None:
    """M34: tls=require."""
    receiver.fault = lambda step, _to, _tries: "454 not now" if step == "STARTTLS" else None
    with pytest.raises(RelayDownError, match="STARTTLS refused"):
        send(receiver, "tls=require&verify=0")
    assert receiver.taken == []
