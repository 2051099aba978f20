"""Testers at the desk, and the button that sends a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from config.cli import testers as commands
from mailer import models
from mailer.models import Notice
from staff.models import User
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
ALLOWED = {"editor", "approver", "sender", "admin"}


@pytest.mark.parametrize("who", ["viewer", "officer", *sorted(ALLOWED), "outsider"])
def test_who_may_test(who: str, city: Scene, as_: Browser, cast: dict[str, User]) -> None:
    """S29: shown and done for those who work on issues; for others neither."""
    office = city.review.office_id
    models.Tester.objects.create(
        office_id=office, address="t@stadt.example.org", used_at=city.review.opened_at
    )
    client, path = as_(who), reverse("desk:test", args=[city.review.pk])
    page = client.get(reverse("desk:issue", args=[city.review.pk])).content.decode()
    assert (path in page) == (who in ALLOWED)
    expected = 302 if who in ALLOWED else (404 if who == "outsider" else 403)
    assert client.post(path).status_code == expected
    assert Notice.objects.count() == (city.review.editions.count() if who in ALLOWED else 0)
    listed = client.get(reverse("desk:testers"))
    if who == "outsider":
        assert "t@stadt.example.org" not in listed.content.decode()
    else:
        assert listed.status_code == (200 if who in ALLOWED else 403)


def test_a_test_can_be_of_one_edition(city: Scene, as_: Browser) -> None:
    """Issue 5: who tries one edition out is not sent all of them."""
    models.Tester.objects.create(
        office_id=city.review.office_id,
        address="t@stadt.example.org",
        used_at=city.review.opened_at,
    )
    client, path = as_("editor"), reverse("desk:test", args=[city.review.pk])
    page = client.get(reverse("desk:issue", args=[city.review.pk])).content.decode()
    assert 'value="citizens/de"' in page
    client.post(path, {"only": ["citizens/de", "unknown/de"]})
    [sent] = Notice.objects.all()
    edition = city.review.editions.select_related("audience").get(pk=sent.data["edition"])
    assert (edition.audience.slug, edition.language) == ("citizens", "de")


def test_a_tester_is_added_and_removed(city: Scene, as_: Browser) -> None:
    """Issue 5: saved testers; without one, the button says what is missing."""
    client, page = as_("editor"), reverse("desk:testers")
    told = client.post(reverse("desk:test", args=[city.review.pk]), follow=True)
    assert "Bitte tragen Sie zuerst" in told.content.decode()
    office = {"office": city.review.office_id}
    assert client.post(page, {**office, "address": "x"}).status_code == 422
    client.post(page, {**office, "address": "t@stadt.example.org", "language": "de"})
    row = models.Tester.objects.get()
    assert (row.language, row.audience_id) == ("de", None)
    assert "t@stadt.example.org" in client.get(page).content.decode()
    client.post(reverse("desk:remove-tester", args=[row.pk]))
    assert not models.Tester.objects.exists()


def test_the_command_line_does_the_same(city: Scene, cast: dict[str, User]) -> None:
    """Issue 5: testers and tests by command."""
    run, by = CliRunner().invoke, ["--as", cast["editor"].email]
    made = run(commands.testers, ["add", "t@stadt.example.org", "--audience", "councils", *by])
    number = made.output.partition(":")[0]
    assert "councils" in run(commands.testers, ["list"]).output
    assert (
        run(commands.send_test, [str(city.review.pk), *by]).output
        == "Test mails on their way: 2.\n"
    )
    one = [str(city.review.pk), "--audience", "councils", "--language", "de", *by]
    assert run(commands.send_test, one).output == "Test mails on their way: 1.\n"
    none = run(commands.send_test, [str(city.review.pk), "--audience", "x", *by])
    assert (none.exit_code, "councils/de" in none.output) == (3, True)
    assert run(commands.testers, ["remove", number, *by]).output == "Removed.\n"
    assert (
        run(commands.testers, ["add", "t@stadt.example.org", "--audience", "x", *by]).exit_code == 3
    )
