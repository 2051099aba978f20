"""The transport in conversation with relays that refuse, stall, hang up and stutter."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from mailer.delivery.relay import Relay
from mailer.delivery.seam import Envelope, Outcome, RelayDownError, Wire
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.relay import CUT, NastyRelay, Script, nasty
from tests.wire import wire

WORDS = b"Subject: x\r\n\r\nHello.\r\n.hidden\r\n..two\r\n.\r\nend\r\n"
MESSAGE = wire(WORDS)
PIPELINED, LOCK_STEP = ("PIPELINING", "8BITMIME"), ("8BITMIME",)
both_ways = pytest.mark.parametrize("offers", [PIPELINED, LOCK_STEP], ids=["pipelined", "stepwise"])


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


def letters(count: int, message: Wire = MESSAGE) -> list[Envelope]:
    """Envelopes to p0@example.org and so on."""
    return [Envelope(n, "city@example.org", f"p{n}@example.org", message) for n in range(count)]


def at(step: str, reply: str, *, to: str = "p1@example.org") -> Script:
    """Say this at this step of the transaction for `to`; MAIL knows no recipient yet."""
    return lambda now, who: reply if now == step and (who == to or step == "CONNECT") else None


def transport(*relays: NastyRelay, connections: int = 1) -> SmtpTransport:
    """The transport under test."""
    found = [Relay.from_url(relay.url) for relay in relays]
    return SmtpTransport(found, ehlo="mail.example.org", connections=connections)


def run(
    script: Script, count: int = 3, *, offers: tuple[str, ...] = PIPELINED, bytewise: bool = False
) -> tuple[NastyRelay, Notes, Exception | None]:
    """Send some letters to a relay; what it took, what the journal knows, what was raised."""
    notes, raised = Notes(), None
    with nasty(script, bytewise=bytewise, offers=offers) as relay:
        under_test = transport(relay)
        try:
            under_test.send(letters(count), notes)
        except RelayDownError as error:
            raised = error
        under_test.close()
    return relay, notes, raised


def taken(relay: NastyRelay) -> list[str]:
    """Who the relay took mail for."""
    return [to.partition("@")[0] for to, _ in relay.accepted]


@both_ways
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
def test_a_refusal_is_of_one_recipient_only(
    step: str, reply: str, verdict: str, offers: tuple[str, ...]
) -> None:
    """M38, M41: replies are matched one to one; the next transaction has a clean session."""
    relay, notes, raised = run(at(step, reply), offers=offers)
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: verdict, 2: "accepted"}
    assert taken(relay) == ["p0", "p2"]
    assert relay.sessions == 1
    assert notes.answers[1].status in ("", reply[4:9])
    assert (notes.answers[1].status == "") == reply.endswith("differ")


@both_ways
@pytest.mark.parametrize(
    ("step", "reply", "verdict"),
    [("DATA", "250 fine", "later"), ("BODY", "354 go on", "uncertain"), ("BODY", "200 x", "")],
)
def test_a_reply_that_fits_nothing_is_no_acceptance(
    step: str, reply: str, verdict: str, offers: tuple[str, ...]
) -> None:
    """RFC 5321, 4.3.2: nothing was sent after 250 to DATA; after 354 to a message nobody knows."""
    relay, notes, raised = run(at(step, reply), count=4, offers=offers)
    assert raised is None
    said = [notes.verdicts[key] for key in (0, 1, 3)]
    assert said == ["accepted", verdict or "accepted", "accepted"]
    assert relay.sessions == (2 if verdict else 1)


@both_ways
def test_a_refused_mail_from_counts_for_whom_it_was_for(offers: tuple[str, ...]) -> None:
    """M41: refusals at MAIL are answers like others, and the ones that follow are not."""
    replies = iter([None, "452 4.3.1 full", "550 5.7.1 not you"])
    relay, notes, raised = run(
        lambda step, _to: next(replies) if step == "MAIL" else None, offers=offers
    )
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "later", 2: "never"}
    assert notes.answers[2].code == 550
    assert relay.sessions == 1


def test_354_after_a_refused_recipient_is_answered_with_nothing() -> None:
    """RFC 2920, 3.1: a lone dot ends the body that nobody is to get; its reply counts for none."""

    def script(step: str, who: str) -> str | None:
        if who != "p1@example.org":
            return None
        return {"RCPT": "550 5.1.1 unknown", "DATA": "354 all the same"}.get(step)

    relay, notes, raised = run(script)
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "never", 2: "accepted"}
    assert taken(relay) == ["p0", "p2"]
    assert relay.sessions == 1


def test_the_next_envelope_travels_with_the_body_before_it() -> None:
    """RFC 2920: nobody waits for the reply to a body before the next MAIL is said."""
    relay, _, _ = run(lambda _step, _to: None, count=4)
    written = [command for command in relay.commands if command != "EHLO"]
    assert written == ["MAIL", "RCPT", "DATA"] * 4 + ["QUIT"]
    # EHLO; the first envelope and body; then bodies with followers, but the last; QUIT.
    assert relay.writes <= 8


@both_ways
@pytest.mark.parametrize("step", ["RCPT", "DATA", "BODY"])
def test_421_puts_off_one_and_the_rest_go_over_a_new_session(
    step: str, offers: tuple[str, ...]
) -> None:
    """M41: 421 closes the session; nobody else counts an attempt, nothing is uncertain."""
    relay, notes, raised = run(at(step, "421 4.3.2 going down"), offers=offers)
    assert notes.verdicts[0] == "accepted"
    assert notes.answers[1].verdict == "later"
    assert notes.answers[1].code == 421
    assert "p1" not in taken(relay)
    assert raised is None
    assert relay.sessions == 2


@both_ways
def test_421_at_mail_says_nothing_about_anybody(offers: tuple[str, ...]) -> None:
    """M41: a session that ends before a transaction began leaves that person untried."""
    replies = iter([None, "421 4.3.2 too many messages in this session"])
    relay, notes, raised = run(
        lambda step, _to: next(replies, None) if step == "MAIL" else None, offers=offers
    )
    assert raised is None
    assert notes.verdicts == {0: "accepted", 2: "accepted"}
    assert relay.sessions == 2


@pytest.mark.parametrize("reply", ["421 4.3.2 closed", "554 5.3.2 no service", "rubbish", CUT])
def test_a_relay_that_refuses_at_once_is_down(reply: str) -> None:
    """Nothing is tried and nobody asked for an envelope."""
    asked = []

    def envelopes() -> Iterator[Envelope]:
        asked.append(1)
        yield from letters(1)

    notes = Notes()
    with nasty(at("CONNECT", reply)) as relay, pytest.raises(RelayDownError, match=r"127\.0\.0\.1"):
        transport(relay).send(envelopes(), notes)
    assert (notes.answers, asked) == ({}, [])


def test_nobody_listens() -> None:
    """Connection refused: nothing was tried."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    notes = Notes()
    relay = Relay.from_url(f"smtp://127.0.0.1:{port}?tls=none")
    with pytest.raises(RelayDownError, match="refused"):
        SmtpTransport([relay], ehlo="mail.example.org").send(letters(2), notes)
    assert notes.answers == {}


@both_ways
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_body_leaves_no_doubt(
    step: str, offers: tuple[str, ...]
) -> None:
    """M42: whoever broke the session is put off, so that they hold up nobody."""
    relay, notes, raised = run(at(step, CUT), offers=offers)
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "later", 2: "accepted"}
    assert notes.begun == [0, 2]
    assert taken(relay) == ["p0", "p2"]


def test_a_connection_lost_within_a_body_leaves_no_doubt() -> None:
    """M42: the final dot was never handed over (the body is larger than all buffers)."""
    large = wire(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * 8_000_000)
    notes = Notes()
    with nasty(at("MIDST", CUT)) as relay:
        transport(relay).send([letters(1)[0], letters(2, large)[1], letters(3)[2]], notes)
    assert notes.verdicts == {0: "accepted", 1: "later"}
    assert notes.begun == [0, 1]


@both_ways
def test_a_connection_lost_after_the_final_dot_is_uncertain(offers: tuple[str, ...]) -> None:
    """M42: the relay may have taken it. Who was to follow in that session is untried."""
    relay, notes, raised = run(at("BODY", CUT), offers=offers)
    assert raised is None
    assert notes.verdicts[0] == "accepted"
    assert notes.verdicts[1] == "uncertain"
    assert notes.verdicts.get(2) == (None if offers == PIPELINED else "accepted")
    assert len(relay.accepted) == len(notes.begun)


@both_ways
@pytest.mark.parametrize("reply", ["550 5.1.1 unknown", "451 4.2.0 busy"])
def test_refused_and_hung_up_is_still_an_answer(reply: str, offers: tuple[str, ...]) -> None:
    """A relay that hangs up after a refusal must not get the same person again and again."""
    refused = at("RCPT", reply)

    def script(step: str, who: str) -> str | None:
        return CUT if step == "RSET" else refused(step, who)

    relay, notes, raised = run(script, offers=offers)
    assert raised is None
    assert notes.answers[1].code == int(reply[:3])
    assert "p1" not in taken(relay)
    assert "p0" in taken(relay)


@both_ways
def test_answers_byte_by_byte_and_in_many_lines(offers: tuple[str, ...]) -> None:
    """RFC 5321, 4.2: replies are lines, however they arrive."""
    many = "250-2.1.5 one\r\n250-2.1.5 two\r\n250 2.1.5 three"
    relay, notes, _ = run(at("RCPT", many), bytewise=True, offers=offers)
    assert notes.verdicts == {0: "accepted", 1: "accepted", 2: "accepted"}
    assert len(relay.accepted) == 3


@pytest.mark.parametrize("rubbish", ["hello?", "999 what", "\x00\xff", "250", "2" * 70_000])
def test_rubbish_after_the_body_is_doubt_about_that_body_only(rubbish: str) -> None:
    """What is no reply ends the session; nobody else is marked."""
    relay, notes, raised = run(at("BODY", rubbish), count=4)
    assert raised is None
    assert notes.verdicts[0] == "accepted"
    assert notes.verdicts[1] == ("accepted" if rubbish == "250" else "uncertain")
    assert notes.verdicts[3] == "accepted"
    assert "p3" in taken(relay)


def test_what_is_said_unasked_ends_the_session() -> None:
    """More replies than commands: matching them would shift them."""
    relay, notes, _ = run(at("BODY", "250 2.0.0 yes\r\n250 2.0.0 yes again"), count=2)
    assert set(notes.verdicts.values()) == {"accepted"}
    assert "p1" in taken(relay)


def test_a_lost_claim_sends_no_byte_of_the_body() -> None:
    """Invariant 6: the session is dropped at once; QUIT would become part of a message."""
    with nasty() as relay:
        under_test = transport(relay)
        with pytest.raises(RuntimeError, match="claim lost"):
            under_test.send(letters(2), Notes(lost=1))
        under_test.close()
    assert taken(relay) == ["p0"]
    assert "QUIT" not in relay.commands


def test_a_kept_connection_is_used_again() -> None:
    """Connections are kept from one batch to the next."""
    with nasty() as relay:
        under_test = transport(relay)
        for _ in range(3):
            under_test.send(letters(2), Notes())
        under_test.close()
    assert (relay.sessions, len(relay.accepted)) == (1, 6)


@pytest.mark.parametrize("goodbye", ["421 4.4.2 idle", CUT])
def test_a_kept_connection_that_the_relay_closed_is_replaced(goodbye: str) -> None:
    """After an idle hour the first message goes out all the same."""
    with nasty() as relay:
        under_test = transport(relay)
        first, second = Notes(), Notes()
        under_test.send(letters(1), first)
        relay.end_sessions(goodbye)
        under_test.send(letters(1), second)
        under_test.close()
    assert (first.verdicts, second.verdicts) == ({0: "accepted"}, {0: "accepted"})
    assert relay.sessions == 2


@pytest.mark.parametrize(
    ("recipient", "message", "status"),
    [
        ("jürgen@example.org", MESSAGE, "5.6.7"),
        ("a@b>\r\nDATA\r\n", MESSAGE, "5.1.3"),
        ("two words@example.org", MESSAGE, "5.1.3"),
        ("p1@example.org", wire(b"Subject: x\r\n\r\n" + b"x" * 3000 + b"\r\n"), "5.3.4"),
        ("p1@example.org", wire(b"Subject: x\r\n\r\n\xc3\xbc\r\n"), "5.6.1"),
    ],
)
def test_what_this_relay_cannot_take_fails_alone(
    recipient: str, message: Wire, status: str
) -> None:
    """M12, M13: said before the transaction, in words; the others go on."""
    odd = Envelope(1, "city@example.org", recipient, message, eight_bit=not message[0].isascii())
    notes = Notes()
    with nasty(offers=("PIPELINING", "SIZE 2000")) as relay:
        under_test = transport(relay)
        under_test.send([letters(1)[0], odd, letters(3)[2]], notes)
        under_test.close()
    assert notes.verdicts == {0: "accepted", 1: "never", 2: "accepted"}
    assert notes.answers[1].status == status
    assert relay.commands.count("MAIL") == 2


def test_what_the_relay_offers_is_used() -> None:
    """M13, M40: SMTPUTF8, SIZE, BODY and DSN parameters where they are offered."""
    message = wire(b"Subject: x\r\n\r\n\xc3\xbc\r\n")
    with nasty(offers=("SMTPUTF8", "SIZE", "DSN", "8BITMIME", "SIZE 9000")) as relay:
        under_test = transport(relay)
        letter = Envelope(1, "city@example.org", "jürgen@x.test", message, "7+a", eight_bit=True)
        under_test.send([letter], Notes())
        under_test.close()
    mail, rcpt = (line for line in relay.lines if line[:4] in {b"MAIL", b"RCPT"})
    assert mail == (
        b"MAIL FROM:<city@example.org> SIZE=18 RET=HDRS ENVID=7+2Ba.1 SMTPUTF8 BODY=8BITMIME\r\n"
    )
    assert rcpt == "RCPT TO:<jürgen@x.test> NOTIFY=FAILURE,DELAY\r\n".encode()


@both_ways
def test_envelopes_are_taken_only_when_they_can_begin(offers: tuple[str, ...]) -> None:
    """Invariant 5: no connecting between reading consent and the transaction."""
    order: list[str] = []

    def envelopes() -> Iterator[Envelope]:
        for letter in letters(2):
            order.append(f"made {letter.key}")
            yield letter

    def script(step: str, _who: str) -> str | None:
        order.append(step)
        return None

    with nasty(script, offers=offers) as relay:
        transport(relay).send(envelopes(), Notes())
    assert order.index("made 0") > order.index("EHLO")
    assert order[order.index("made 0") + 1] == "MAIL"


def test_a_slow_body_makes_the_envelope_behind_it_start_anew() -> None:
    """Invariant 5: whoever waited behind a body too long is chosen again by fresh consent."""
    relay, notes, raised = run(at("BODY", "wait 0.8"), count=3)
    assert raised is None
    assert notes.verdicts == {0: "accepted", 1: "accepted"}
    assert taken(relay) == ["p0", "p1"]
    assert notes.begun == [0, 1]
