"""The chain of evidence: sealed in batches, and every way of tampering with it is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection, transaction

from config.cli.chain import audit
from staff.chain import Fault, Finding
from subscribers import consent, sealing
from subscribers.evidence import record
from subscribers.models import ConsentEvent, List, Seal, Step, Subscription
from subscribers.verifying import verify
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(member: Member, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Six events in three seals of two."""
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(6):
        member(f"person-{number}@example.org")
    assert sealing.seal() == 6
    return list(ConsentEvent.objects.order_by("pk").values_list("pk", flat=True))


@contextmanager
def superuser() -> Iterator[Callable[..., None]]:
    """Somebody with all rights on the database, whom no trigger and no foreign key stops."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor.execute
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_everything_is_sealed_in_the_order_of_its_numbers(events: list[int]) -> None:
    """Invariant 13: batches of a chain; what verifies says how much, and the digest to note."""
    verdict = verify()
    assert verdict.holds
    assert (verdict.events, verdict.seals, verdict.unsealed, verdict.erased) == (6, 3, 0, 0)
    assert verdict.newest == bytes(Seal.objects.latest("pk").digest).hex()
    assert sealing.seal() == 0
    assert Seal.objects.count() == 3


def test_a_late_event_falls_into_the_next_seal(events: list[int], citizens: List) -> None:
    """Sign-ups wait for no seal: one that commits late, with a lower number, is sealed later."""
    row = Subscription.objects.earliest("pk")
    with connection.cursor() as cursor:  # a sign-up draws its number, and takes its time
        cursor.execute("SELECT nextval('subscribers_consentevent_id_seq')")
        [number] = cursor.fetchone()
    record(Step.CHANGED, row, at=row.started_at, payload={"quick": True})
    assert sealing.seal() == 1
    late = ConsentEvent.objects.get(pk=events[0])
    late.pk, late.seal = number, None
    late.save(force_insert=True)
    assert late.pk < ConsentEvent.objects.latest("pk").pk
    assert sealing.seal() == 1
    assert verify().holds


def test_sealing_never_waits_for_a_sign_up(events: list[int], citizens: List) -> None:
    """A seal takes one lock of its own, which no verb of consent takes."""
    consent.enrol("late@example.org", citizens.pk, basis="consent", source="t", proof="x")
    verdict = verify()
    assert verdict.holds
    assert verdict.unsealed == 1


def test_erasing_a_payload_leaves_the_chain_whole(events: list[int]) -> None:
    """Issue 4: erasing a payload leaves the chain whole; the count says how many."""
    ConsentEvent.objects.filter(pk__in=events[:2]).update(payload=None)
    verdict = verify()
    assert verdict.holds
    assert verdict.erased == 2


@pytest.mark.parametrize("column", ["seal_id", "at", "salt"])
def test_the_trigger_refuses_what_sealing_does_not_need(events: list[int], column: str) -> None:
    """S32: an event may be sealed once and lose its payload, nothing else."""
    change = {
        "seal_id": "seal_id = NULL",
        "at": "at = at + interval '1 day'",
        "salt": "salt = '\\x00'",
    }[column]
    refused = pytest.raises(ProgrammingError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE subscribers_consentevent SET {change}")  # noqa: S608


EVENT = "UPDATE subscribers_consentevent SET {} WHERE id = %(event)s"
SEAL = "UPDATE subscribers_seal SET {} WHERE id = %(seal)s"
COPIED = "subscriber_id, step, at, salt, digest, seal_id"
COPY = (
    f"INSERT INTO subscribers_consentevent ({COPIED}) SELECT {COPIED} "  # noqa: S608
    "FROM subscribers_consentevent WHERE id = %(event)s"
)
OTHER = "payload = '{}', digest = sha256(salt || '{}'::bytea)"
TAMPERING = {
    "payload": (EVENT.format('payload = \'{"proof": "other"}\''), {Fault.PAYLOAD}),
    "payload and its digest": (EVENT.replace("{}", OTHER), {Fault.METADATA}),
    "time": (EVENT.format("at = at - interval '1 year'"), {Fault.METADATA}),
    "person": (EVENT.format("subscriber_id = subscriber_id + 1"), {Fault.METADATA}),
    "deleted event": ("DELETE FROM subscribers_consentevent WHERE id = %(event)s", {Fault.MISSING}),
    "moved event": (EVENT.format("seal_id = seal_id + 1"), {Fault.MISSING, Fault.FOREIGN}),
    "added event": (COPY, {Fault.FOREIGN}),
    "seal's digest": (SEAL.format("digest = sha256(digest)"), {Fault.SEAL}),
    "seal's moment": (SEAL.format("at = at - interval '1 year'"), {Fault.SEAL}),
    "seal's leaves": (SEAL.format("leaves = substr(leaves, 41)"), {Fault.SEAL, Fault.FOREIGN}),
    "deleted seal": (
        "DELETE FROM subscribers_seal WHERE id = %(seal)s",
        {Fault.SEAL_MISSING, Fault.SEAL},
    ),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found_and_named(events: list[int], kind: str) -> None:
    """Issue 4, S32: a superuser who stops every trigger is still found out, by event and seal."""
    statement, faults = TAMPERING[kind]
    event = ConsentEvent.objects.get(pk=events[2])
    with transaction.atomic():
        with superuser() as do:
            do(statement, {"event": event.pk, "seal": event.seal_id})
        verdict = verify()
        transaction.set_rollback(True)  # else foreign keys would complain when the test is over
    assert {found.fault for found in verdict.findings} == faults
    if faults <= {Fault.PAYLOAD, Fault.METADATA, Fault.MISSING}:
        assert [(found.event, found.seal) for found in verdict.findings] == [
            (event.pk, event.seal_id)
        ]


def test_a_chain_that_was_cut_short_needs_the_noted_digest(events: list[int]) -> None:
    """Whoever deletes the newest seal with its events leaves a whole chain: so note its digest."""
    noted = verify().newest
    assert verify(noted).holds
    newest = Seal.objects.latest("pk").pk
    with superuser() as do:
        do("DELETE FROM subscribers_consentevent WHERE seal_id = %s", [newest])
        do("DELETE FROM subscribers_seal WHERE id = %s", [newest])
    assert verify().holds
    assert verify(noted).findings == [Finding(Fault.NOTED, 0, 0)]


def test_the_command_ends_with_a_code_of_its_own(events: list[int]) -> None:
    """`rundbrief audit verify` says 0 or 9, and what is wrong as JSON."""
    fine = CliRunner().invoke(audit, ["verify", "--json"])
    assert fine.exit_code == 0
    assert json.loads(fine.stdout)["evidence"]["events"] == 6
    with superuser() as do:
        do("UPDATE subscribers_consentevent SET step = 'ended' WHERE id = %s", [events[0]])
    wrong = CliRunner().invoke(audit, ["verify", "--json"])
    assert wrong.exit_code == 9
    [found] = json.loads(wrong.stdout)["findings"]
    assert (found["chain"], found["fault"]) == ("evidence", "metadata changed")
    assert found["event"] == events[0]
