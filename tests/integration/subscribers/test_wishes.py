"""Wishes: what is stored before anybody confirmed, and which mails they call for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from subscribers import audience, consent, people, wishes
from subscribers.consent import Choice, EndedReason, SignUp
from subscribers.models import ConsentEvent, List, Subscription, Topic, Wish, WishKind, Wording
from subscribers.signals import notice_wanted
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture
def mails() -> Iterator[list[dict[str, Any]]]:
    """The mails that were called for."""
    found: list[dict[str, Any]] = []

    def listen(**details: Any) -> None:
        found.append(details)

    notice_wanted.connect(listen)
    yield found
    notice_wanted.disconnect(listen)


def kinds(mails: list[dict[str, Any]]) -> list[str]:
    """What they are, in order."""
    return [str(mail["kind"]) for mail in mails]


def sign_up(*lists: List, **more: Any) -> SignUp:
    """A form with these lists."""
    return SignUp({one.pk: Choice() for one in lists}, source="web", **more)


def test_a_sign_up_stores_nothing_but_the_wish(citizens: List, mails: list[dict[str, Any]]) -> None:
    """P5: before the click there is neither subscription nor evidence, and one mail."""
    consent.request(ANNA, sign_up(citizens))
    assert wishes.answer() == 1
    assert kinds(mails) == ["sign_up"]
    assert not Subscription.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert ANNA not in str(Wish.objects.values().get())


def test_the_click_writes_who_wanted_what_when_and_by_which_words(
    citizens: List, mails: list[dict[str, Any]]
) -> None:
    """P1: wording, form, both times and the mail stand in the evidence; topics are taken over."""
    wording = Wording.objects.get(list=citizens, language="en")
    topic = Topic.objects.get(slug="culture")
    wish = consent.request(
        ANNA,
        SignUp(
            {citizens.pk: Choice(frequency="weekly", wording_id=wording.pk)},
            source="web",
            language="en",
            form_of_address="informal",
            topics=(topic.pk,),
            seen={"form": "page", "privacy": 3},
        ),
    )
    consent.note_mailed(wish, message_id="<1@x>", subject="Please confirm", text="Press here")
    assert consent.confirm(wish, source="web")
    person = people.find(ANNA)
    assert person is not None
    assert (person.language, person.form_of_address) == ("en", "informal")
    assert list(person.topics.all()) == [topic]
    requested, confirmed = ConsentEvent.objects.order_by("pk")
    assert requested.wording == wording
    assert requested.at == Wish.objects.get().at
    assert requested.payload == {"source": "web", "form": "page", "privacy": 3}
    assert confirmed.payload is not None
    assert confirmed.payload["mail"]["message_id"] == "<1@x>"
    assert person.subscriptions.get().frequency == "weekly"
    assert kinds(mails) == ["welcome"]


def test_one_mailbox_gets_one_mail_in_ten_minutes_and_three_a_day(
    citizens: List, mails: list[dict[str, Any]]
) -> None:
    """S14: whoever asks, however often, and however the address is tagged."""
    start = timezone.now()
    for minute in range(0, 60, 5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            consent.request(f"anna+{minute}@example.org", sign_up(citizens))
            wishes.answer()
    assert kinds(mails) == ["sign_up"] * 3
    with time_machine.travel(start + timedelta(minutes=2), tick=False):
        consent.request("bob@example.org", sign_up(citizens))
        wishes.answer()
    assert len(mails) == 4


def test_whoever_is_on_the_list_is_told_so(
    citizens: List, member: Member, mails: list[dict[str, Any]]
) -> None:
    """S10: the mail differs, not the page."""
    member(ANNA)
    consent.request(ANNA, sign_up(citizens))
    wishes.answer()
    assert kinds(mails) == ["known"]


def test_no_mail_after_a_complaint(
    citizens: List, member: Member, mails: list[dict[str, Any]]
) -> None:
    """Invariant 5: nothing but a person with the right lifts a complaint."""
    person = member(ANNA)
    consent.end(person.pk, citizens.pk, reason=EndedReason.COMPLAINED, source="test")
    consent.request(ANNA, sign_up(citizens))
    wishes.answer()
    assert mails == []
    assert Wish.objects.get().answer == "blocked"


def test_a_link_goes_to_people_whom_we_know_only(
    citizens: List, member: Member, mails: list[dict[str, Any]]
) -> None:
    """S10: an unknown address gets no mail from 'send me my link', and is not stored."""
    member(ANNA)
    for address in (ANNA, "nobody@example.org"):
        wishes.note(WishKind.LINK, address, language="de")
    wishes.answer()
    assert kinds(mails) == ["link"]
    assert people.find("nobody@example.org") is None


def test_a_confirmation_counts_once(citizens: List, mails: list[dict[str, Any]]) -> None:
    """S9: whoever left is not put back by pressing an old confirmation again."""
    wish = consent.request(ANNA, sign_up(citizens))
    consent.confirm(wish, source="web")
    person = people.find(ANNA)
    assert person is not None
    consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="web")
    assert consent.confirm(wish, source="web")
    assert audience.why_not(citizens.pk, [person.pk]) == {person.pk: "withdrawn"}


def test_a_confirmation_expires(citizens: List) -> None:
    """S9, P5: after seven days the click changes nothing."""
    wish = consent.request(ANNA, sign_up(citizens))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert not consent.confirm(wish, source="web")
    assert not Subscription.objects.exists()
