"""The verbs of consent, and the evidence that each leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from subscribers import audience, consent, people, suppression
from subscribers.consent import Choice, Enrolment, SignUp
from subscribers.evidence import holds
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    Frequency,
    LegalBasis,
    List,
    Step,
    Subscriber,
    Subscription,
    Suppression,
    Wording,
)
from subscribers.signals import subscription_confirmed, subscription_ended
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


def open_row(person: Subscriber, list_: List) -> Subscription:
    """The person's open subscription."""
    return Subscription.objects.get(subscriber=person, list=list_, ended_at=None)


def steps(person: Subscriber) -> list[str]:
    """What the evidence says, in order."""
    rows = ConsentEvent.objects.filter(subscriber=person).order_by("pk")
    return list(rows.values_list("step", flat=True))


def is_mailable(person: Subscriber, list_: List) -> bool:
    """Whether the read door shows the person."""
    return audience.why_not(list_.pk, [person.pk]) == {}


def test_nobody_is_mailed_before_they_confirm(citizens: List) -> None:
    """P3: a request alone opens nothing; asking twice is one request; confirming twice is one."""
    wording = Wording.objects.get(list=citizens, language="de")
    sign_up = SignUp({citizens.pk: Choice(wording_id=wording.pk)}, source="form")
    asked = consent.request(ANNA, sign_up)
    again = consent.request(" Anna@EXAMPLE.org", sign_up)
    person = people.find(ANNA)
    assert person is not None
    assert not Subscription.objects.exists()
    assert not is_mailable(person, citizens)
    assert consent.confirm(asked, source="form")
    assert consent.confirm(asked, source="form")
    assert consent.confirm(again, source="form")
    assert is_mailable(person, citizens)
    assert steps(person) == [Step.REQUESTED, Step.CONFIRMED]
    assert ConsentEvent.objects.get(step=Step.REQUESTED).wording_id == wording.pk


def test_a_private_list_cannot_be_joined_by_its_id(councils: List) -> None:
    """S11: whoever knows the id of a private list still cannot sign up."""
    with pytest.raises(consent.NotPublicError):
        consent.request(ANNA, SignUp({councils.pk: Choice()}, source="form"))
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(("proof", "shown"), [("file 1", True), ("", False)])
def test_enrolled_consent_needs_proof(citizens: List, proof: str, *, shown: bool) -> None:
    """P3: by consent without proof somebody is on the list, and gets nothing."""
    became = consent.enrol(
        ANNA, citizens.pk, basis=LegalBasis.CONSENT, source="staff", proof=proof, given_name="Anna"
    )
    assert became == (Enrolment.SUBSCRIBED if shown else Enrolment.UNCONFIRMED)
    person = people.find(ANNA)
    assert person is not None
    assert person.given_name == "Anna"
    assert is_mailable(person, citizens) is shown


def test_another_basis_than_the_lists_needs_a_document(councils: List) -> None:
    """P3, P37: the legal basis is the list's, or a document proves the other one."""
    with pytest.raises(consent.ConsentError, match="public_task"):
        consent.enrol(ANNA, councils.pk, basis=LegalBasis.CONSENT, source="staff")
    with pytest.raises(consent.ConsentError, match="Use one of"):
        consent.enrol(ANNA, councils.pk, basis="because", source="staff", proof="x")
    became = consent.enrol(
        ANNA, councils.pk, basis=LegalBasis.CONSENT, source="staff", proof="file 3"
    )
    assert became == Enrolment.SUBSCRIBED


def test_leaving_ends_the_row_and_blocks_the_list(citizens: List, member: Member) -> None:
    """Invariant 5, P10: the row stays, ended; the address is blocked for this list only."""
    person = member()
    assert consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert not consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert audience.why_not(citizens.pk, [person.pk]) == {person.pk: "withdrawn"}
    block = Suppression.objects.get()
    assert (block.reason, block.list_id) == ("left", citizens.pk)
    assert Subscription.objects.get().ended_reason == EndedReason.UNSUBSCRIBED
    assert steps(person) == [Step.IMPORTED, Step.ENDED]
    again = consent.enrol(ANNA, citizens.pk, basis="consent", source="staff", proof="x")
    assert again == Enrolment.LEFT


@pytest.mark.parametrize(
    ("reason", "comes_back"),
    [
        (EndedReason.UNSUBSCRIBED, True),
        (EndedReason.BOUNCED, True),
        (EndedReason.COMPLAINED, False),
    ],
)
def test_own_confirmation_lifts_all_but_complaints(
    citizens: List, member: Member, reason: EndedReason, *, comes_back: bool
) -> None:
    """Invariant 5: signing up again lifts leaving and bounces, never a complaint."""
    person = member()
    consent.end(person.pk, citizens.pk, reason=reason, source="test")
    asked = consent.request(ANNA, SignUp({citizens.pk: Choice()}, source="form"))
    assert not is_mailable(person, citizens)
    consent.confirm(asked, source="form")
    assert is_mailable(person, citizens) is comes_back
    if not comes_back:
        assert audience.why_not(citizens.pk, [person.pk]) == {person.pk: "suppressed"}


def test_a_list_that_nobody_leaves_keeps_its_members(councils: List, member: Member) -> None:
    """P37: where staff said so, members stay; staff can still take them off."""
    List.objects.filter(pk=councils.pk).update(may_leave=False)
    person = member(on=councils)
    with pytest.raises(consent.MustStayError):
        consent.end(person.pk, councils.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert is_mailable(person, councils)
    assert consent.end(person.pk, councils.pk, reason=EndedReason.STAFF, source="staff")


BEFORE, STARTED, AFTER = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("own", "told", "expected"),
    [
        (None, None, "started"),
        (None, AFTER, "told"),
        (None, BEFORE, "started"),
        (BEFORE, None, "own"),
        (BEFORE, AFTER, "told"),
        (BEFORE, BEFORE + timedelta(hours=1), "own"),
    ],
)
def test_a_change_of_frequency_starts_where_the_old_one_ended(
    citizens: List,
    member: Member,
    *,
    own: datetime | None,
    told: datetime | None,
    expected: str,
) -> None:
    """Invariant 4: what was told while the row ran counts, else where it began itself."""
    person = member(frequency=Frequency.WEEKLY)
    old = open_row(person, citizens)
    Subscription.objects.filter(pk=old.pk).update(told_from=own, started_at=STARTED)
    if told:
        audience.note_told([citizens.pk], Frequency.WEEKLY, until=told)
    audience.note_told([citizens.pk], Frequency.DAILY, until=timezone.now())
    pk = consent.change_frequency(person.pk, citizens.pk, frequency=Frequency.DAILY, source="web")
    new = open_row(person, citizens)
    assert new.told_from == {"started": STARTED, "own": own, "told": told}[expected]
    assert (new.pk, new.predecessor_id, new.frequency) == (pk, old.pk, Frequency.DAILY)
    assert new.confirmed_at == old.confirmed_at
    old.refresh_from_db()
    assert old.ended_reason == EndedReason.CHANGED
    assert is_mailable(person, citizens)


def test_choosing_the_same_frequency_changes_nothing(citizens: List, member: Member) -> None:
    """Repeating a choice makes neither rows nor evidence; strangers have nothing to change."""
    person = member(frequency=Frequency.WEEKLY)
    before = open_row(person, citizens)
    same = consent.change_frequency(person.pk, citizens.pk, frequency="weekly", source="web")
    assert same == before.pk
    assert steps(person) == [Step.IMPORTED]
    consent.end(person.pk, citizens.pk, reason=EndedReason.STAFF, source="staff")
    gone = consent.change_frequency(person.pk, citizens.pk, frequency="daily", source="web")
    assert gone is None


def test_leaving_can_be_taken_back_for_an_hour(citizens: List, member: Member) -> None:
    """A slip of the finger: the chain goes on, the block is lifted; later it takes a sign-up."""
    person = member(frequency=Frequency.WEEKLY)
    consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert consent.take_back(person.pk, citizens.pk, source="web")
    assert consent.take_back(person.pk, citizens.pk, source="web")
    assert is_mailable(person, citizens)
    assert open_row(person, citizens).frequency == Frequency.WEEKLY
    assert steps(person) == [Step.IMPORTED, Step.ENDED, Step.CONFIRMED]
    consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert not consent.take_back(person.pk, citizens.pk, source="web")
    assert not is_mailable(person, citizens)


@pytest.mark.parametrize("reason", [EndedReason.COMPLAINED, EndedReason.STAFF])
def test_only_ones_own_leaving_can_be_taken_back(
    citizens: List, member: Member, reason: EndedReason
) -> None:
    """Invariant 5: neither a complaint nor what staff did is undone by a link."""
    person = member()
    consent.end(person.pk, citizens.pk, reason=reason, source="test")
    assert not consent.take_back(person.pk, citizens.pk, source="web")
    assert not is_mailable(person, citizens)


def test_evidence_verifies_and_survives_its_payload(member: Member) -> None:
    """Invariant 13: the digest is over salt and payload, and stays when the payload is erased."""
    member(language="de")
    event = ConsentEvent.objects.get()
    assert event.payload == {"basis": "consent", "proof": "file 1"}
    assert holds(event)
    event.payload = {"basis": "consent", "proof": "file 2"}
    assert not holds(event)
    ConsentEvent.objects.update(payload=None)
    event.refresh_from_db()
    assert event.payload is None
    assert holds(event)


def test_signals_come_after_the_commit(
    citizens: List,
    member: Member,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """mailer hears of ends and own confirmations once they stand, and a broken ear harms nobody."""
    heard: list[tuple[object, ...]] = []

    def ended(subscriber_id: int, list_id: int, reason: str, **_: object) -> None:
        heard.append(("ended", subscriber_id, list_id, reason))

    def broken(**_: object) -> None:
        raise RuntimeError

    def confirmed(subscriber_id: int, list_id: int, **_: object) -> None:
        heard.append(("confirmed", subscriber_id, list_id))

    subscription_ended.connect(broken)
    subscription_ended.connect(ended)
    subscription_confirmed.connect(confirmed)
    person = member()
    with django_capture_on_commit_callbacks(execute=True):
        consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
        assert heard == []
        consent.take_back(person.pk, citizens.pk, source="web")
    for signal, ear in ((subscription_ended, broken), (subscription_ended, ended)):
        signal.disconnect(ear)
    subscription_confirmed.disconnect(confirmed)
    assert heard == [
        ("ended", person.pk, citizens.pk, "unsubscribed"),
        ("confirmed", person.pk, citizens.pk),
    ]


def test_blocks_are_told_by_every_key(citizens: List, member: Member) -> None:
    """Invariant 12: a block that stands under an older hash of a person still holds."""
    person = member()
    Suppression.objects.create(address_key=b"o" * 32, reason="complained")
    person.older_keys = [b"o" * 32]
    person.save()
    assert suppression.reasons(suppression.keys_of(person), citizens.pk) == {"complained"}
    assert audience.why_not(citizens.pk, [person.pk]) == {person.pk: "suppressed"}
