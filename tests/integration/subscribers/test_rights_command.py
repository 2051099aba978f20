"""`rundbrief subscribers export` and `erase`: who may, what lies there, what the trail says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.cli import main
from config.seed import user
from mailer.models import Notice
from staff.models import AuditEntry, Office, Role, User
from subscribers import people
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture
def officer(office: Office) -> User:
    """Answers data requests."""
    return user("daten@stadt.example.org", office, Role.DATA_OFFICER)


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, ["subscribers", *words])


def test_a_request_is_answered_by_one_command(
    member: Member, officer: User, tmp_path: Path
) -> None:
    """P12, P14, S32: JSON and a page to print, for the officer's eyes; the trail has no address."""
    person = member(ANNA, family_name="Berg")
    Notice.objects.create(kind="link", subscriber_id=person.pk, language="de")
    done = run("export", ANNA, "--out", str(tmp_path / "out"), "--as", officer.email)
    assert done.exit_code == 0, done.output
    file, page = (tmp_path / "out" / f"data-{person.pk}.{end}" for end in ("json", "html"))
    told = json.loads(file.read_text())
    assert told["person"]["family_name"] == "Berg"
    assert told["notices"][0]["kind"] == "link"
    assert ANNA in page.read_text()
    assert "<link" not in page.read_text()
    assert file.stat().st_mode & 0o077 == 0
    entry = AuditEntry.objects.get(verb="downloaded")
    assert (entry.user, entry.object_id) == (officer, person.pk)
    assert ANNA not in str(entry.details)


def test_an_erasure_is_ordered_by_one_command(member: Member, officer: User) -> None:
    """P13, S32: gone at once, noted, and the end of the proof is said."""
    person = member(ANNA)
    notice = Notice.objects.create(
        kind="link", subscriber_id=person.pk, language="de", words=f"550 {ANNA} unknown"
    )
    done = run("erase", ANNA, "--as", officer.email, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["proof_until"].endswith("-12-31")
    assert people.find(ANNA) is None
    notice.refresh_from_db()
    assert notice.words == ""
    assert AuditEntry.objects.get(verb="erased").object_id == person.pk
    assert run("erase", ANNA, "--as", officer.email).exit_code == 3


@pytest.mark.parametrize("act", ["export", "erase"])
def test_it_takes_the_right(member: Member, editor: User, outsider: User, *, act: str) -> None:
    """S29, S30: neither an editor nor another office's people; nothing happens."""
    member(ANNA)
    for who in (editor, outsider):
        assert run(act, ANNA, "--as", who.email).exit_code == 5
    assert people.find(ANNA) is not None
    assert run(act, "nonsense", "--as", editor.email).exit_code == 4
