"""Being forgotten: what goes, what stays under which key and how long, and coming back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from subscribers import consent, keys, people, wishes
from subscribers.consent import Choice, Enrolment, SignUp
from subscribers.evidence import holds
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    LegalBasis,
    List,
    Step,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
    Wish,
    WishKind,
)
from subscribers.signals import person_erased
from subscribers.tasks import finish_erasures
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """A citizen of whom much is known."""
    person = member(ANNA, given_name="Anna", family_name="Berg", attributes={"ward": "North"})
    person.topics.add(Topic.objects.get(slug="culture"))
    return person


def dump() -> str:
    """Every row of every table as text, as a dump of the database would have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        parts = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            parts += [row[0] for row in cursor.fetchall()]
    return "\n".join(parts).casefold()


def test_asking_ends_all_mails_at_once_and_calls_for_one_goodbye(
    anna: Subscriber, citizens: List, notices: list[dict[str, Any]]
) -> None:
    """Art. 17, invariant 5: no list is left, nothing is erased yet, asking twice mails once."""
    for _ in range(2):
        assert consent.ask_erasure(anna.pk, source="web")
    assert [(one["kind"], one["list_id"]) for one in notices] == [("goodbye", citizens.pk)]
    assert Subscription.objects.get().ended_reason == EndedReason.ERASED
    anna.refresh_from_db()
    assert anna.address == ANNA
    assert consent.finish_erasures() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        finish_erasures()
    anna.refresh_from_db()
    assert anna.address is None


def test_nothing_of_the_person_is_left_but_the_proof(
    anna: Subscriber, citizens: List, settings: Settings
) -> None:
    """P10, P13: no address and no name in any table; the chain still verifies; an end is set."""
    wish = consent.request(ANNA, SignUp({citizens.pk: Choice()}, source="web"))
    consent.note_mailed(wish, message_id="<1@x>", subject="Hallo", text=f"Hallo {ANNA}")
    consent.ask_move(anna.pk, "anna.berg@example.com", language="de")
    key = keys.address_key(ANNA)
    assert ANNA in dump()
    assert consent.erase(anna.pk, source="web")
    assert not consent.erase(anna.pk, source="web")
    left = dump()
    for word in (ANNA, "anna.berg", "berg", "north"):
        assert word not in left
    anna.refresh_from_db()
    assert anna.erased_key is not None
    assert bytes(anna.erased_key) == key
    assert bytes(anna.address_key) != key
    assert anna.proof_until == date(timezone.localdate().year + settings.EVIDENCE_YEARS, 12, 31)
    assert not Wish.objects.exists()
    assert all(holds(event) for event in anna.events.all())
    assert anna.events.latest("pk").step == Step.ERASED


@pytest.mark.parametrize(
    ("proof", "kept"),
    [
        ("Akte 12", True),
        ("unterschrieben von A. BERG", False),
        ("Mail von anna@example.org", False),
        ("Mail an rundbrief@stadt.example.org", True),
    ],
)
def test_a_payload_that_names_the_person_is_blotted_out(
    citizens: List, *, proof: str, kept: bool
) -> None:
    """P10, P13: what proves the consent without naming anybody stays."""
    consent.enrol(
        ANNA, citizens.pk, basis="consent", source="file", proof=proof, family_name="Berg"
    )
    person = people.find(ANNA)
    assert person is not None
    consent.erase(person.pk, source="web")
    event = ConsentEvent.objects.get(step=Step.IMPORTED)
    assert (event.payload is not None) is kept
    assert holds(event)


def test_listeners_scrub_within_the_same_transaction(anna: Subscriber) -> None:
    """P13: whoever keeps something of a person is told the address for the last time."""
    told: list[dict[str, Any]] = []

    def listen(**details: Any) -> None:
        told.append(details)

    person_erased.connect(listen)
    consent.erase(anna.pk, source="web")
    person_erased.disconnect(listen)
    assert [(one["subscriber_id"], one["address"]) for one in told] == [(anna.pk, ANNA)]


def test_the_hash_keeps_imports_away_and_lets_the_person_come_back(
    anna: Subscriber, citizens: List, notices: list[dict[str, Any]]
) -> None:
    """P11, invariant 5: staff cannot bring the address back, the person can, as somebody new."""
    consent.erase(anna.pk, source="web")
    enrolled = consent.enrol(ANNA, citizens.pk, basis="consent", source="file", proof="x")
    assert enrolled == Enrolment.SUPPRESSED
    assert not Subscriber.objects.filter(address=ANNA).exists()
    wish = consent.request(ANNA, SignUp({citizens.pk: Choice()}, source="web"))
    wishes.answer()
    assert notices[-1]["kind"] == "sign_up"
    assert consent.confirm(wish, source="web")
    person = people.find(ANNA)
    assert person is not None
    assert person.pk != anna.pk
    assert person.subscriptions.get().ended_at is None
    assert not Suppression.objects.filter(lifted_at=None).exists()


def test_a_confirmation_while_the_erasure_waits_does_nothing(
    anna: Subscriber, citizens: List, notices: list[dict[str, Any]]
) -> None:
    """Whoever asked to be erased is not put on a list that they would lose a moment later."""
    wish = consent.request(ANNA, SignUp({citizens.pk: Choice()}, source="web"))
    consent.ask_erasure(anna.pk, source="web")
    late = consent.request(ANNA, SignUp({citizens.pk: Choice()}, source="web"))
    wishes.note(WishKind.LINK, ANNA, language="de")
    wishes.answer()
    assert [one["kind"] for one in notices] == ["goodbye"]
    assert not consent.confirm(wish, source="web")
    assert not consent.confirm(late, source="web")
    assert not consent.join(anna.pk, citizens.pk)
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_duty_comes_before_erasure_by_the_own_link(anna: Subscriber, councils: List) -> None:
    """P37, Art. 17(3)(b): who must stay on a list asks a person; staff may erase nevertheless."""
    consent.enrol(ANNA, councils.pk, basis=LegalBasis.PUBLIC_TASK, source="test")
    List.objects.filter(pk=councils.pk).update(may_leave=False)
    with pytest.raises(consent.MustStayError):
        consent.ask_erasure(anna.pk, source="web")
    assert consent.erase(anna.pk, source="staff")


def test_both_rows_of_a_person_are_erased(anna: Subscriber, member: Member) -> None:
    """P13: what was merged is one person."""
    other = member("old@example.com", given_name="Annegret")
    wish = consent.ask_move(anna.pk, "old@example.com", language="de")
    assert wish is not None
    assert consent.confirm_move(wish, source="web")
    assert consent.erase(other.pk, source="web")
    assert "annegret" not in dump()
    assert "old@example.com" not in dump()
    assert Subscriber.objects.filter(erased_at=None).count() == 0


def test_one_failure_keeps_nobody_else_waiting(anna: Subscriber, member: Member) -> None:
    """Invariant 1: the tick goes on with the next person and comes back to this one."""
    for person in (anna, member("bob@example.org")):
        consent.ask_erasure(person.pk, source="web")

    def fail(*, subscriber_id: int, **_: Any) -> None:
        if subscriber_id == anna.pk:
            raise RuntimeError

    person_erased.connect(fail)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert consent.finish_erasures() == 1
        person_erased.disconnect(fail)
        assert consent.finish_erasures() == 1
