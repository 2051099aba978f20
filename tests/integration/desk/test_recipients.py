"""Who would get an issue, at the desk and on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from config.cli.audience import audience, recipients
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def test_counts_and_change_are_told_in_words(city: Scene, as_: Browser) -> None:
    """Issue 5: everybody of the office sees how many get which edition, and who is left out."""
    page = as_("viewer").get(reverse("desk:recipients", args=[city.review.pk])).content.decode()
    assert "0 Personen bekämen diese Ausgabe" in page  # the scene's last issue told all of it
    assert "36 weniger als beim letzten Mal" in page
    assert "12: hat es schon bekommen" in page
    assert "Liste der Personen" not in page
    link = reverse("desk:recipients", args=[city.review.pk])
    assert link in as_("viewer").get(reverse("desk:issue", args=[city.review.pk])).content.decode()
    sent = as_("viewer").get(reverse("desk:recipients", args=[city.sent.pk]))
    assert sent.status_code == 302


def test_the_list_is_for_those_who_manage_people(city: Scene, as_: Browser) -> None:
    """S29, S32: addresses for the data officer alone; the audit trail remembers it."""
    path = reverse("desk:recipients-csv", args=[city.review.pk])
    assert as_("approver").post(path).status_code == 403
    assert as_("outsider").post(path).status_code == 404
    response = as_("officer").post(path)
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["address"] for row in rows} >= {"citizens-0@example.org", "councils-3@example.org"}
    assert AuditEntry.objects.latest("pk").verb == "listed recipients"


def test_the_command_line_says_the_same(city: Scene, cast: dict[str, User]) -> None:
    """Issue 5: `issues audience` and `issues recipients`."""
    said = CliRunner().invoke(audience, [str(city.review.pk), "--json"])
    found = json.loads(said.output)
    assert found["people"] == 0
    assert found["change"]["told"] == 36
    plain = CliRunner().invoke(audience, [str(city.review.pk)])
    assert "12 told" in plain.output
    asked = [str(city.review.pk), "--json", "--as", cast["officer"].email]
    lines = CliRunner().invoke(recipients, asked).output.splitlines()
    assert len(lines) == 36
    assert json.loads(lines[0])["left_out"] == "told"
    refused = CliRunner().invoke(recipients, [*asked[:-1], cast["editor"].email])
    assert isinstance(refused.exception, NotAllowedError)
