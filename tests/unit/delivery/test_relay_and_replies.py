"""Relay addresses, and what an SMTP reply means for one recipient."""

from __future__ import annotations

import pytest

from mailer.delivery.relay import Relay, RelayError
from mailer.delivery.replies import MAX_WORDS, outcome
from tests.wire import wire


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://relay.test", 25, "opportunistic"),
        ("smtp://relay.test:587?tls=require", 587, "require"),
        ("smtps://relay.test", 465, "implicit"),
        ("smtp://127.0.0.1:2525?tls=none", 2525, "none"),
    ],
)
def test_a_url_names_relay_and_policy(url: str, port: int, tls: str) -> None:
    """M34: STARTTLS is used where offered, unless the policy says otherwise."""
    relay = Relay.from_url(url)
    assert (relay.port, relay.tls, relay.verify) == (port, tls, True)


def test_credentials_are_unquoted() -> None:
    """Signs that a URL cannot hold are written with %."""
    relay = Relay.from_url("smtp://me%40city:p%2Fw@relay.test?timeout=7&verify=0")
    assert (relay.user, relay.password, relay.timeout, relay.verify) == ("me@city", "p/w", 7, False)


@pytest.mark.parametrize(
    "url",
    [
        "http://relay.test",
        "smtp://",
        "smtp://relay.test?tls=maybe",
        "smtp://relay.test?tsl=require",
        "smtp://relay.test?timeout=0",
        "smtp://relay.test?timeout=inf",
        "smtp://relay.test?weight=heavy",
        "smtp://one.test https://two.test",
        " ",
        "smtp://a.test?rate=60 smtp://b.test",
        "smtp://relay.test:99999",
        "smtp://[::1",
    ],
)
def test_what_is_no_relay_is_refused_in_words(url: str) -> None:
    """The operator reads which setting is wrong."""
    with pytest.raises(RelayError, match="SMTP_URL"):
        Relay.several(url)


@pytest.mark.parametrize("url", ["me:p/w@relay.test", "me:25#w@relay.test:25", "me:25/w@relay"])
def test_a_password_that_is_not_quoted_is_not_shown(url: str) -> None:
    """S33: neither in words nor in what a traceback would show."""
    with pytest.raises(RelayError, match="%2F for /") as caught:
        Relay.from_url(f"smtp://{url}")
    assert "w@" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_password_is_not_shown() -> None:
    """S33: a relay stands in logs and tracebacks."""
    relay = Relay.from_url("smtp://me:secret@relay.test")
    assert relay.password == "secret"
    assert "secret" not in f"{relay!r} {relay} {relay.name}"


def test_several_relays_have_shares_and_patience() -> None:
    """RFC 5321, 4.5.3.2: ten minutes for the answer to a message at the usual timeout."""
    first, second = Relay.several("smtp://a.test?weight=3 smtp://b.test?timeout=10&connections=2")
    assert (first.weight, second.weight, second.connections) == (3.0, 1.0, 2)
    assert [first.patience(step) for step in ("MAIL", "DATA", "BODY")] == [300, 120, 600]
    assert second.patience("BODY") == 20


@pytest.mark.parametrize(
    ("code", "reply", "verdict", "status"),
    [
        (250, b"2.0.0 queued", "accepted", "2.0.0"),
        (451, b"4.7.1 greylisted", "later", "4.7.1"),
        (550, b"5.1.1 unknown", "never", "5.1.1"),
        (550, b"4.1.1 of another class", "never", ""),
        (250, b"queued as 5.1.1", "accepted", ""),
        (-1, b"", "later", ""),
        (302, b"what?", "later", ""),
    ],
)
def test_a_reply_becomes_an_outcome(code: int, reply: bytes, verdict: str, status: str) -> None:
    """M41: an enhanced code counts only in the same class; what is no answer is tried later."""
    found = outcome(code, reply)
    assert (found.verdict.value, found.status) == (verdict, status)


def test_words_are_printable_and_bounded() -> None:
    """S8: what a relay says is text for staff, no control characters, no flood."""
    found = outcome(550, b"5.1.1 \x1b[31mred\r\n\x00 " + "ü".encode() * 2000)
    assert found.words.startswith("5.1.1 [31mred ü")
    assert len(found.words) == MAX_WORDS


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (b"a\r\n", b"a\r\n"),
        (b"a", b"a\r\n"),
        (b".a\r\n.\r\n..b\r\n", b"..a\r\n..\r\n...b\r\n"),
    ],
)
def test_dots_are_stuffed_and_the_last_line_ends(message: bytes, written: bytes) -> None:
    """M47, RFC 5321 s4.5.2."""
    assert wire(message) == (written,)
