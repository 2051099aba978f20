"""The plain transport in conversation with relays that refuse, stall, hang up and stutter."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.delivery.relay import Relay
from mailer.delivery.seam import Envelope, Outcome, RelayDownError, SessionOverError
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.relay import CUT, NastyRelay, Script, nasty
from workbench.inbox import Inbox

MESSAGE = b"Subject: x\r\n\r\nHello.\r\n.hidden\r\n..two\r\n.\r\nend\r\n"


class Notes:
    """A journal that keeps what it is told; `lost` makes the claim lost at that key."""

    def __init__(self, lost: int = -1) -> None:
        self.begun: list[int] = []
        self.answers: dict[int, Outcome] = {}
        self.lost = lost

    def started(self, key: int) -> None:
        if key == self.lost:
            raise RuntimeError("claim lost")
        self.begun.append(key)

    def answered(self, key: int, outcome: Outcome) -> None:
        assert key not in self.answers
        self.answers[key] = outcome

    @property
    def verdicts(self) -> dict[int, str]:
        """Key to verdict."""
        return {key: outcome.verdict.value for key, outcome in self.answers.items()}


def letters(count: int, message: bytes = MESSAGE) -> list[Envelope]:
    """Envelopes to p0@example.org and so on."""
    return [Envelope(n, "city@example.org", f"p{n}@example.org", message) for n in range(count)]


def at(step: str, reply: str, *, to: str = "p1@example.org") -> Script:
    """Say this at this step of the transaction for `to`; MAIL knows no recipient yet."""
    return lambda now, who: reply if now == step and (who == to or step == "CONNECT") else None


def transport(relay: NastyRelay) -> SmtpTransport:
    """The transport under test."""
    return SmtpTransport(Relay.from_url(relay.url), ehlo="mail.example.org")


def run(
    script: Script, count: int = 3, *, bytewise: bool = False
) -> tuple[NastyRelay, Notes, Exception | None]:
    """Send some letters to a relay; what it took, what the journal knows, what was raised."""
    notes, raised = Notes(), None
    with nasty(script, bytewise=bytewise) as relay:
        under_test = transport(relay)
        try:
            under_test.send(letters(count), notes)
        except RelayDownError as error:
            raised = error
        under_test.close()
    return relay, notes, raised


def taken(relay: NastyRelay) -> list[str]:
    """Who the relay took mail for."""
    return [to for to, _ in relay.accepted]


@pytest.mark.parametrize("step", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("550 5.1.1 no such user", "never"),
        ("451 4.3.0 try later", "later"),
        ("550-5.1.1 no such user\r\n550 5.1.1 really", "never"),
        ("554 4.3.0 classes differ", "never"),
    ],
)
def test_a_refusal_is_of_one_recipient_only(step: str, reply: str, verdict: str) -> None:
    """M41: 4yz later, 5yz never, at any step; the next transaction begins on a clean session."""
    relay, notes, raised = run(at(step, reply))
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: verdict, 2: "accepted"}
    assert taken(relay) == ["p0@example.org", "p2@example.org"]
    assert relay.sessions == 1
    assert notes.answers[1].status in ("", reply[4:9])
    assert (notes.answers[1].status == "") == reply.endswith("differ")


def test_a_refused_mail_from_counts_for_whom_it_was_for() -> None:
    """M41: refusals at MAIL are answers like others."""
    replies = iter([None, "452 4.3.1 full", "550 5.7.1 not you"])
    _, notes, raised = run(lambda step, _to: next(replies) if step == "MAIL" else None)
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "later", 2: "never"}
    assert notes.answers[2].code == 550


@pytest.mark.parametrize("step", ["RCPT", "DATA", "BODY"])
def test_421_puts_off_one_and_leaves_the_rest_untried(step: str) -> None:
    """M41: 421 closes the session; nobody else counts an attempt, nothing is uncertain."""
    relay, notes, raised = run(at(step, "421 4.3.2 going down"))
    assert isinstance(raised, SessionOverError)
    assert notes.verdicts == {0: "accepted", 1: "later"}
    assert taken(relay) == ["p0@example.org"]


def test_421_at_mail_says_nothing_about_anybody() -> None:
    """M41: a session that ends before a transaction began leaves everybody untried."""
    replies = iter([None, "421 4.3.2 too many messages in this session"])
    _, notes, raised = run(lambda step, _to: next(replies) if step == "MAIL" else None)
    assert isinstance(raised, SessionOverError)
    assert notes.verdicts == {0: "accepted"}


@pytest.mark.parametrize("reply", ["421 4.3.2 closed", "554 5.3.2 no service", CUT])
def test_a_relay_that_refuses_at_once_is_down(reply: str) -> None:
    """Nothing is tried and nobody asked for an envelope."""
    asked = []

    def envelopes() -> Iterator[Envelope]:
        asked.append(1)
        yield from letters(1)

    notes = Notes()
    with nasty(at("CONNECT", reply)) as relay, pytest.raises(RelayDownError) as caught:
        transport(relay).send(envelopes(), notes)
    assert not isinstance(caught.value, SessionOverError)
    assert (notes.answers, asked) == ({}, [])


def test_nobody_listens() -> None:
    """Connection refused: nothing was tried."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    notes = Notes()
    relay = Relay.from_url(f"smtp://127.0.0.1:{port}?tls=none")
    with pytest.raises(RelayDownError):
        SmtpTransport(relay, ehlo="mail.example.org").send(letters(2), notes)
    assert notes.answers == {}


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_body_leaves_no_doubt(step: str) -> None:
    """M42: whoever broke the session is put off, so that they hold up nobody."""
    relay, notes, raised = run(at(step, CUT))
    assert isinstance(raised, SessionOverError)
    assert notes.verdicts == {0: "accepted", 1: "later"}
    assert notes.begun == [0]
    assert taken(relay) == ["p0@example.org"]


def test_a_connection_lost_within_a_body_leaves_no_doubt() -> None:
    """M42: the final dot was never handed over (the body is larger than all buffers)."""
    large = letters(1) + letters(3, b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * 8_000_000)[1:2]
    notes = Notes()
    with nasty(at("MIDST", CUT)) as relay, pytest.raises(SessionOverError):
        transport(relay).send(large, notes)
    assert notes.verdicts == {0: "accepted", 1: "later"}
    assert notes.begun == [0, 1]


def test_a_connection_lost_after_the_final_dot_is_uncertain() -> None:
    """M42: the relay may have taken it; the others go on over a new connection."""
    relay, notes, raised = run(at("BODY", CUT))
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "uncertain", 2: "accepted"}
    assert relay.sessions == 2


@pytest.mark.parametrize("reply", ["550 5.1.1 unknown", "451 4.2.0 busy"])
def test_refused_and_hung_up_is_still_an_answer(reply: str) -> None:
    """A relay that hangs up after a refusal must not get the same person again and again."""
    refused = at("RCPT", reply)

    def script(step: str, who: str) -> str | None:
        return CUT if step == "RSET" else refused(step, who)

    relay, notes, raised = run(script)
    assert raised is None
    assert notes.answers[1].code == int(reply[:3])
    assert taken(relay) == ["p0@example.org", "p2@example.org"]


def test_answers_byte_by_byte_and_in_many_lines() -> None:
    """RFC 5321 §4.2: replies are lines, however they arrive."""
    many = "250-2.1.5 one\r\n250-2.1.5 two\r\n250 2.1.5 three"
    relay, notes, _ = run(at("RCPT", many), bytewise=True)
    assert notes.verdicts == {0: "accepted", 1: "accepted", 2: "accepted"}
    assert len(relay.accepted) == 3


def test_a_lost_claim_sends_no_byte_of_the_body() -> None:
    """Invariant 6: the session is dropped at once; QUIT would become part of a message."""
    with nasty() as relay:
        under_test = transport(relay)
        with pytest.raises(RuntimeError, match="claim lost"):
            under_test.send(letters(2), Notes(lost=1))
        under_test.close()
    assert taken(relay) == ["p0@example.org"]
    assert "QUIT" not in relay.commands


def test_a_kept_connection_that_the_relay_closed_is_replaced() -> None:
    """After an idle hour the first message goes out all the same."""
    ended: list[int] = []

    def script(step: str, _who: str) -> str | None:
        ended.extend([1] * (step == "NOOP"))
        return "421 4.4.2 idle" if step == "NOOP" else None

    with nasty(script) as relay:
        under_test = transport(relay)
        first, second = Notes(), Notes()
        under_test.send(letters(1), first)
        under_test.send(letters(1), second)
        under_test.close()
    assert (first.verdicts, second.verdicts) == ({0: "accepted"}, {0: "accepted"})
    assert (relay.sessions, len(ended)) == (2, 1)


def test_dots_arrive_as_they_were_written(tmp_path: Path) -> None:
    """M47, RFC 5321 §4.5.2: dot-stuffing is undone by the relay, and no line ends the message."""
    relay, _, _ = run(lambda _step, _to: None, count=1)
    wire = relay.accepted[0][1]
    assert wire == MESSAGE.replace(b"\r\n.", b"\r\n..")
    inbox = Inbox(tmp_path / "inbox")
    with inbox:
        under_test = SmtpTransport(Relay.from_url(inbox.smtp_url + "?tls=none"), ehlo="e.test")
        under_test.send(letters(1), Notes())
        under_test.close()
        assert inbox.messages()[0].content.endswith(b".hidden\r\n..two\r\n.\r\nend\r\n")


def test_an_address_that_needs_smtputf8_fails_alone() -> None:
    """M13: 5.6.7 for that person, the others go on."""
    odd = Envelope(1, "city@example.org", "jürgen@example.org", MESSAGE)
    notes = Notes()
    with nasty() as relay:
        under_test = transport(relay)
        under_test.send([letters(1)[0], odd, letters(3)[2]], notes)
        under_test.close()
    assert notes.verdicts == {0: "accepted", 1: "never", 2: "accepted"}
    assert notes.answers[1].status == "5.6.7"


def test_envelopes_are_taken_only_when_they_can_begin() -> None:
    """Invariant 5: no connecting between reading consent and the transaction."""
    order: list[str] = []

    def envelopes() -> Iterator[Envelope]:
        for letter in letters(2):
            order.append(f"made {letter.key}")
            yield letter

    def script(step: str, _who: str) -> str | None:
        order.append(step)
        return None

    with nasty(script) as relay:
        transport(relay).send(envelopes(), Notes())
    assert order.index("made 0") > order.index("EHLO")
    assert order[order.index("made 0") + 1] == "MAIL"
