"""The read door: who is shown, what is told of lists, and that evidence cannot be rewritten."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from config.env import Key
from staff.models import Office
from subscribers import audience, consent, people, segments
from subscribers.audience import rule_sql
from subscribers.models import (
    ConsentEvent,
    Frequency,
    List,
    Segment,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
    Wording,
)
from subscribers.tokens import Claim, Purpose, read
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db


def shown(list_: List, rule: dict[str, Any] | None = None) -> set[int]:
    """The people whom the view shows for a list, as an expansion reads them."""
    condition, params = rule_sql(rule)
    with connection.cursor() as cursor:
        query = "SELECT subscriber_id FROM subscribers_mailable m WHERE list_id = %(list)s AND "
        cursor.execute(query + condition, {"list": list_.pk, **params})
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"paused_until": timezone.now() + timedelta(days=1)}, "withdrawn"),
        ({"paused_until": timezone.now() - timedelta(days=1)}, None),
        ({"erased_at": timezone.now(), "address": None}, "withdrawn"),
    ],
)
def test_the_view_shows_whom_it_may(
    citizens: List, member: Member, change: dict[str, object], why: str | None
) -> None:
    """Invariant 5: paused and erased people are not shown, and are said to have withdrawn."""
    person = member()
    Subscriber.objects.filter(pk=person.pk).update(**change)
    assert (person.pk in shown(citizens)) is (why is None)
    assert audience.why_not(citizens.pk, [person.pk]).get(person.pk) == why


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize("lifted", [True, False])
def test_a_block_hides_until_it_is_lifted(
    citizens: List, councils: List, member: Member, *, everywhere: bool, lifted: bool
) -> None:
    """P11: for all lists or for one; a lifted block is history."""
    person = member()
    member(on=councils)
    Suppression.objects.create(
        address_key=person.address_key,
        reason="staff",
        list=None if everywhere else councils,
        lifted_at=timezone.now() if lifted else None,
    )
    assert (person.pk in shown(citizens)) is (lifted or not everywhere)
    assert (person.pk in shown(councils)) is lifted
    counts = audience.member_counts([citizens.pk, councils.pk])
    assert counts == {citizens.pk: int(lifted or not everywhere), councils.pk: int(lifted)}


def test_strangers_have_withdrawn(citizens: List) -> None:
    """Invariant 3: every delivery gets a state, also that of somebody who is not there."""
    assert audience.why_not(citizens.pk, [999_999]) == {999_999: "withdrawn"}


def test_segments_choose_people(citizens: List, councils: List, member: Member) -> None:
    """Issue, section 5: and, or, not; fields, attributes, list, topic, since, on the real view."""
    anna = member("anna@example.org", language="de", municipality_type="city")
    bob = member("bob@example.org", language="en", attributes={"Stadtteil": "O'Nord"})
    cleo = member("cleo@example.org", on=councils, municipality_type="Landkreis")
    member("cleo@example.org")
    anna.topics.add(Topic.objects.get(slug="climate"))
    old = Subscription.objects.get(subscriber=bob)
    Subscription.objects.filter(pk=old.pk).update(started_at=datetime(2025, 5, 1, tzinfo=UTC))
    consent.change_frequency(bob.pk, citizens.pk, frequency=Frequency.DAILY, source="test")
    everybody = {anna.pk, bob.pk, cleo.pk}
    expected: list[tuple[dict[str, Any], set[int]]] = [
        ({"all": []}, everybody),
        ({"any": []}, set()),
        ({"field": "language", "is": "de"}, {anna.pk, cleo.pk}),
        ({"field": "language", "in": ["en", "fr"]}, {bob.pk}),
        ({"field": "municipality_type", "set": True}, {anna.pk, cleo.pk}),
        ({"field": "municipality_type", "set": False}, {bob.pk}),
        ({"attribute": "Stadtteil", "is": "O'Nord"}, {bob.pk}),
        ({"not": {"attribute": "Stadtteil", "is": "O'Nord"}}, {anna.pk, cleo.pk}),
        ({"attribute": "%s", "set": False}, everybody),
        ({"list": "councils"}, {cleo.pk}),
        ({"topic": "climate"}, {anna.pk}),
        ({"subscribed_since": {"list": "citizens", "before": "2026-01-01"}}, {bob.pk}),
        ({"any": [{"list": "councils"}, {"topic": "climate"}]}, {anna.pk, cleo.pk}),
        ({"all": [{"list": "councils"}, {"not": {"list": "citizens"}}]}, set()),
    ]
    for rule, people_ in expected:
        assert shown(citizens, rule) == people_, rule
        assert segments.count(segments.parse(rule)) == len(people_), rule


def test_names_that_do_not_exist_are_told(office: Office) -> None:
    """A slip in a list's name under 'not' would choose everybody, so it is looked for."""
    rule = segments.parse({"any": [{"not": {"list": "citisens"}}, {"topic": "climat"}]})
    assert segments.unknown_names(rule) == ["citisens", "climat"]


def test_lists_are_told_without_their_rows(office: Office, citizens: List) -> None:
    """The read door hands out values; an unknown name names the known ones."""
    found = audience.lists(slugs=["partner-cities", "citizens"])
    assert [one.slug for one in found] == ["partner-cities", "citizens"]
    assert found[1].name("en") == "Citizens"
    assert (found[1].id, found[1].audience) == (citizens.pk, "citizens")
    assert found[1].sender.domain == "stadt.example.org"
    assert audience.lists(ids=[citizens.pk]) == (found[1],)
    assert len(audience.lists(office_ids=[office.pk])) == 3
    with pytest.raises(LookupError, match="citizens, councils, partner-cities"):
        audience.lists(slugs=["nobody"])
    assert [one.slug for one in audience.audiences()] == ["citizens", "councils", "partner-cities"]
    assert "climate" in {topic.slug for topic in audience.topics()}


def test_segments_are_told_by_office(office: Office) -> None:
    """Offices see their own; a rule is handed out to be frozen."""
    other = Office.objects.create(slug="parks", name="Grünflächenamt")
    rule = {"list": "citizens"}
    mine = Segment.objects.create(slug="mine", name="Mine", office=office, rule=rule)
    Segment.objects.create(slug="other", name="Other", office=other, rule=rule)
    assert [one.slug for one in audience.segments()] == ["mine", "other"]
    assert [one.slug for one in audience.segments([office.pk])] == ["mine"]
    assert audience.segment_rule(mine.pk) == rule
    with pytest.raises(LookupError):
        audience.segment_rule(0)


def test_told_until_never_goes_backwards(citizens: List, councils: List) -> None:
    """Invariant 4: a late window does not undo a later one."""
    early, late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC)
    assert audience.told_until(citizens.pk, "weekly") is None
    audience.note_told([citizens.pk, councils.pk, citizens.pk], "weekly", until=late)
    audience.note_told([citizens.pk], "weekly", until=early)
    assert audience.told_until(citizens.pk, "weekly") == late
    assert audience.told_until(councils.pk, "weekly") == late
    assert audience.told_until(citizens.pk, "daily") is None


def test_links_carry_tokens_and_no_address(settings: Settings, citizens: List) -> None:
    """M18: absolute, by token, each for its purpose."""
    found = audience.links(5, citizens.pk)
    prefix, _, token = found.unsubscribe_url.rpartition("/")
    assert prefix == f"{settings.SITE_URL}/u"
    assert read(Purpose.UNSUBSCRIBE, token) == Claim(5, citizens.pk)
    prefix, _, token = found.preferences_url.rpartition("/")
    assert prefix == f"{settings.SITE_URL}/p"
    assert read(Purpose.PREFERENCES, token) == Claim(5, citizens.pk)


def test_people_move_to_the_present_key(citizens: List, member: Member, settings: Settings) -> None:
    """Invariant 12: a rotation of the ring neither doubles people nor forgets their blocks."""
    person = member()
    Suppression.objects.create(address_key=person.address_key, reason="complained")
    settings.ADDRESS_KEYS = (Key("new", b"n" * 32), *settings.ADDRESS_KEYS)
    found = people.find("anna@example.org")
    assert found is not None
    assert found.pk == person.pk
    assert bytes(found.address_key) != bytes(person.address_key)
    assert shown(citizens) == set()


REFUSED = [
    "UPDATE subscribers_consentevent SET step = 'confirmed'",
    "UPDATE subscribers_consentevent SET payload = '{}'",
    "DELETE FROM subscribers_consentevent",
    "UPDATE subscribers_wording SET text = 'other'",
    "DELETE FROM subscribers_wording",
    "DELETE FROM subscribers_subscription",
    "UPDATE subscribers_subscription SET ended_at = NULL, ended_reason = ''",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_evidence_is_append_only(citizens: List, member: Member, statement: str) -> None:
    """P1, P10: the database itself refuses to rewrite what happened."""
    person = member()
    consent.end(person.pk, citizens.pk, reason=consent.EndedReason.STAFF, source="test")
    before = (ConsentEvent.objects.count(), Wording.objects.count(), Subscription.objects.count())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    after = (ConsentEvent.objects.count(), Wording.objects.count(), Subscription.objects.count())
    assert before == after


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_an_expansion(citizens: List, member: Member) -> None:
    """Invariant 4: a change of frequency during an expansion sees what that told."""
    person = member(frequency=Frequency.WEEKLY)
    until = timezone.now()

    def change() -> None:
        try:
            consent.change_frequency(person.pk, citizens.pk, frequency="daily", source="web")
        finally:
            connection.close()

    with transaction.atomic():
        audience.lock([citizens.pk], exclusive=True)
        thread = threading.Thread(target=change)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        audience.note_told([citizens.pk], Frequency.WEEKLY, until=until)
    thread.join(10)
    row = Subscription.objects.get(subscriber=person, ended_at=None)
    assert (row.frequency, row.told_from) == ("daily", until)


@pytest.mark.django_db(transaction=True)
def test_leaving_is_not_lost_to_a_change(citizens: List, member: Member) -> None:
    """Invariant 5: who leaves while their change is still being stored, has left."""
    person = member(frequency=Frequency.WEEKLY)

    def leave() -> None:
        try:
            consent.end(person.pk, citizens.pk, reason=consent.EndedReason.UNSUBSCRIBED, source="w")
        finally:
            connection.close()

    with transaction.atomic():
        consent.change_frequency(person.pk, citizens.pk, frequency="daily", source="web")
        thread = threading.Thread(target=leave)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)
    assert not Subscription.objects.filter(subscriber=person, ended_at=None).exists()


def test_public_links_are_answered_from_indexes(citizens: List, member: Member) -> None:
    """M53: what an unsubscribe looks up is found by index, however long the tables are."""
    person = member()
    queries = [
        Subscription.objects.filter(subscriber=person, list=citizens, ended_at=None),
        Subscription.objects.filter(subscriber=person, list=citizens).order_by("-started_at"),
        Suppression.objects.filter(address_key__in=[b"x" * 32], lifted_at=None),
        Subscriber.objects.filter(address_key__in=[b"x" * 32]),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for query in queries:
        plan = query.explain()
        assert "Index" in plan, plan
        assert "Seq Scan" not in plan, plan
