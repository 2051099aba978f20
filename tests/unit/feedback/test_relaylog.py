"""What a mail server's log says it took."""

from __future__ import annotations

from mailer.feedback.relaylog import sights

ONE, TWO = "7.69258a40.1@stadt.example.org", "7.69258a40.ffff@stadt.example.org"


def postfix(queue_id: str, name: str, *after: str) -> list[str]:
    """The lines of one message."""
    begin = "Nov 24 01:00:00 mx postfix"
    lines = [
        f"{begin}/smtpd[11]: {queue_id}: client=localhost[127.0.0.1]",
        f"{begin}/cleanup[12]: {queue_id}: message-id=<{name}>",
    ]
    return [*lines, *(f"{begin}/{line.format(queue_id)}" for line in after)]


ACTIVE = "qmgr[9]: {}: from=<b+1@bounce.example.org>, size=30000, nrcpt=1 (queue active)"
SENT = "smtp[13]: {}: to=<a@example.org>, relay=none, delay=1, dsn=2.0.0, status=sent (ok)"


def test_messages_are_joined_by_queue_id() -> None:
    """However many lines speak of it, a message was taken once."""
    assert sights(postfix("4AB", ONE, ACTIVE, SENT)) == {ONE: 1}


def test_two_queue_ids_are_two_messages() -> None:
    """So a mail sent twice is found."""
    lines = [*postfix("4AB", ONE, ACTIVE), *postfix("4AC", ONE, ACTIVE), *postfix("4AD", TWO, SENT)]
    assert sights(lines) == {ONE: 2, TWO: 1}


def test_a_message_refused_at_its_end_was_not_taken() -> None:
    """A filter that says no after the body: named, but never in the queue."""
    refused = "cleanup[12]: {}: milter-reject: END-OF-MESSAGE from localhost: 5.7.1 no"
    assert sights(postfix("4AB", ONE, refused)) == {}


def test_other_logs_name_the_message() -> None:
    """A line with a Message-ID of ours, and no other."""
    assert sights([f"accepted <{ONE}> for x", "accepted <1@elsewhere.example>", "noise"]) == {
        ONE: 1
    }
