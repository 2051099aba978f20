"""The whole path: claim, consent, fill, journal, send, record; against a load generator in C."""

from __future__ import annotations

import smtplib
import statistics

from benchmarks import message, tools
from benchmarks.installation import expanded, people
from benchmarks.measure import Row
from benchmarks.sender import cost
from benchmarks.transport import RUNS, SESSIONS

PEOPLE = 20_000
# The standard library takes a hundred times as long.
STANDARD = 300


def measure() -> list[Row]:
    """CPU per message of a sending process, against smtp-source with messages of the same size."""
    people(PEOPLE, of="some")
    with tools.fast_sink() as port:
        found = [(_ours(port), _theirs(port), _standard(port)) for _ in range(RUNS)]
    ours, theirs, standard = (statistics.median(values) for values in zip(*found, strict=True))
    return [
        Row("whole path, against smtp-source, fast sink", ours, theirs, 1.2, "CPU s"),
        Row("whole path, against email.message and smtplib", ours, standard, 0.05, "CPU s"),
    ]


def _standard(port: int) -> float:
    """The standard library's builder and client alone, one kept connection; nothing recorded."""
    build = message.standard()

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port, "mail.example.org") as client:
            for number in range(STANDARD):
                client.sendmail("b@example.org", f"p{number}@example.org", build())

    return tools.own_cpu(send) / STANDARD


def _ours(port: int) -> float:
    issue = expanded("some")
    found = cost(issue.pk, smtp_url=f"smtp://127.0.0.1:{port}?tls=none&connections={SESSIONS}")
    all_accepted(issue.pk)
    return found.seconds


def _theirs(port: int) -> float:
    octets = sum(map(len, _message()))
    spent = tools.smtp_source(port, messages=PEOPLE, octets=octets, sessions=SESSIONS)
    return spent / PEOPLE


def _message() -> tuple[bytes, ...]:
    """One message as it goes out."""
    from django.utils import timezone

    from mailer.dispatch.claiming import Row as Person
    from mailer.dispatch.letters import Letters
    from mailer.models import Delivery, Issue

    delivery = Delivery.objects.order_by("-issue_id").first()
    assert delivery is not None
    person = Person(
        subscriber_id=delivery.subscriber_id,
        list_id=delivery.list_id,
        edition_id=delivery.edition_id,
        attempts=0,
        address="p1@example.org",
        given_name="Kim",
        family_name="Beispiel",
        honorific="",
        form_of_address="formal",
        frequency="weekly",
        text_only=False,
    )
    return (
        Letters(Issue.objects.get(pk=delivery.issue_id))
        .envelope(person, timezone.localtime())
        .message
    )


def all_accepted(issue: int, *, people: int = PEOPLE) -> None:
    """Every one of them was taken, by the ledger."""
    from mailer.dispatch.progress import progress
    from mailer.models import Issue

    found = progress(Issue.objects.get(pk=issue))
    assert found.counts["accepted"] == found.audience == people, found
