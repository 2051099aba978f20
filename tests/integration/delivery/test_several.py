"""Several relays: shares by weight, and a circuit breaker for one that fails."""

from __future__ import annotations

import math
import ssl
import time

import pytest

from mailer.delivery.connection import tls_context
from mailer.delivery.relay import Relay
from mailer.delivery.seam import RelayDownError
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.relay import Script, nasty
from tests.integration.delivery.test_smtp import Notes, letters, transport
from tests.wire import wire

LARGE = wire(b"Subject: x\r\n\r\n" + (b"x" * 70 + b"\r\n") * 45)
BIG = "552 5.3.4 Message size exceeds fixed limit"


def always(step: str, reply: str | None) -> Script:
    """Say this at this step, whoever it is about; None: what is usual."""
    return lambda now, _who: reply if now == step else None


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


@pytest.mark.parametrize(
    ("offers", "reply"),
    [
        (("PIPELINING", "SIZE 2000"), None),
        (("PIPELINING", "SIZE 9000"), BIG),
        (("SIZE 9000",), BIG),
    ],
)
def test_what_one_relay_finds_too_large_another_takes(
    offers: tuple[str, ...], reply: str | None
) -> None:
    """Issue 3: by the announced SIZE or by 552 to MAIL; what is small goes there still."""
    with nasty(always("MAIL", reply), offers=offers) as small, nasty() as large:
        under_test = transport(small, large, connections=4)
        notes, again = Notes(), Notes()
        under_test.send(letters(12, LARGE), notes)
        tried = small.commands.count("MAIL")
        under_test.send(letters(1, LARGE), again)
        under_test.close()
    assert set(notes.verdicts.values()) == set(again.verdicts.values()) == {"accepted"}
    assert (len(large.accepted), small.accepted) == (13, [])
    assert tried <= (small.sessions if reply else 0)


@pytest.mark.parametrize("reply", [None, BIG])
def test_what_is_too_large_for_every_relay_is_no_fault_of_a_person(reply: str | None) -> None:
    """Issue 3: an objection without a code, of which the guard hears, and no final refusal."""
    offers, script = ("PIPELINING", "SIZE 9000" if reply else "SIZE 2000"), always("MAIL", reply)
    with nasty(script, offers=offers) as first, nasty(script, offers=offers) as second:
        under_test, notes = transport(first, second, connections=2), Notes()
        under_test.send(letters(6, LARGE), notes)
        under_test.close()
    assert notes.verdicts == dict.fromkeys(range(6), "never")
    assert {(one.code, one.status) for one in notes.answers.values()} == {(0, "5.3.4")}


def test_what_is_too_large_waits_for_the_relay_that_may_take_it() -> None:
    """Issue 3: while that one is down nobody counts as tried; what the other takes still goes."""
    with nasty(offers=("SIZE 2000",)) as small, nasty(always("CONNECT", "421 4.3.2 no")) as large:
        under_test, notes = transport(small, large), Notes()
        under_test.send(letters(3), Notes())
        with pytest.raises(RelayDownError, match=f"{large.port}"):
            under_test.send(letters(6, LARGE), notes)
        under_test.send(letters(3), Notes())
        under_test.close()
    assert (notes.answers, len(small.accepted)) == ({}, 6)


def test_relays_that_do_not_say_goodbye_cost_a_second_together() -> None:
    """Eight sessions whose relay died: closing them is not waited for one by one."""
    with nasty(always("QUIT", "wait 2")) as relay:
        under_test = transport(relay, connections=8)
        under_test.send(letters(40), Notes())
        began = time.monotonic()
        under_test.close()
    assert relay.sessions == 8
    assert time.monotonic() - began < 2


def test_what_tls_is_good_enough() -> None:
    """M34: 1.2 or newer, and certificates are looked at unless the operator says otherwise."""
    checked, blind = tls_context(verify=True), tls_context(verify=False)
    assert checked.minimum_version == blind.minimum_version == ssl.TLSVersion.TLSv1_2
    assert (checked.verify_mode, checked.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (blind.verify_mode, blind.check_hostname) == (ssl.CERT_NONE, False)
