"""What staff do when something wrong went out: correct an issue, withdraw a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from config.cli import correct as commands
from mailer.intake.store import keep
from mailer.models import Issue, Report
from staff.models import User
from tests.integration.desk.scene import TEXTS, Scene, report
from tests.integration.dispatch.test_easy import EASY

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
WORDS = {"words-de": "Es sind 240 Plätze.", "words-en": "There are 240 places."}
REASON = "Die Zahlen gehören einer anderen Stadt."


def revised(issue: Issue) -> Report:
    """The report of this issue, in a newer revision."""
    number = issue.reports.get().revision.report.key
    text = TEXTS[number].replace("120", "240").replace("40 Hektar", "50 Hektar")
    return report(number, text)


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "sender", "officer", "outsider"])
def test_editors_correct(who: str, city: Scene, as_: Browser) -> None:
    """S29: the form and the act for editors of the office; then it waits for approval."""
    revised(city.sent)
    client, path = as_(who), reverse("desk:correct", args=[city.sent.pk])
    page = client.get(reverse("desk:issue", args=[city.sent.pk])).content.decode()
    assert (path in page) == (who == "editor")
    status = client.post(path, WORDS).status_code
    made = city.sent.corrections.first()
    if who != "editor":
        assert (status, made) == (404 if who == "outsider" else 403, None)
        return
    assert made is not None
    assert (made.state, made.correction["en"]) == ("in_review", WORDS["words-en"])
    after = client.get(reverse("desk:issue", args=[city.sent.pk])).content.decode()
    assert reverse("desk:issue", args=[made.pk]) in after
    assert path not in after
    again = client.post(path, WORDS, follow=True).content.decode()
    assert f"(Ausgabe {made.pk}) berichtigt diese Ausgabe schon" in again
    assert "Korrektur: " in client.get(reverse("desk:issue", args=[made.pk])).content.decode()
    page = client.get(reverse("desk:recipients", args=[made.pk])).content.decode()
    assert "hat nicht bekommen, was berichtigt wird" in page


def test_what_is_missing_is_said(city: Scene, as_: Browser, cast: dict[str, User]) -> None:
    """Issue 5: no newer revision, or no words: told, and nothing made; by command, too."""
    client, path = as_("editor"), reverse("desk:correct", args=[city.sent.pk])
    said = client.post(path, WORDS, follow=True).content.decode()
    assert "keinen neueren Stand" in said
    revised(city.sent)
    said = client.post(path, {**WORDS, "words-en": ""}, follow=True).content.decode()
    assert "in jeder Sprache" in said
    assert not city.sent.corrections.exists()
    page = reverse("desk:issue", args=[city.sent.pk])
    assert "words-de-simple" not in client.get(page).content.decode()
    row = city.sent.reports.get().revision.report
    keep(replace(EASY, title=row.latest.title), source=row.source, key=row.key)
    assert 'name="words-de-simple"' in client.get(page).content.decode()
    asked = [str(city.sent.pk), "--de", WORDS["words-de"], "--en", WORDS["words-en"]]
    asked += ["--easy", "Die Zahl war falsch."]
    done = CliRunner().invoke(commands.correct, [*asked, "--as", cast["editor"].email])
    assert f"corrects issue {city.sent.pk}: in_review" in done.output
    assert city.sent.corrections.get().correction["de-simple"] == "Die Zahl war falsch."


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "outsider"])
def test_editors_withdraw(who: str, city: Scene, as_: Browser) -> None:
    """S29, P29: with a reason, by editors of the office; what is being sent is named."""
    row = city.sending.reports.get().revision.report
    client, path = as_(who), reverse("desk:withdraw", args=[row.pk])
    page = client.get(reverse("desk:report", args=[row.pk])).content.decode()
    assert (path in page) == (who == "editor")
    answer = client.post(path, {"reason": REASON})
    row.refresh_from_db()
    assert (row.withdrawn_at is not None) == (who == "editor")
    if who == "editor":
        page = client.get(reverse("desk:report", args=[row.pk])).content.decode()
        assert "wird gerade damit verschickt" in page
        assert path not in page
    else:
        assert answer.status_code == (404 if who == "outsider" else 403)


def test_withdrawing_by_command(city: Scene, cast: dict[str, User]) -> None:
    """Issue 5: `reports withdraw`."""
    row = city.sending.reports.get().revision.report
    asked = [str(row.pk), "--reason", REASON, "--as", cast["editor"].email]
    said = CliRunner().invoke(commands.withdraw, asked).output
    assert said.startswith("Withdrawn.\n")
    assert "pause or cancel" in said
