"""What a refusal speaks of, by code first and by words only where there is no code."""

from __future__ import annotations

import pytest

from mailer.feedback.refusals import Subject, subject_of


@pytest.mark.parametrize(
    ("code", "status", "words", "subject"),
    [
        (550, "5.1.1", "user unknown", "address"),
        (550, "5.1.10", "null MX", "address"),
        (550, "5.2.1", "mailbox disabled", "address"),
        (552, "5.2.2", "mailbox full", "mailbox"),
        (452, "4.2.2", "over quota", "mailbox"),
        (550, "5.7.1", "rejected for policy reasons", "policy"),
        (554, "5.7.1", "Service unavailable; client host blocked using Spamhaus", "sender"),
        (421, "4.7.28", "Gmail has detected an unusual rate of mail from your IP", "pace"),
        (450, "4.2.1", "The user you are trying to contact is receiving mail at a rate", "pace"),
        (451, "4.7.500", "Server busy. Too many messages, throttled", "pace"),
        (550, "5.7.26", "unauthenticated mail is not accepted", "sender"),
        (550, "5.7.515", "access denied, sending domain", "sender"),
        (554, "", "IP=192.0.2.1 - None/bad reputation. NOWL", "sender"),
        (421, "4.7.0", "temporarily deferred, SPF check failed", "sender"),
        (552, "5.3.4", "message too big", "message"),
        (554, "5.6.1", "8-bit not supported", "message"),
        (451, "4.3.0", "try later", "passing"),
        (450, "4.1.1", "greylisted: user unknown just now", "passing"),
        (550, "", "Benutzer unbekannt", "address"),
        (550, "", "No such user here", "address"),
        (550, "", "Empfänger existiert nicht", "address"),
        (452, "", "Postfach voll", "mailbox"),
        (552, "", "too much mail data", "message"),
        (550, "5.5.0", "user unknown", "unknown"),
        (550, "", "computer says no", "unknown"),
        (0, "", "The connection broke.", "unknown"),
    ],
)
def test_a_refusal_speaks_of_something(code: int, status: str, words: str, subject: str) -> None:
    """M57, M59: what the sender is refused for is never held against a person."""
    assert subject_of(code, status, words=words) == Subject(subject)
