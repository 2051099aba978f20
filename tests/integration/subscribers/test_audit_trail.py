"""The audit trail of staff is a chain, too: whatever is changed, added or removed is found."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from config.cli.chain import audit as command
from config.cli.staff import staff
from staff import audit, retention, sealing
from staff.chain import Fault
from staff.models import AuditEntry, AuditSeal, Office, User
from subscribers import tasks

pytestmark = pytest.mark.django_db
ENTRY = "UPDATE staff_auditentry SET {} WHERE id = %(entry)s"
TAMPERING = {
    "who": (ENTRY.format("user_id = NULL"), {Fault.METADATA}),
    "what": (ENTRY.format("verb = 'stopped'"), {Fault.METADATA}),
    "details": (ENTRY.format("details = '{\"was\": 2}'"), {Fault.METADATA}),
    "removed": ("DELETE FROM staff_auditentry WHERE id = %(entry)s", {Fault.MISSING}),
    "seal": ("UPDATE staff_auditseal SET digest = sha256(digest)", {Fault.SEAL}),
    "no seal": (
        "DELETE FROM staff_auditseal WHERE id = %(seal)s",
        {Fault.SEAL_MISSING, Fault.SEAL},
    ),
}


@pytest.fixture
def entries(office: Office, editor: User, monkeypatch: pytest.MonkeyPatch) -> list[AuditEntry]:
    """Four acts in two seals."""
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(4):
        audit.note("changed", office, by=editor, office_id=office.pk, was=number, now="Straße")
    tasks.seal_evidence()
    return list(AuditEntry.objects.order_by("pk"))


def test_the_minute_s_tick_seals_what_staff_did(entries: list[AuditEntry]) -> None:
    """S32: hash-chained; who, when, what, before and after are part of it."""
    verdict = sealing.verify()
    assert verdict.holds
    assert (verdict.events, verdict.seals, verdict.unsealed) == (4, 2, 0)
    assert sealing.seal() == 0
    assert sealing.verify(verdict.newest).holds
    assert [one.fault for one in sealing.verify("00").findings] == [Fault.NOTED]


def test_roles_stand_in_the_trail_before_and_after(office: Office, editor: User) -> None:
    """S32: who may do what, and since when."""
    given = ["add", editor.email, "--role", "sender", "--password", "correct horse battery"]
    assert CliRunner().invoke(staff, given).exit_code == 0
    entry = AuditEntry.objects.get(verb="changed roles")
    assert (entry.kind, entry.object_id, entry.office) == ("user", editor.pk, office)
    assert entry.details == {"was": ["editor"], "now": ["editor", "sender"]}


@pytest.mark.parametrize("column", ["user_id = NULL", "seal_id = NULL", "details = '{}'"])
def test_the_trigger_refuses_all_but_sealing(entries: list[AuditEntry], column: str) -> None:
    """S32: append-only; not even who acted can be unlinked."""
    refused = pytest.raises(ProgrammingError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE staff_auditentry SET {column}")  # noqa: S608


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_with_the_trail_is_found(entries: list[AuditEntry], kind: str) -> None:
    """S32: also by somebody whom no trigger stops; the command ends with 9 and says where."""
    statement, faults = TAMPERING[kind]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, {"entry": entries[0].pk, "seal": entries[0].seal_id})
            cursor.execute("SET LOCAL session_replication_role = origin")
        found = {one.fault for one in sealing.verify().findings}
        told = CliRunner().invoke(command, ["verify", "--json"])
        transaction.set_rollback(True)
    assert found == faults
    assert told.exit_code == 9
    assert {one["chain"] for one in json.loads(told.stdout)["findings"]} == {"trail"}


def test_what_was_kept_long_enough_goes_and_the_chain_holds(
    entries: list[AuditEntry], office: Office, editor: User
) -> None:
    """P17, P36: clean-up takes entries, not the chain; younger ones are still missed."""
    with time_machine.travel(timezone.now() + timedelta(days=370), tick=False):
        audit.note("approved", office, by=editor, office_id=office.pk)
        young = AuditEntry.objects.latest("pk")
        sealing.seal()
        retention.JOBS["audit_trail"].run(retention.JOBS["audit_trail"].due(timezone.now()))
        verdict = sealing.verify()
        assert verdict.holds
        assert (verdict.events, verdict.removed, AuditSeal.objects.count()) == (1, 4, 3)
        young.delete()
        assert [one.fault for one in sealing.verify().findings] == [Fault.MISSING]
