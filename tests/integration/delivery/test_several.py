"""Several relays: shares by weight, and a circuit breaker for one that fails."""

from __future__ import annotations

import math
import ssl
import time

from mailer.delivery.connection import tls_context
from mailer.delivery.relay import Relay
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.relay import nasty
from tests.integration.delivery.test_smtp import Notes, letters, transport


def test_relays_share_by_weight() -> None:
    """Three quarters of the connections for one, a quarter for the other, and mail for both."""
    with nasty() as first, nasty() as second:
        urls = (f"{first.url}&weight=3", f"{second.url}&weight=1")
        under_test = SmtpTransport([*map(Relay.from_url, urls)], ehlo="mail.example.org")
        notes = Notes()
        under_test.send(letters(400), notes)
        under_test.close()
    assert len(notes.answers) == len(first.accepted) + len(second.accepted) == 400
    assert len(first.accepted) > len(second.accepted) > 0
    assert (first.sessions, second.sessions) == (6, 2)


def test_a_relay_that_fails_is_left_alone_and_tried_again() -> None:
    """The other one takes over; the breaker closes once the relay serves again."""
    ill = True

    def script(step: str, _who: str) -> str | None:
        return "421 4.3.2 not now" if ill and step == "CONNECT" else None

    with nasty(script) as first, nasty() as second:
        under_test = transport(first, second, connections=2)
        notes, began = Notes(), time.monotonic()
        under_test.send(letters(20), notes)
        assert len(second.accepted) == 20
        # Pauses of 1, 2, 4 seconds and so on: a few tries, not one for each letter.
        assert first.sessions <= 1 + math.log2(1 + time.monotonic() - began)
        ill = False
        while not first.accepted:
            assert time.monotonic() < began + 20
            under_test.send(letters(4), Notes())
            time.sleep(0.1)
        under_test.close()
    assert set(notes.verdicts.values()) == {"accepted"}


def test_what_tls_is_good_enough() -> None:
    """M34: 1.2 or newer, and certificates are looked at unless the operator says otherwise."""
    checked, blind = tls_context(verify=True), tls_context(verify=False)
    assert checked.minimum_version == blind.minimum_version == ssl.TLSVersion.TLSv1_2
    assert (checked.verify_mode, checked.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (blind.verify_mode, blind.check_hostname) == (ssl.CERT_NONE, False)
