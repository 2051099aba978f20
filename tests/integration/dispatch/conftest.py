"""A report, people on lists, and a real SMTP server for the dispatch tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from mailer.dispatch import sending
from mailer.intake.pull import add_file
from mailer.models import Report, ReportSource
from staff.models import Office, User
from subscribers.consent import enrol
from subscribers.models import List
from tests.integration.dispatch.town import Town, at
from workbench.inbox import Inbox

TEXT = """Neue Radstation am Westbahnhof

Die Stadt Jena hat am 3. März 2026 eine Radstation mit 120 Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.

Was andere lernen können

Die Ausschreibung musste wiederholt werden, weil die erste Planung zu groß war.
"""


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
    sending._relay.cache_clear()
    yield inbox
    sending.forget_transport()
    sending._relay.cache_clear()
    inbox.stop()


@pytest.fixture
def town(editor: User, approver: User, inbox: Inbox) -> Town:
    """A town at seven in the morning of Monday, 2 March 2026."""
    return Town(editor, approver, at("2026-03-02 07:00"))
