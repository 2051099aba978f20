"""Imports of files of people, from the waiting row to the counts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from pytest_django import Settings

from config.env import Key
from subscribers import audience, consent, importing, people
from subscribers.evidence import canonical, digest, holds
from subscribers.importing import storing
from subscribers.keys import all_keys
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    ImportRun,
    List,
    Subscriber,
    Subscription,
    Suppression,
)
from tests.integration.subscribers.conftest import FILE, Import, Member

pytestmark = pytest.mark.django_db
ZERO = dict.fromkeys(importing.Counts._fields, 0)


def table_sizes() -> tuple[int, ...]:
    """How many rows each table of an import has."""
    models = (Subscriber, Subscription, ConsentEvent, Suppression, Subscriber.topics.through)
    return tuple(model.objects.count() for model in models)


def test_people_are_stored_as_the_file_tells(imported: Import, citizens: List) -> None:
    """Issue, section 5: every column arrives, what is not told gets the list's ways."""
    run = imported()
    assert (run.state, run.words) == ("done", "")
    assert run.counts == ZERO | {"read": 3, "new_people": 3, "subscribed": 3}
    anna, bob = people.find("anna@example.org"), people.find("bob@example.org")
    assert anna is not None
    assert bob is not None
    assert (anna.given_name, anna.family_name, anna.attributes) == (
        "Anna",
        "Berg",
        {"Stadtteil": "Nord"},
    )
    assert [topic.slug for topic in anna.topics.all()] == ["climate"]
    assert anna.subscriptions.get().frequency == "weekly"
    assert (bob.address, bob.language) == ("Bob@example.org", "en")
    assert bob.subscriptions.get().frequency == citizens.frequency
    assert audience.member_counts([citizens.pk]) == {citizens.pk: 3}


def test_evidence_is_the_same_as_that_of_the_verbs(imported: Import) -> None:
    """Invariant 13: digests made in SQL are byte for byte those of the canonical form."""
    hostile = 'a"b\\c\x01\x1f\x7f\t\n/é\u2028\u00ad😀 <&> \u0301'
    run = imported("email\nanna@example.org\n", proof=hostile)
    event = ConsentEvent.objects.get()
    expected = {
        "basis": "consent",
        "file": Path(run.file.name or "").name,
        "import": run.pk,
        "proof": hostile,
        "row": 2,
    }
    assert event.payload == expected
    assert bytes(event.digest) == digest(bytes(event.salt), expected)
    assert len(bytes(event.salt)) == 16
    assert holds(event)
    assert json.loads(canonical(expected)) == expected
    assert (event.step, event.subscription_id) == ("imported", Subscription.objects.get().pk)


def test_each_person_has_a_salt_of_their_own(imported: Import) -> None:
    """Invariant 13: a digest tells nothing about another person's."""
    imported()
    salts = {bytes(salt) for salt in ConsentEvent.objects.values_list("salt", flat=True)}
    assert len(salts) == 3


def test_repeating_changes_nothing(imported: Import) -> None:
    """Issue, section 5: idempotent, down to the row versions."""
    imported()
    sizes = table_sizes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(xmin::text ORDER BY id) FROM subscribers_subscriber")
        versions = cursor.fetchall()
        again = imported()
        cursor.execute("SELECT array_agg(xmin::text ORDER BY id) FROM subscribers_subscriber")
        assert cursor.fetchall() == versions
    assert again.counts == ZERO | {"read": 3, "known_people": 3, "already_subscribed": 3}
    assert table_sizes() == sizes


def test_a_dry_run_counts_and_changes_nothing(imported: Import) -> None:
    """Issue, section 5: the counts of a dry run are those of the import that follows."""
    sizes = table_sizes()
    dry = imported(FILE + "kaputt;;;;;;\n", dry_run=True)
    assert table_sizes() == sizes
    assert dry.counts["errors"] == 1
    assert dry.errors
    assert dry.file.storage.exists(dry.file.name or "")
    assert imported(FILE + "kaputt;;;;;;\n").counts == dry.counts


@pytest.mark.parametrize(
    ("basis", "proof", "column", "confirmed"),
    [
        ("consent", "", "", False),
        ("consent", "", "file 9", True),
        ("consent", "file 1", "", True),
        ("public_task", "resolution 7", "", True),
    ],
)
def test_consent_without_proof_waits(
    imported: Import, citizens: List, *, basis: str, proof: str, column: str, confirmed: bool
) -> None:
    """P3: without a legal basis and its proof, for the file or by row, nobody gets mail."""
    run = imported(f"email;Nachweis\nanna@example.org;{column}\n", basis=basis, proof=proof)
    key = "subscribed" if confirmed else "unconfirmed"
    assert run.counts == ZERO | {"read": 1, "new_people": 1, key: 1}
    assert audience.member_counts([citizens.pk])[citizens.pk] == int(confirmed)


def test_proof_that_comes_later_confirms(imported: Import, citizens: List) -> None:
    """P3: the second file brings the proof; the evidence has both steps."""
    imported("email\nanna@example.org\n", proof="")
    run = imported("email;Nachweis\nanna@example.org;file 2\n", proof="")
    assert run.counts == ZERO | {"read": 1, "known_people": 1, "subscribed": 1}
    assert audience.member_counts([citizens.pk])[citizens.pk] == 1
    events = ConsentEvent.objects.order_by("pk")
    assert [event.payload["proof"] for event in events if event.payload] == ["", "file 2"]
    assert all(map(holds, events))


def test_a_basis_that_does_not_fit_is_refused(councils: List) -> None:
    """P3, P37: refused before a file is stored."""
    with pytest.raises(consent.ConsentError, match="public_task"):
        importing.request(io.BytesIO(b"email\n"), "x.csv", wanted=councils, basis="consent")
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("reason", ["bounced", "complained", "staff", "erased"])
@pytest.mark.parametrize("known", [True, False])
def test_blocked_people_are_not_resurrected(
    imported: Import, citizens: List, member: Member, *, reason: str, known: bool
) -> None:
    """P11: neither their address nor a subscription is stored, nor what the file tells of them."""
    if known:
        person = member("anna@example.org")
        consent.end(person.pk, citizens.pk, reason=EndedReason.STAFF, source="staff")
    Suppression.objects.create(address_key=all_keys("anna@example.org")[0], reason=reason)
    sizes = table_sizes()
    run = imported("email;Vorname\nANNA@example.org;New\n")
    assert run.counts == ZERO | {"read": 1, "known_people": int(known), "suppressed": 1}
    assert table_sizes() == sizes
    assert not Subscriber.objects.filter(given_name="New").exists()


def test_who_left_is_not_brought_back(imported: Import, citizens: List, member: Member) -> None:
    """P10: an unsubscribe outlives every import into that list; a complaint outranks it."""
    for name in ("anna", "bob"):
        person = member(f"{name}@example.org")
        consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    Suppression.objects.create(address_key=person.address_key, reason="complained")
    run = imported("email\nanna@example.org\nbob@example.org\n")
    assert run.counts == ZERO | {
        "read": 2,
        "known_people": 2,
        "left_before": 1,
        "suppressed": 1,
    }
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_duplicates_in_a_file_are_one_person(imported: Import) -> None:
    """M14: whatever the case; the first row counts."""
    run = imported("email;Vorname\nanna@example.org;One\nbob@example.org;\nANNA@Example.org;Two\n")
    assert run.counts == ZERO | {"read": 3, "new_people": 2, "subscribed": 2, "duplicates": 1}
    anna = people.find("anna@example.org")
    assert anna is not None
    assert anna.given_name == "One"


def test_a_known_person_learns_only_what_is_told(imported: Import, member: Member) -> None:
    """Filled cells count, empty ones say nothing; the stored spelling of the address stays."""
    member("Anna@example.org", given_name="Anna", language="en", attributes={"a": "1", "b": "2"})
    run = imported("email;Vorname;Nachname;Sprache;b\nanna@example.org;;Berg;;3\n")
    assert run.counts == ZERO | {
        "read": 1,
        "known_people": 1,
        "changed_people": 1,
        "already_subscribed": 1,
    }
    anna = people.find("anna@example.org")
    assert anna is not None
    assert (anna.address, anna.given_name, anna.family_name) == ("Anna@example.org", "Anna", "Berg")
    assert (anna.language, anna.attributes) == ("en", {"a": "1", "b": "3"})


def test_who_signs_up_meanwhile_is_the_same_person(
    imported: Import, citizens: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 13: their row was first, so that the file's subscription is theirs."""
    key = all_keys("anna@example.org")[0]
    act = storing._act

    def meanwhile(cursor: CursorWrapper, name: str, *, params: dict[str, object]) -> int:
        if name == "add_people":
            Subscriber.objects.create(address="anna@example.org", address_key=key)
        return act(cursor, name, params=params)

    monkeypatch.setattr(storing, "_act", meanwhile)
    run = imported()
    assert (run.counts["new_people"], run.counts["subscribed"]) == (2, 3)
    anna = Subscriber.objects.get(address_key=key)
    assert anna.subscriptions.get().list_id == citizens.pk
    assert anna.events.get().step == "imported"


def test_older_keys_find_people_and_blocks(
    imported: Import, member: Member, settings: Settings
) -> None:
    """Invariant 12: after a rotation nobody is doubled and nobody blocked comes back."""
    member("anna@example.org")
    Suppression.objects.create(address_key=all_keys("bob@example.org")[0], reason="staff")
    settings.ADDRESS_KEYS = (Key("new", b"n" * 32), *settings.ADDRESS_KEYS)
    run = imported("email\nanna@example.org\nbob@example.org\ncleo@example.org\n")
    assert run.counts == ZERO | {
        "read": 3,
        "known_people": 1,
        "new_people": 1,
        "already_subscribed": 1,
        "suppressed": 1,
        "subscribed": 1,
    }
    assert Subscriber.objects.count() == 2


def test_rows_that_mean_nothing_are_listed(imported: Import) -> None:
    """S19, S20: a file to download names row, column and fault, and runs no formula."""
    run = imported(
        "=E-Mail;=cmd()\nanna@example.org;x\nkaputt;x\n;x\n" + f"b@example.org;{'x' * 501}\n"
    )
    assert (run.counts["subscribed"], run.counts["errors"], run.counts["read"]) == (1, 3, 4)
    lines = run.errors.read().decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["3", "4", "5"]
    assert lines[2].split(";")[1] == "'=E-Mail"
    assert lines[3].split(";")[1] == "'=cmd()"
    assert "kaputt" not in "".join(lines)


def test_a_file_that_cannot_be_read_stores_nobody(imported: Import) -> None:
    """S19: all or nothing, and the reason stands in the run."""
    run = imported('email;x\nanna@example.org;x\n"b@example.org;' + "x" * 140_000)
    assert run.state == "failed"
    assert "3" in run.words
    assert not Subscriber.objects.exists()
