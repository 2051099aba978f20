"""Who does an import, when, and what is left behind: workers, nudges, the command line."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.cli.subscribers import subscribers
from staff.models import AuditEntry, User
from subscribers import consent, importing, tasks
from subscribers.importing import runs
from subscribers.models import EndedReason, ImportRun, List, Subscriber
from tests.integration.subscribers.conftest import FILE, Import, Member

pytestmark = pytest.mark.django_db


def test_the_file_is_thrown_away_and_the_act_has_a_person(
    citizens: List,
    editor: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """P17, invariant 8: no second copy of people's data lies about; the trail says who did it."""
    run = importing.request(
        io.BytesIO(FILE.encode()), "x.csv", wanted=citizens, basis="consent", by=editor
    )
    with django_capture_on_commit_callbacks(execute=True):
        importing.work(run.pk)
    assert not default_storage.exists(run.file.name or "")
    entry = AuditEntry.objects.get(verb="import")
    assert (entry.user, entry.object_id, entry.details["read"]) == (editor, run.pk, 3)


def test_a_finished_run_is_not_done_again(imported: Import) -> None:
    """Invariant 1: a task that comes twice does no harm."""
    run = imported()
    assert not importing.work(run.pk)
    assert importing.unfinished() == []


def test_a_fault_of_ours_fails_the_run_and_a_lost_database_does_not(
    imported: Import, citizens: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 1: what can be tried again is; what cannot is told, and not tried for ever."""

    def broken(error: Exception) -> Callable[..., None]:
        def store(*_: object, **__: object) -> None:
            raise error

        return store

    run = importing.request(io.BytesIO(FILE.encode()), "x.csv", wanted=citizens, basis="consent")
    monkeypatch.setattr(runs, "store", broken(OperationalError("gone")))
    with pytest.raises(OperationalError):
        importing.work(run.pk)
    assert importing.unfinished() == [run.pk]
    monkeypatch.setattr(runs, "store", broken(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        importing.work(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "ZeroDivisionError" in run.words
    assert importing.unfinished() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_one_import_once(citizens: List) -> None:
    """Invariant 1: the second passes by while the first works; the nudge finds it free again."""
    run = importing.request(io.BytesIO(FILE.encode()), "x.csv", wanted=citizens, basis="consent")
    answers: list[object] = []

    def second() -> None:
        try:
            answers.extend((importing.unfinished(), importing.work(run.pk)))
        finally:
            connection.close()

    with transaction.atomic():
        ImportRun.objects.select_for_update().get(pk=run.pk)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
    assert answers == [[], False]
    assert importing.unfinished() == [run.pk]
    tasks.run_import(run.pk)
    run.refresh_from_db()
    assert run.counts["unconfirmed"] == 3


@pytest.mark.django_db(transaction=True)
def test_who_waits_gets_their_turn(citizens: List) -> None:
    """The command line reports counts, also if a worker had taken its row at that moment."""
    run = importing.request(io.BytesIO(FILE.encode()), "x.csv", wanted=citizens, basis="consent")
    answers: list[bool] = []

    def second() -> None:
        try:
            answers.append(importing.work(run.pk, wait=True))
        finally:
            connection.close()

    with transaction.atomic():
        ImportRun.objects.select_for_update().get(pk=run.pk)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)
    assert answers == [True]
    assert not importing.work(run.pk, wait=True)


@pytest.mark.django_db(transaction=True)
def test_leaving_does_not_wait_for_an_import(
    citizens: List, member: Member, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M53: an import that has touched somebody's row for a minute keeps nobody on the list."""
    person = member("anna@example.org")
    finish = runs._finish
    left_in_time: list[bool] = []

    def leave() -> None:
        try:
            consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
        finally:
            connection.close()

    def while_it_runs(*arguments: Any) -> None:
        thread = threading.Thread(target=leave)
        thread.start()
        thread.join(5)
        left_in_time.append(not thread.is_alive())
        finish(*arguments)

    monkeypatch.setattr(runs, "_finish", while_it_runs)
    run = imported()
    assert left_in_time == [True]
    assert run.counts["changed_people"] == 1
    assert not person.subscriptions.filter(ended_at=None).exists()


def test_waiting_imports_are_nudged(citizens: List, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invariant 1: the row is the truth, the queue a nudge; ids only."""
    run = importing.request(io.BytesIO(FILE.encode()), "x.csv", wanted=citizens, basis="consent")
    nudged: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", nudged.append)
    tasks.run_imports()
    assert nudged == [run.pk]


def test_command_line(citizens: List, tmp_path: Path) -> None:
    """Issue, section 2: import, dry run and count, with JSON and codes of their own."""
    file = tmp_path / "people.csv"
    file.write_text(FILE, "utf-8")
    shell = CliRunner()
    arguments = ["import", str(file), "--list", "citizens", "--basis", "consent", "--json"]
    dry = shell.invoke(subscribers, [*arguments, "--dry-run", "--proof", "file 1"])
    assert json.loads(dry.stdout)["subscribed"] == 3
    assert not Subscriber.objects.exists()
    real = shell.invoke(subscribers, [*arguments, "--proof", "file 1"])
    assert json.loads(real.stdout) == json.loads(dry.stdout) | {"dry_run": False}
    counted = shell.invoke(
        subscribers, ["count", "--segment", '{"field": "language", "is": "en"}', "--json"]
    )
    assert json.loads(counted.stdout) == {"people": 1}
    slip = shell.invoke(subscribers, ["count", "--segment", '{"list": "citisens"}'])
    assert (slip.exit_code, "citisens" in slip.stderr) == (3, True)
    file.write_text("no,addresses\n1,2\n", "utf-8")
    unreadable = shell.invoke(subscribers, arguments)
    assert unreadable.exit_code == 4
