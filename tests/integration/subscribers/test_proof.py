"""What can be proven of a person: on paper, as a file, from an import, and after an erasure."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.utils import timezone
from pytest_django import Settings

from config.cli.subscribers import subscribers as command
from config.seed import user
from staff.models import AuditEntry, Office, Role, User
from subscribers import (
    consent,
    dossier,
    inviting,
    keys,
    people,
    policy,
    sealing,
    wishes,
)
from subscribers.consent import Choice, SignUp
from subscribers.evidence import holds
from subscribers.models import (
    ConsentEvent,
    List,
    Subscriber,
    Subscription,
    Suppression,
    Wish,
    WishAnswer,
    Wording,
)
from subscribers.models.suppression import SuppressionReason
from subscribers.signals import notice_wanted
from tests.integration.subscribers.conftest import Import, Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"
OFFICER = "officer@stadt.example.org"
PROVEN = (
    "E-Mail;Einwilligung am;Einwilligungsquelle;Wortlaut;IP-Adresse;Sprache\n"
    "all@example.org;31.05.2024 14:07;Formular auf jena.example;1;192.0.2.77;de\n"
    "text@example.org;2024-05-31;Karte im Bürgeramt;Ja, ich möchte den Newsletter.;;\n"
    "half@example.org;2024-05-31;;;;\n"
    "none@example.org;;;;;\n"
)


@pytest.fixture
def officer(office: Office) -> User:
    """A data officer of the office that owns all lists."""
    return user(OFFICER, office, Role.DATA_OFFICER)


@pytest.fixture
def anna(citizens: List) -> Subscriber:
    """Signed up on the web, was mailed, confirmed; sealed."""
    wording = Wording.objects.get(list=citizens, language="de")
    choice = Choice(frequency="weekly", wording_id=wording.pk)
    sign_up = SignUp({citizens.pk: choice}, source="form", seen={"form": "https://jena.test/de/"})
    asked = consent.request(ANNA, sign_up)
    mail = {"message_id": "<1@jena.test>", "subject": "Bitte bestätigen", "text": "Guten Tag <b>"}
    consent.note_mailed(asked, **mail)
    assert consent.confirm(asked, source="link")
    sealing.seal()
    found = people.find(ANNA)
    assert found is not None
    return found


def run(*words: str) -> Result:
    """`rundbrief subscribers ...` by the data officer."""
    return CliRunner().invoke(command, [*words, "--as", OFFICER])


def test_evidence_says_everything_on_one_page(
    anna: Subscriber, officer: User, citizens: List, tmp_path: Path
) -> None:
    """P1: words and version, list, purpose, form, source, times, the mail, and each step's seal."""
    found = run("evidence", "Anna@Example.org", "--out", str(tmp_path), "--json")
    assert found.exit_code == 0, found.output
    page, data = (Path(name).read_text("utf-8") for name in json.loads(found.stdout)["files"])
    [person] = json.loads(data)["people"]
    requested, confirmed = person["events"]
    wording = Wording.objects.get(list=citizens, language="de")
    assert requested["wording"]["text"] == wording.text
    assert requested["told"] == {"form": "https://jena.test/de/", "source": "form"}
    assert confirmed["mail"]["message_id"] == "<1@jena.test>"
    assert all(step["seal"]["digest"] and step["digest_holds"] for step in person["events"])
    assert person["subscriptions"][0]["list"]["purpose"] == citizens.purposes["de"]
    for words in (wording.text, "&lt;1@jena.test&gt;", "Guten Tag &lt;b&gt;", "@media print"):
        assert words in page
    assert "<script" not in page
    assert "src=" not in page
    assert "href=" not in page


def test_evidence_is_remembered_without_the_address(
    anna: Subscriber, officer: User, tmp_path: Path
) -> None:
    """S32: the audit trail knows who looked at whom, by number."""
    run("evidence", ANNA, "--out", str(tmp_path))
    entry = AuditEntry.objects.get(verb="evidence")
    assert (entry.object_id, entry.user) == (anna.pk, officer)
    assert ANNA not in json.dumps(entry.details)


def test_evidence_of_erased_people_is_found_by_their_hash(
    anna: Subscriber, officer: User, settings: Settings, tmp_path: Path
) -> None:
    """P10: the proof that must be kept is held under the hash of the address, blocked."""
    anna.erased_key, anna.address_key = keys.address_key(ANNA), b"r" * 32
    anna.address, anna.erased_at = None, timezone.now()
    anna.save()
    again = people.find_or_add(ANNA)
    assert dossier.people_at(ANNA) == [anna, again]
    found = run("evidence", ANNA, "--out", str(tmp_path))
    assert found.exit_code == 0
    page = (tmp_path / f"evidence-{anna.pk}.html").read_text("utf-8")
    assert "jena.test" in page


@pytest.mark.parametrize(
    ("address", "by", "code"),
    [("nobody@example.org", OFFICER, 3), ("no address", OFFICER, 4), (ANNA, "editor", None)],
)
def test_evidence_is_refused_in_words(
    anna: Subscriber, officer: User, editor: User, address: str, by: str, code: int | None
) -> None:
    """S29: nobody but who manages people; and what is not there has a code of its own."""
    who = editor.email if by == "editor" else by
    found = CliRunner().invoke(command, ["evidence", address, "--as", who])
    assert found.exit_code == code or (code is None and found.exception is not None)
    assert not AuditEntry.objects.filter(verb="evidence").exists()


def test_a_data_officer_of_another_office_may_not(anna: Subscriber, office: Office) -> None:
    """S29: whoever manages people of other lists only has no business here."""
    parks = Office.objects.create(slug="parks", name="Grünflächenamt")
    user(OFFICER, parks, Role.DATA_OFFICER)
    found = run("evidence", ANNA)
    assert "may not manage people" in str(found.exception)


def test_rows_with_evidence_of_their_own_are_confirmed(imported: Import, citizens: List) -> None:
    """Issue 4: consent evidence per row; without enough of it people land unconfirmed."""
    run_ = imported(PROVEN, proof="")
    assert (run_.counts["subscribed"], run_.counts["unconfirmed"]) == (2, 2)
    events = {event.subscriber.address: event for event in ConsentEvent.objects.all()}
    assert all(holds(event) for event in events.values())
    own = events["all@example.org"]
    assert own.payload is not None
    assert own.payload["shown"] == {
        "consent_at": "2024-05-31T14:07:00+02:00",
        "consent_source": "Formular auf jena.example",
        "wording": "1",
    }
    assert own.wording == Wording.objects.get(list=citizens, language="de", version=1)
    text = events["text@example.org"].payload or {}
    assert text["shown"]["consent_at"] == "2024-05-31"
    assert text["shown"]["wording"] == "Ja, ich möchte den Newsletter."
    assert "shown" not in (events["none@example.org"].payload or {})
    assert events["all@example.org"].subscriber.attributes == {}


def test_ip_addresses_are_kept_only_as_the_policy_says(
    imported: Import, settings: Settings
) -> None:
    """P2: none, or truncated."""
    settings.SIGN_UP_IP = "truncated"
    imported(PROVEN, proof="")
    event = ConsentEvent.objects.get(subscriber__address="all@example.org")
    assert event.payload is not None
    assert event.payload["shown"]["ip"] == "192.0.2.0"
    assert holds(event)


@pytest.mark.parametrize(
    ("ip", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("somebody@example.org", ""),
        ("", ""),
    ],
)
def test_ip_addresses_are_truncated(ip: str, kept: str, settings: Settings) -> None:
    """P2: by default nothing; else the network, which names nobody."""
    assert policy.ip_for_evidence(ip) == ""
    settings.SIGN_UP_IP = "truncated"
    assert policy.ip_for_evidence(ip) == kept


def test_moments_that_make_no_sense_are_faults(imported: Import) -> None:
    """P3: a proof from the future is none."""
    file = "E-Mail;Einwilligung am\na@example.org;2124-01-01\nb@example.org;gestern\n"
    assert imported(file, proof="").counts["errors"] == 2


@pytest.fixture
def mails() -> Any:
    """The kinds of mails that were called for, with their people."""
    found: list[tuple[str, int]] = []

    def listen(**details: Any) -> None:
        found.append((details["kind"], details["subscriber_id"]))

    notice_wanted.connect(listen)
    yield found
    notice_wanted.disconnect(listen)


def test_unconfirmed_people_are_asked_once(
    imported: Import, citizens: List, officer: User, mails: list[tuple[str, int]]
) -> None:
    """P3: not the confirmed, not the blocked, and nobody twice, even when the wish has vanished."""
    imported(PROVEN, proof="")
    imported("E-Mail\nblocked@example.org\n", proof="")
    Suppression.objects.create(
        address_key=keys.address_key("blocked@example.org"), reason=SuppressionReason.BOUNCED
    )
    assert json.loads(run("invite", "--list", "citizens", "--dry-run", "--json").stdout) == {
        "invited": 2,
        "dry_run": True,
    }
    assert not Wish.objects.exists()
    assert inviting.invite(citizens, by=officer) == 2
    assert inviting.invite(citizens, by=officer) == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert wishes.answer() == 2
    assert {kind for kind, _ in mails} == {"invitation"}
    Wish.objects.all().delete()
    assert inviting.invite(citizens, by=officer) == 0


def test_invitations_keep_a_pace(
    imported: Import, citizens: List, officer: User, settings: Settings
) -> None:
    """So many a minute, and a sign-up on the web is answered before those that wait."""
    settings.INVITATIONS_PER_MINUTE = 1
    imported(PROVEN, proof="")
    inviting.invite(citizens, by=officer)
    consent.request("web@example.org", SignUp({citizens.pk: Choice()}, source="form"))
    assert wishes.answer() == 2
    assert list(Wish.objects.filter(answered_at=None).values_list("kind", flat=True)) == [
        "invitation"
    ]
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert wishes.answer() == 1


def test_who_was_blocked_or_left_meanwhile_is_not_asked(
    imported: Import, citizens: List, officer: User
) -> None:
    """The worker looks again when the moment has come."""
    imported("E-Mail\na@example.org\nb@example.org\n", proof="")
    inviting.invite(citizens, by=officer)
    first, second = Subscriber.objects.order_by("pk")
    consent.end(first.pk, citizens.pk, reason=consent.EndedReason.STAFF, source="t")
    Suppression.objects.create(
        address_key=bytes(second.address_key), reason=SuppressionReason.ERASED
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        wishes.answer()
    answers = set(Wish.objects.values_list("answer", flat=True))
    assert answers == {WishAnswer.BLOCKED}


def test_an_invitation_confirms_what_is_open(
    imported: Import, citizens: List, officer: User
) -> None:
    """P3: the click proves the consent, with the words of today."""
    imported("E-Mail\na@example.org\n", proof="")
    inviting.invite(citizens, by=officer)
    wish = Wish.objects.get()
    assert consent.confirm(wish.pk, source="link")
    row = Subscription.objects.get()
    assert row.confirmed_at is not None
    assert ConsentEvent.objects.get(step="requested").wording is not None


def test_affected_people_are_written_with_safe_cells(
    imported: Import, officer: User, tmp_path: Path
) -> None:
    """P34, S20: who was on the list in that time, for a letter within 72 hours."""
    imported('E-Mail;Vorname\nanna@example.org;"=HYPERLINK(1)"\nbob@example.org;Bob\n')
    today = timezone.localdate()
    out = tmp_path / "affected.csv"
    found = run(
        "affected", "--list", "citizens", "--since", str(today), "--out", str(out), "--json"
    )
    assert json.loads(found.stdout)["people"] == 2
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig"), delimiter=";"))
    assert {row["given_name"] for row in rows} == {"'=HYPERLINK(1)", "Bob"}
    assert rows[0]["lists"] == "citizens"
    entry = AuditEntry.objects.get(verb="exported affected")
    assert entry.details == {"people": 2}


@pytest.mark.parametrize(("days", "people_"), [(-1, 1), (0, 2)])
def test_affected_by_time(
    member: Member, citizens: List, officer: User, tmp_path: Path, days: int, people_: int
) -> None:
    """P34: a subscription that ended before the incident is not part of it."""
    gone = member("gone@example.org")
    member("here@example.org")
    consent.end(gone.pk, citizens.pk, reason=consent.EndedReason.STAFF, source="t")
    out = str(tmp_path / "affected.csv")
    since = str(timezone.localdate() - timedelta(days=days))
    found = run("affected", "--since", since, "--out", out, "--json")
    assert json.loads(found.stdout)["people"] == people_


def test_affected_needs_the_right_for_every_list(
    member: Member, officer: User, tmp_path: Path
) -> None:
    """S29: all people means all offices."""
    parks = Office.objects.create(slug="parks", name="Grünflächenamt")
    List.objects.filter(slug="councils").update(office=parks)
    out = tmp_path / "affected.csv"
    assert run("affected", "--since", "2020-01-01", "--out", str(out)).exit_code != 0
    assert not out.exists()
    assert run("affected", "--list", "citizens", "--out", str(out)).exit_code == 0
    assert run("affected", "--out", str(out)).exit_code == 2
