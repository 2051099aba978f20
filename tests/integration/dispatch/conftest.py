"""A report, people on lists, and a real SMTP server for the dispatch tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import Settings
from redis import Redis

from mailer.dispatch import expansion, outlet, pacing, plans, recovery, verbs
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import Issue, Report, ReportSource
from staff.models import Office, User
from subscribers.consent import enrol
from subscribers.models import List
from tests.integration.delivery.relay import NastyRelay, Script, nasty
from tests.integration.dispatch.town import Town, at
from workbench.inbox import Inbox

Make = Callable[..., Issue]
TEXT = """Neue Radstation am Westbahnhof

Die Stadt Jena hat am 3. März 2026 eine Radstation mit 120 Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.

Was andere lernen können

Die Ausschreibung musste wiederholt werden, weil die erste Planung zu groß war.
"""


@pytest.fixture(autouse=True)
def _no_pace_yet(transactional_db: None, settings: Settings) -> None:
    """What providers asked for in another test is forgotten."""
    Redis.from_url(settings.REDIS_URL).flushdb()
    pacing.own.cache_clear()


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was silent for too long is not waited for."""
    monkeypatch.setattr(recovery, "RENEWED", 0.0)


@pytest.fixture
def report(office: Office) -> Report:
    """A short report."""
    source = ReportSource.objects.get(slug="given")
    return Report.objects.get(pk=add_file("radstation.txt", TEXT.encode(), source=source).report_id)


@pytest.fixture
def people(office: Office) -> Callable[..., None]:
    """Puts people on a list: people('citizens', 3) or people('citizens', 3, frequency='weekly')."""

    def add(slug: str, count: int, *, start: int = 0, **more: object) -> None:
        wanted = List.objects.get(slug=slug)
        for number in range(start, start + count):
            enrol(
                f"{slug}-{number}@example.org",
                wanted.pk,
                basis=wanted.basis,
                source="test",
                proof="test",
                **more,  # type: ignore[arg-type]
            )

    return add


@pytest.fixture
def inbox(tmp_path: Path, settings: Settings) -> Iterator[Inbox]:
    """A real SMTP server that the transport hands everything to."""
    inbox = Inbox(tmp_path / "inbox")
    inbox.start()
    settings.SMTP_URL = inbox.smtp_url
    outlet.forget()
    yield inbox
    outlet.forget()
    inbox.stop()


@pytest.fixture
def town(editor: User, approver: User, inbox: Inbox) -> Town:
    """A town at seven in the morning of Monday, 2 March 2026."""
    return Town(editor, approver, at("2026-03-02 07:00"))


@pytest.fixture
def ready(report: Report, editor: User, approver: User, people: Callable[..., None]) -> Make:
    """ready(5): an issue to so many citizens, expanded and waiting for a worker."""

    def make(count: int, batch: int = 100) -> Issue:
        people("citizens", count)
        with override_settings(BATCH_SIZE=batch):
            plan = Plan(name="Radstation", lists=("citizens",), report_id=report.pk)
            issue = plans.open_now(plans.create(plan, by=editor).pk, by=editor)
            verbs.approve(issue.pk, by=approver)
            verbs.send(issue.pk, by=approver)
            assert expansion.expand(issue.pk)
        return Issue.objects.get(pk=issue.pk)

    return make


@pytest.fixture
def relay(settings: Settings) -> Callable[..., AbstractContextManager[NastyRelay]]:
    """relay(script): the transport hands everything to a relay that misbehaves, in one session."""
    settings.SMTP_CONNECTIONS = 1

    @contextmanager
    def use(script: Script, **more: Any) -> Iterator[NastyRelay]:
        with nasty(script, **more) as server:
            settings.SMTP_URL = server.url
            outlet.forget()
            yield server
            outlet.forget()

    return use
