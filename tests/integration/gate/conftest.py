"""An issue in review that the gate stops: its report holds a field of another program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from pytest_django import Settings

from mailer.dispatch import plans
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import Issue, Report, ReportSource
from staff.models import Office, User
from tests.integration.reports.server import serving

GOOD = """Neue Radstation am Westbahnhof

Die Stadt Jena hat am 3. März 2026 eine Radstation mit 120 Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.
"""
BAD = GOOD.replace("Der Platz kostet nichts.", "Guten Tag {{ vorname }}, der Platz kostet nichts.")
Open = Callable[..., Issue]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker listens here."""
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda *_: None)


@pytest.fixture
def opened(office: Office, editor: User) -> Open:
    """opened(text): an issue of a report with this text, to these lists."""

    def make(text: str = GOOD, lists: tuple[str, ...] = ("citizens",)) -> Issue:
        source = ReportSource.objects.get(slug="given")
        kept = add_file(f"{hash(text)}.txt", text.encode(), source=source)
        report = Report.objects.get(pk=kept.report_id)
        plan = Plan(name=report.latest.title, lists=lists, report_id=report.pk)
        return plans.open_now(plans.create(plan, by=editor).pk, by=editor)

    return make


class Site(NamedTuple):
    """Its address, and what it was asked."""

    base: str
    seen: list[tuple[str, dict[str, str]]]


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site that the operator allowed to be looked at although it is on this machine."""
    with serving() as (host, seen):
        settings.LINK_HOSTS = [host]
        yield Site(f"http://{host}", seen)
