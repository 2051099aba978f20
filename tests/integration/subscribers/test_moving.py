"""Changing one's address: from whom to whom, what goes along, and which links still work."""

from __future__ import annotations

from typing import Any

import pytest

from subscribers import audience, consent, people, suppression, wishes
from subscribers.consent import Choice, SignUp
from subscribers.models import (
    EndedReason,
    List,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
    Wish,
)
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
OLD, NEW = "anna@example.org", "anna.berg@example.com"


@pytest.fixture
def partners(citizens: List) -> List:
    """Another public list."""
    return List.objects.get(slug="partner-cities")


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """A citizen."""
    return member(OLD, given_name="Anna")


def ask(person: Subscriber, address: str = NEW) -> int:
    """A wish for another address, answered."""
    wish = consent.ask_move(person.pk, address, language="de")
    assert wish is not None
    wishes.answer()
    return wish


def mailable(person: Subscriber) -> set[tuple[str, str]]:
    """Lists and addresses by which somebody is mailed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.slug, m.address FROM subscribers_mailable m "
            "JOIN subscribers_list l ON l.id = m.list_id WHERE m.subscriber_id = %s",
            [person.pk],
        )
        return set(cursor.fetchall())


def test_both_addresses_are_told_and_only_the_click_changes_anything(
    anna: Subscriber, notices: list[dict[str, Any]]
) -> None:
    """P15: the new one is asked, the old one is told; until then mails go to the old one."""
    wish = ask(anna)
    newcomer = Wish.objects.get(pk=wish).newcomer
    assert newcomer is not None
    assert [(one["kind"], one["subscriber_id"]) for one in notices] == [
        ("address", newcomer.pk),
        ("address_told", anna.pk),
    ]
    assert mailable(anna) == {("citizens", OLD)}
    for _ in range(2):
        assert consent.confirm_move(wish, source="web")
    assert mailable(anna) == {("citizens", NEW)}
    assert people.find(OLD) is None
    assert people.find(NEW) == anna
    change = anna.events.latest("pk")
    assert change.payload is not None
    assert change.payload["address"] == "changed"
    assert "example" not in str(change.payload)


def test_the_old_address_objects(anna: Subscriber) -> None:
    """P15: 'that was not me' stops it, and the unproven address is forgotten."""
    wish = ask(anna)
    assert consent.refuse(wish)
    assert not consent.refuse(wish)
    assert not consent.confirm_move(wish, source="web")
    assert mailable(anna) == {("citizens", OLD)}
    assert Subscriber.objects.count() == 1


def test_an_objection_after_the_click_comes_too_late(anna: Subscriber) -> None:
    """The wish is used up."""
    wish = ask(anna)
    consent.confirm_move(wish, source="web")
    assert not consent.refuse(wish)


def test_somebody_whom_we_know_already_is_the_same_human(
    anna: Subscriber, member: Member, partners: List, citizens: List
) -> None:
    """P15, invariants 4 and 12: nothing doubled, nothing lost, and all old links go on working."""
    other = member(NEW, frequency="weekly")
    consent.join(other.pk, partners.pk, frequency="monthly")
    other.topics.add(Topic.objects.get(slug="culture"))
    anna_first = Subscription.objects.get(subscriber=anna)
    consent.confirm_move(ask(anna), source="web")
    anna.refresh_from_db()
    assert mailable(anna) == {("citizens", NEW), ("partner-cities", NEW)}
    assert anna.subscriptions.get(list=citizens, ended_at=None) == anna_first
    joined = anna.subscriptions.get(list=partners)
    assert joined.frequency == "monthly"
    assert joined.predecessor is not None
    assert joined.predecessor.subscriber == other
    assert joined.told_from is not None
    assert not other.subscriptions.filter(ended_at=None).exists()
    assert list(anna.topics.values_list("slug", flat=True)) == ["culture"]
    assert consent.end(other.pk, partners.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert mailable(anna) == {("citizens", NEW)}
    assert consent.change_frequency(other.pk, citizens.pk, frequency="daily", source="web")


def test_a_complaint_goes_along_and_a_bounce_does_not(
    anna: Subscriber, citizens: List, partners: List
) -> None:
    """Invariant 5: who was left stays left; a dead mailbox says nothing of the next one."""
    consent.join(anna.pk, partners.pk)
    key = suppression.keys_of(anna)[0]
    consent.end(anna.pk, partners.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    Suppression.objects.create(address_key=key, reason="bounced", source="test")
    consent.confirm_move(ask(anna), source="web")
    anna.refresh_from_db()
    keys = suppression.keys_of(anna)
    assert mailable(anna) == {("citizens", NEW)}
    assert suppression.reasons(keys, partners.pk) == {"left"}
    enrolled = consent.enrol(OLD, citizens.pk, basis="consent", source="file", proof="x")
    assert enrolled == consent.Enrolment.SUPPRESSED
    Suppression.objects.create(address_key=keys[0], reason="complained", source="test")
    consent.confirm_move(ask(anna, "third@example.com"), source="web")
    assert mailable(anna) == set()


def test_back_to_the_old_address(anna: Subscriber) -> None:
    """What the change blocked for the old address, its own click lifts again."""
    consent.confirm_move(ask(anna), source="web")
    Wish.objects.update(answered_at=None)
    consent.confirm_move(ask(anna, OLD), source="web")
    assert mailable(anna) == {("citizens", OLD)}


def test_a_change_to_the_same_address_is_none(anna: Subscriber) -> None:
    """Nobody gets a mail for nothing."""
    with pytest.raises(consent.SameAddressError):
        consent.ask_move(anna.pk, " Anna@Example.ORG", language="de")


def test_a_sign_up_from_the_new_address_goes_on(anna: Subscriber, partners: List) -> None:
    """A wish that waits when the addresses become one is confirmed for that one."""
    sign_up = consent.request(NEW, SignUp({partners.pk: Choice()}, source="web"))
    consent.confirm_move(ask(anna), source="web")
    assert consent.confirm(sign_up, source="web")
    assert mailable(anna) == {("citizens", NEW), ("partner-cities", NEW)}


def test_links_of_both_rows_reach_the_person(anna: Subscriber, member: Member) -> None:
    """Invariant 12: mails that the other row got before lead to the same person."""
    other = member(NEW)
    consent.confirm_move(ask(anna), source="web")
    assert audience.why_not(other.subscriptions.get().list_id, [other.pk])
    assert consent.end_all(other.pk, source="web")
    assert mailable(anna) == set()
