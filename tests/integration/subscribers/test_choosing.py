"""What somebody chooses by the link in a mail, and the evidence of it."""

from __future__ import annotations

from datetime import date

import pytest

from subscribers import audience, consent, suppression
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    LegalBasis,
    List,
    Step,
    Subscriber,
    Suppression,
    Topic,
    Wording,
)
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners(citizens: List) -> List:
    """Another public list."""
    return List.objects.get(slug="partner-cities")


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """A citizen."""
    return member("anna@example.org")


def steps(person: Subscriber) -> list[str]:
    """What the evidence says, in order."""
    return list(person.events.order_by("pk").values_list("step", flat=True))


def on(person: Subscriber) -> set[str]:
    """The lists that somebody may be mailed for."""
    lists = List.objects.all()
    return {one.slug for one in lists if not audience.why_not(one.pk, [person.pk])}


def test_joining_by_the_own_link_is_asked_and_confirmed_at_once(
    anna: Subscriber, partners: List
) -> None:
    """P1, P3: both steps, with the words that were shown; doing it twice writes nothing more."""
    wording = Wording.objects.get(list=partners, language="de")
    choice = {"frequency": "weekly", "wording_id": wording.pk, "seen": {"form": "preferences"}}
    for _ in range(2):
        assert consent.join(anna.pk, partners.pk, **choice)  # type: ignore[arg-type]
    assert on(anna) == {"citizens", "partner-cities"}
    requested, confirmed = anna.events.order_by("pk")[1:]
    assert (requested.step, confirmed.step) == (Step.REQUESTED, Step.CONFIRMED)
    assert requested.wording == wording
    assert requested.payload == {"form": "preferences", "source": "preferences"}
    assert anna.subscriptions.get(list=partners).source == "preferences"


def test_nobody_joins_by_a_link_what_is_not_theirs_to_join(
    anna: Subscriber, councils: List, partners: List, citizens: List
) -> None:
    """S11, P3: no private list, and nobody whose address was never confirmed."""
    with pytest.raises(consent.NotPublicError):
        consent.join(anna.pk, councils.pk)
    consent.enrol("bob@example.org", citizens.pk, basis="consent", source="test")
    bob = Subscriber.objects.get(address="bob@example.org")
    assert not consent.join(bob.pk, partners.pk)
    assert on(bob) == set()


@pytest.mark.parametrize("reason", [EndedReason.BOUNCED, EndedReason.COMPLAINED])
def test_an_old_link_lifts_no_bounce_and_no_complaint(
    anna: Subscriber, citizens: List, partners: List, *, reason: EndedReason
) -> None:
    """Invariant 5: only a confirmation from the mailbox lifts a bounce, only staff a complaint."""
    consent.end(anna.pk, citizens.pk, reason=reason, source="test")
    with pytest.raises(consent.NotMailableError):
        consent.join(anna.pk, partners.pk)
    assert on(anna) == set()


def test_joining_lifts_what_leaving_blocked(anna: Subscriber, citizens: List) -> None:
    """Invariant 5: back by the own link, and an import may meet the person there again."""
    consent.end(anna.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert consent.join(anna.pk, citizens.pk)
    assert on(anna) == {"citizens"}
    assert suppression.reasons(suppression.keys_of(anna), citizens.pk) == set()


def test_leaving_all_and_back(anna: Subscriber, partners: List, councils: List) -> None:
    """M53, P37: all lists at one moment but one that must not be left; undo brings those back."""
    consent.join(anna.pk, partners.pk)
    consent.enrol("anna@example.org", councils.pk, basis=LegalBasis.PUBLIC_TASK, source="test")
    List.objects.filter(pk=councils.pk).update(may_leave=False)
    left = consent.end_all(anna.pk, source="web")
    assert len(left) == 2
    assert on(anna) == {"councils"}
    assert Suppression.objects.filter(reason="left", lifted_at=None).count() == 2
    assert consent.end_all(anna.pk, source="web") == []
    assert sorted(consent.take_back_all(anna.pk, source="web")) == sorted(left)
    assert on(anna) == {"citizens", "partner-cities", "councils"}


def test_undo_brings_back_the_newest_leaving_only(
    anna: Subscriber, citizens: List, partners: List
) -> None:
    """What was left on purpose before stays left."""
    consent.join(anna.pk, partners.pk)
    consent.end(anna.pk, partners.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    consent.end_all(anna.pk, source="web")
    assert consent.take_back_all(anna.pk, source="web") == [citizens.pk]
    assert on(anna) == {"citizens"}


def test_each_choice_leaves_evidence_once(anna: Subscriber) -> None:
    """P9: language, form of address, topics, pause; the same again writes nothing."""
    topic = Topic.objects.get(slug="climate")
    for changed in (True, False):
        assert consent.describe(anna.pk, source="web", language="en", text_only=True) is changed
        assert consent.follow_topics(anna.pk, [topic.pk], source="web") is changed
        assert consent.pause(anna.pk, until=date(2999, 1, 2), source="web") is changed
    anna.refresh_from_db()
    assert (anna.language, anna.text_only) == ("en", True)
    assert on(anna) == set()
    assert consent.pause(anna.pk, until=None, source="web")
    assert on(anna) == {"citizens"}
    assert steps(anna) == [Step.IMPORTED, *[Step.CHANGED] * 4]
    last = ConsentEvent.objects.latest("pk")
    assert last.payload == {
        "was": {"paused_until": "2999-01-02"},
        "is": {"paused_until": None},
        "source": "web",
    }
    with pytest.raises(TypeError):
        consent.describe(anna.pk, source="web", address="eve@example.org")
