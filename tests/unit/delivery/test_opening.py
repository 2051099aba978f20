"""How a session is opened, step by step, without a socket."""

from __future__ import annotations

from base64 import b64decode

import pytest

from mailer.delivery.opening import SECURE, Offers, opening
from mailer.delivery.relay import Relay
from mailer.delivery.replies import ReplyReader, SessionError

HELLO = (
    "250-relay.test\r\n250-SIZE 1000\r\n250-8bitmime\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING\r\n"
)
TLS_TOO = HELLO.replace("250 PIPELINING", "250-STARTTLS\r\n250 PIPELINING")


def talk(url: str, *replies: str) -> tuple[list[bytes], Offers | None]:
    """What is said to a relay that answers like this, and what it offers in the end."""
    session = opening(Relay.from_url(url), "mail.example.org")
    said = [next(session)]
    for text in ("220 relay.test\r\n", *replies):
        [reply] = ReplyReader().feed(text.encode())
        try:
            said.append(session.send(reply))
        except StopIteration as done:
            return said[1:], done.value
    return said[1:], None


def test_what_is_offered_is_read_whatever_its_case() -> None:
    """RFC 5321, 4.1.1.1; RFC 1870."""
    said, offers = talk("smtp://relay.test", HELLO)
    assert said == [b"EHLO mail.example.org\r\n"]
    assert offers == Offers(
        pipelining=True, eight_bit=True, size=1000, logins=frozenset({"PLAIN", "LOGIN"})
    )


def test_a_relay_of_another_age_is_greeted_with_helo() -> None:
    """RFC 5321, 3.2: no EHLO, no extensions."""
    said, offers = talk("smtp://relay.test", "502 what?\r\n", "250 relay.test\r\n")
    assert said == [b"EHLO mail.example.org\r\n", b"HELO mail.example.org\r\n"]
    assert offers == Offers()


@pytest.mark.parametrize("policy", ["opportunistic", "require"])
def test_starttls_is_used_where_it_is_offered(policy: str) -> None:
    """M34; what was offered in clear is asked again (RFC 3207, 4.2)."""
    said, offers = talk(
        f"smtp://relay.test?tls={policy}", TLS_TOO, "220 go\r\n", "220 done\r\n", "250 bare\r\n"
    )
    assert said == [
        b"EHLO mail.example.org\r\n",
        b"STARTTLS\r\n",
        SECURE,
        b"EHLO mail.example.org\r\n",
    ]
    assert offers == Offers()


def test_none_means_none() -> None:
    """M34: the policy decides."""
    said, _ = talk("smtp://relay.test?tls=none", TLS_TOO)
    assert said == [b"EHLO mail.example.org\r\n"]


@pytest.mark.parametrize(
    ("url", "replies", "words"),
    [
        ("smtp://relay.test?tls=require", [HELLO], "no STARTTLS"),
        ("smtp://relay.test?tls=require", [TLS_TOO, "454 not now\r\n"], "STARTTLS refused: 454"),
        ("smtp://me:secret@relay.test", [HELLO], "not sent in clear"),
        ("smtp://me:secret@relay.test?tls=none", [TLS_TOO], "not sent in clear"),
        ("smtps://me:secret@relay.test", ["250 relay.test\r\n"], "neither AUTH"),
        ("smtps://me:secret@relay.test", [HELLO, "535 5.7.8 wrong\r\n"], "login refused: 535"),
        ("smtp://relay.test", ["421 too busy\r\n"], "EHLO refused: 421"),
    ],
)
def test_what_cannot_be_is_said_in_words(url: str, replies: list[str], words: str) -> None:
    """M34, S34: no login and no mail in clear where the policy forbids it; no secret in words."""
    with pytest.raises(SessionError, match=words) as caught:
        talk(url, *replies)
    assert "secret" not in str(caught.value)


def test_plain_comes_before_login() -> None:
    """RFC 4616: one line, nothing before the user's name."""
    said, _ = talk("smtps://me:secret@relay.test", HELLO, "235 welcome\r\n")
    assert b64decode(said[1].removeprefix(b"AUTH PLAIN ")) == b"\0me\0secret"


def test_login_where_there_is_no_plain() -> None:
    """AUTH LOGIN asks for each by itself; in clear only where the operator says so."""
    only = HELLO.replace("PLAIN LOGIN", "LOGIN")
    said, _ = talk(
        "smtp://me:secret@relay.test?tls=none&login=clear",
        *(only, "334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 welcome\r\n"),
    )
    assert said[1] == b"AUTH LOGIN\r\n"
    assert [b64decode(line) for line in said[2:]] == [b"me", b"secret"]
