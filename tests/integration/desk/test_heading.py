"""Editors write subject and preheader of one issue, a digest's as well: page and command."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config.cli.correct import head
from mailer import dispatch
from mailer.dispatch import heading, renewing, verbs
from mailer.dispatch.errors import NotFoundError
from mailer.models import Edition, Issue, IssueReport
from mailer.web.words import left
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from tests.integration.desk.scene import Scene, issue_of

pytestmark = pytest.mark.django_db
OWN = "Jena im November: zwei Nachrichten"


@pytest.fixture
def digest(city: Scene, cast: dict[str, User]) -> Issue:
    """An issue that tells two reports, in review."""
    issue = issue_of(city.reports[0], cast["editor"])
    latest = city.reports[1].latest
    IssueReport.objects.create(issue=issue, revision=latest, position=1)
    assert renewing.renew_all([issue.pk], by=cast["editor"], words="") == [issue.pk]
    return Issue.objects.get(pk=issue.pk)


def edition(issue: Issue, language: str = "de") -> Edition:
    return issue.editions.get(audience__slug="citizens", language=language)


def test_a_digest_has_a_subject_of_its_own(
    digest: Issue, cast: dict[str, User], as_: Callable[[str], Client]
) -> None:
    """Issue 5: staff can override everything; the reason says so, and others approve it."""
    verbs.approve(digest.pk, by=cast["approver"])
    before, english = edition(digest), edition(digest, "en")
    client, path = as_("editor"), reverse("desk:issue", args=[digest.pk])
    shown = f"{path}?edition={before.pk}"
    assert "Betreff und Vorschautext für diese Ausgabe" in client.get(shown).content.decode()
    words = {"edition": str(before.pk), "subject": f" {OWN}\r\n", "preheader": ""}
    done = client.post(reverse("desk:head-issue", args=[digest.pk]), words, follow=True)
    assert "neu freigegeben werden" in done.content.decode()
    digest.refresh_from_db()
    now = edition(digest)
    assert (now.subject, now.preheader, now.pk) == (OWN, before.preheader, before.pk)
    assert edition(digest, "en").content_hash == english.content_hash
    assert digest.state == "in_review"
    assert "Betreff oder Vorschautext wurde neu geschrieben." in client.get(path).content.decode()
    assert now.choices[0]["subject"] == "Betreff"
    assert "Redaktion" in now.choices[0]["reason"]
    assert f'value="{OWN}"' in client.get(shown).content.decode()
    entry = AuditEntry.objects.filter(verb="headed").latest("pk")
    assert (entry.details["audience"], entry.details["subject"]) == ("citizens", OWN)
    assert digest.changed_by == cast["editor"]
    verbs.approve(digest.pk, by=cast["approver"])
    viewer = as_("viewer").get(shown).content.decode()
    assert "Betreff und Vorschautext für diese Ausgabe" not in viewer


def test_the_command_writes_and_takes_back(digest: Issue, cast: dict[str, User]) -> None:
    """What is not named stays; nothing of it is in the hash of an issue without."""
    told, known = edition(digest), digest.content_hash
    where = [str(digest.pk), "--audience", "citizens", "--as", cast["editor"].email]

    def run(*options: str) -> str:
        return CliRunner().invoke(head, [*where, *options], catch_exceptions=False).output

    assert run("--subject", OWN) == "Written.\n"
    assert run("--preheader", "Bad und Radstation") == "Written.\n"
    assert run("--subject", OWN) == "It was so before.\n"
    assert (edition(digest).subject, edition(digest).preheader) == (OWN, "Bad und Radstation")
    assert run("--subject", "", "--preheader", "") == "Written.\n"
    digest.refresh_from_db()
    assert (digest.heads, digest.content_hash) == ({}, known)
    assert edition(digest).subject == told.subject
    nothing = CliRunner().invoke(head, where)
    assert (nothing.exit_code, nothing.output) == (
        2,
        "Error: Name what you write, such as --subject.\n",
    )


def test_only_editors_write_and_only_for_editions_that_are_there(
    digest: Issue, cast: dict[str, User]
) -> None:
    given = {"words": {"subject": OWN}, "language": "de"}
    with pytest.raises(NotFoundError, match="'nobody' in 'de'"):
        heading.head(digest.pk, audience="nobody", by=cast["editor"], **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        heading.head(digest.pk, audience="citizens", by=cast["viewer"], **given)  # type: ignore[arg-type]


def test_why_an_approval_is_void_is_said_in_german() -> None:
    """P29: whatever dispatch leaves on an issue for a change; English words are its own."""
    modules = (import_module(f"mailer.dispatch.{m.name}") for m in iter_modules(dispatch.__path__))
    left_on = {m.CHANGED for m in modules if hasattr(m, "CHANGED")}
    assert heading.CHANGED in left_on
    with translation.override("de"):
        assert [words for words in left_on if left(words) == words] == []
