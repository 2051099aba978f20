"""The sign-up page, as people, link scanners and bots use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from subscribers import consent, legal, limits, offers, people, slips, wishes
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    List,
    PageName,
    Subscriber,
    Subscription,
    Topic,
    Wish,
    Wording,
)
from subscribers.public import skeletons, tickets
from subscribers.signals import notice_wanted
from subscribers.slips import Slip
from tests.integration.subscribers.conftest import Member
from tests.integration.subscribers.visitor import Visitor

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"
SENT = "/en/sent"


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    """Nothing counted, nothing rendered; limits that only tests of limits meet."""
    for name in (
        "SIGNUPS_PER_ADDRESS",
        "SIGNUPS_PER_NETWORK",
        "SIGNUPS_PER_FORM",
        "SIGNUPS_IN_ALL",
    ):
        setattr(settings, name, 1_000_000)
    skeletons.forget()
    limits.forget()
    yield
    skeletons.forget()


@pytest.fixture
def visitor(citizens: List) -> Visitor:
    """Somebody who reads English."""
    return Visitor()


def test_the_page_says_what_there_is(visitor: Visitor, citizens: List) -> None:
    """P6, P16, P20: purpose, frequency, words of consent, privacy notice; nothing is ticked."""
    response = visitor.client.get("/en/")
    page = response.content.decode()
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    for words in ("Citizens", "News from the city", "Partner cities", "How often?"):
        assert words in page
    assert Wording.objects.get(list=citizens, language="en").text.replace("'", "&#39;") in page
    assert page.index('href="/en/privacy"') < page.index("<button")
    assert 'type="checkbox"' in page
    assert not re.search(r'type="checkbox"[^>]* checked', page)
    assert "Councils" not in page
    assert "<script" not in page
    assert page.count(" required") == 1


def test_the_first_page_is_in_the_browsers_language(citizens: List) -> None:
    """German first; the address of each page says its language."""
    for header, language in (("en-GB,en", "en"), ("de", "de"), ("fr", "de")):
        client = Client(headers={"accept-language": header})
        assert client.get("/")["Location"] == f"/{language}/"
        assert client.get("/s/citizens")["Location"] == f"/{language}/?list=citizens"
    page = Client(headers={"accept-language": "en"}).get("/de/").content.decode()
    assert '<html lang="de">' in page
    assert 'href="/en/" hreflang="en"' in page


def test_a_sign_up_from_form_to_list(visitor: Visitor, citizens: List) -> None:
    """P1, P3, P5: the wish alone is stored until the click; then all that was chosen and shown."""
    topic = Topic.objects.get(slug="climate")
    response = visitor.send(
        address=ANNA,
        lists=[citizens.public_id],
        **{f"often_{citizens.public_id}": "weekly"},
        topics=[topic.pk],
        language="de",
        form_of_address="informal",
    )
    assert (response.status_code, response["Location"]) == (303, SENT)
    assert "look at your mailbox" in visitor.client.get(SENT).content.decode()
    assert not Subscription.objects.exists()
    assert consent.confirm(Wish.objects.get().pk, source="web")
    person = people.find(ANNA)
    assert person is not None
    assert (person.language, person.form_of_address) == ("de", "informal")
    assert list(person.topics.all()) == [topic]
    assert person.subscriptions.get().frequency == "weekly"
    event = ConsentEvent.objects.earliest("pk")
    assert event.wording == Wording.objects.get(list=citizens, language="en")
    assert event.payload == {
        "form": "http://testserver/en/",
        "language": "en",
        "privacy": 1,
        "source": "web",
    }


def test_the_confirmation_says_what_is_confirmed(visitor: Visitor, citizens: List) -> None:
    """S12, P6: list, frequency, the words that were seen, one button; looking changes nothing."""
    often = {f"often_{citizens.public_id}": "monthly"}
    visitor.send(address=ANNA, lists=[citizens.public_id], **often)
    words = Wording.objects.get(list=citizens, language="en").text.replace("'", "&#39;")
    Wording.objects.create(list=citizens, language="en", version=2, text="Newer words")
    path = f"/c/{slips.make(Slip.CONFIRM, Wish.objects.get().pk)}"
    for method in ("head", "options", "get"):
        response = getattr(visitor.client, method)(path)
        assert response.status_code == 200
        assert not Subscription.objects.exists()
    page = response.content.decode()
    for said in ("Citizens", "Once a month", words):
        assert said in page
    assert "Newer words" not in page
    assert page.count("<button") == 1
    done = visitor.client.post(path)
    assert "What comes next" in done.content.decode()
    assert not done.cookies
    assert Subscription.objects.get().frequency == "monthly"


def test_only_the_address_and_a_list_are_needed(visitor: Visitor, citizens: List) -> None:
    """P6: everything else has an answer of its own."""
    visitor.send(address=ANNA, lists=[citizens.public_id])
    wish = Wish.objects.get()
    assert wish.language == "en"
    assert consent.confirm(wish.pk, source="web")
    assert Subscription.objects.get().frequency == citizens.frequency


def test_the_evidence_names_what_was_seen(visitor: Visitor, citizens: List) -> None:
    """P16: words and notice that change while somebody fills in the form do not count for them."""
    token = visitor.token()
    seen = Wording.objects.get(list=citizens, language="en")
    Wording.objects.create(list=citizens, language="en", version=2, text="Other words")
    legal.save(PageName.PRIVACY, "en", text="Other notice", by=None)
    visitor.send(token=token, address=ANNA, lists=[citizens.public_id])
    choice = Wish.objects.get().choice
    assert choice["lists"][str(citizens.pk)]["wording_id"] == seen.pk
    assert choice["seen"]["privacy"] == 1
    assert "Other words" in visitor.look()
    assert offers.catalogue("en").privacy == 2


def test_what_changes_is_shown_at_once(visitor: Visitor, citizens: List) -> None:
    """Pages kept in memory follow each change of what stands on them."""
    assert "Citizens" in visitor.look()
    List.objects.filter(pk=citizens.pk).update(names={"de": "Neu", "en": "Renamed"})
    assert "Renamed" in visitor.look()
    Topic.objects.filter(slug="climate").update(names={"en": "Weather"})
    assert "Weather" in visitor.look()
    List.objects.filter(pk=citizens.pk).update(is_public=False)
    assert "Renamed" not in visitor.look()


def test_a_named_list_comes_first_and_is_not_ticked(
    visitor: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """P6: not even then; S11: a private one is not named; one query once it is in memory."""
    visitor.path = "/en/?list=partner-cities"
    page = visitor.look()
    assert page.index("Partner cities") < page.index("Citizens")
    assert not re.search(r'type="checkbox"[^>]* checked', page)
    visitor.path = "/en/?list=councils"
    assert "ouncil" not in visitor.look()
    with django_assert_num_queries(1):
        visitor.look()


def test_a_private_list_cannot_be_joined_by_its_id(visitor: Visitor, councils: List) -> None:
    """S11: neither on the page nor in a frame."""
    response = visitor.send(address=ANNA, lists=[councils.public_id])
    assert response.status_code == 422
    assert visitor.client.get(f"/en/embed/{councils.public_id}").status_code == 404
    assert visitor.client.get("/en/poster/councils.pdf").status_code == 404
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"address": "", "lists": True}, "Please enter the address"),
        ({"address": "anna@", "lists": True}, "no complete e-mail address"),
        ({"address": "anna@example..org", "lists": True}, "no complete e-mail address"),
        ({"address": "a" * 250 + "@example.org", "lists": True}, "254"),
        ({"address": "an\0na@example.org", "lists": True}, "Null characters"),
        ({"address": ANNA, "lists": False}, "choose at least one"),
        ({"address": ANNA, "lists": "nonsense"}, "no longer offered"),
        ({"address": ANNA, "lists": True, "topics": ["x"]}, "no longer offered"),
        ({"address": ANNA, "lists": True, "topics": ["99999999999999999999"]}, "no longer offered"),
        ({"address": ANNA, "lists": True, "language": "xx"}, "xx"),
        ({"address": ANNA, "lists": True, "form_of_address": "lord"}, "lord"),
    ],
)
def test_errors_are_told_and_nothing_is_lost(
    visitor: Visitor, citizens: List, values: dict[str, Any], words: str
) -> None:
    """P26 (WCAG 3.3.1, 3.3.3): a summary with links, tied to fields; what was entered stays."""
    lists = values.pop("lists")
    chosen = [citizens.public_id] if lists is True else [lists] if lists else []
    response = visitor.send(lists=chosen, **values)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert words in page
    assert re.search(r'href="#id_\w+"', page)
    assert "<title>Please check" in page
    if lists is True:
        assert re.search(r'type="checkbox" value="[^"]+"[^>]* checked', page)
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe\x00", b"token=%ff%fe&address=%00", b"lists=" + b"&lists=" * 900,
        b"token=a:b:c&address[]=x", b"%", b"address=" + b"a" * 100_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_rubbish_is_no_error_of_ours(visitor: Visitor, body: bytes, kind: str) -> None:
    """Whatever is posted, the answer is a form or a refusal."""
    response = visitor.client.post("/en/", data=body, content_type=kind)
    assert response.status_code in {200, 400, 422}
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("wait", "words"), [(0.5, "That was quick"), (25 * 3600, "was open for a long time")]
)
def test_too_quick_and_too_old_come_back_filled_in(
    visitor: Visitor, citizens: List, wait: float, words: str
) -> None:
    """S14: a friendly sentence, a fresh token, everything still there; the next try counts."""
    values = {"address": ANNA, "lists": [citizens.public_id]}
    response = visitor.send(wait=wait, **values)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'value="{ANNA}"' in page
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    assert visitor.send(token=token, wait=wait + 5, **values).status_code == 303
    assert Wish.objects.count() == 1


@pytest.mark.parametrize(
    "token",
    ["", "x", "eyJ:abc:def", pytest.param(signing.dumps([1, 2], salt=tickets.SALT), id="pair")],
)
def test_without_our_token_the_form_is_shown_filled_in(
    visitor: Visitor, citizens: List, token: str
) -> None:
    """S14, the plain snippet: one more step, never an error; nothing is stored before it."""
    data = {"address": ANNA, "lists": citizens.public_id, "token": token}
    response = visitor.client.post("/en/", data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "One more step" in page
    assert f'value="{ANNA}"' in page
    assert re.search(r'type="checkbox" value="[^"]+"[^>]* checked', page)
    assert not Wish.objects.exists()


def test_who_falls_into_the_trap_learns_nothing(visitor: Visitor, citizens: List) -> None:
    """S14: the same answer, and nothing is stored."""
    data = {"address": ANNA, "lists": [citizens.public_id], "subject": "Cheap watches"}
    response = visitor.send(**data)
    assert (response.status_code, response["Location"]) == (303, SENT)
    assert not Wish.objects.exists()
    assert not Subscriber.objects.exists()
    assert 'tabindex="-1"' in visitor.look()


def test_bombing_one_address_sends_it_one_mail(
    visitor: Visitor, citizens: List, mails: list[dict[str, Any]]
) -> None:
    """S14: however often, tagged however, for whichever list and language."""
    token = visitor.token()
    for number in range(40):
        address = f"anna+{number}@example.org" if number % 2 else ANNA.upper()
        answer = visitor.send(token=token, address=address, lists=[citizens.public_id])
        assert answer.status_code == 303
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):  # the visitor is slow
        wishes.answer()
    assert [mail["kind"] for mail in mails] == ["sign_up"]


def test_known_unknown_and_blocked_get_the_same_page(
    visitor: Visitor, citizens: List, member: Member
) -> None:
    """S10: status, headers and body, byte for byte, and the page behind the redirect."""
    member(ANNA)
    blocked = member("bob@example.org")
    consent.end(blocked.pk, citizens.pk, reason=EndedReason.COMPLAINED, source="test")
    answers = set()
    for address in (ANNA, "bob@example.org", "nobody@example.org"):
        response = visitor.send(address=address, lists=[citizens.public_id])
        page = visitor.client.get(response["Location"]).content
        answers.add((response.status_code, str(dict(response.headers)), response.content, page))
    assert len(answers) == 1


def test_looking_changes_nothing(visitor: Visitor, citizens: List) -> None:
    """S12: GET, HEAD and OPTIONS, with whatever in the address."""
    query = f"?address={ANNA}&lists={citizens.public_id}&token={visitor.token()}"
    for method in ("get", "head", "options"):
        assert getattr(visitor.client, method)(f"/en/{query}").status_code == 200
    assert visitor.client.put("/en/").status_code == 405
    assert not Wish.objects.exists()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("origins", [[], ["https://www.stadt.example"]])
def test_the_frame_may_stand_where_the_setting_says(
    visitor: Visitor, citizens: List, settings: Settings, origins: list[str]
) -> None:
    """S31: nowhere without a setting; all other pages nowhere at all."""
    settings.EMBED_ORIGINS = origins
    response = visitor.client.get(f"/en/embed/{citizens.public_id}")
    policy = response["Content-Security-Policy"]
    assert f"frame-ancestors {origins[0] if origins else chr(39) + 'none' + chr(39)}" in policy
    assert ("X-Frame-Options" in response) == (not origins)
    page = visitor.client.get("/en/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_a_sign_up_in_a_frame(visitor: Visitor, citizens: List) -> None:
    """One list, its words above the button; the answer stays in the frame."""
    visitor.path = f"/en/embed/{citizens.public_id}"
    page = visitor.look()
    assert Wording.objects.get(list=citizens, language="en").text.replace("'", "&#39;") in page
    assert 'type="checkbox"' not in page
    response = visitor.send(address=ANNA, lists=[citizens.public_id])
    assert response["Location"] == f"{visitor.path}/sent"
    assert visitor.client.get(response["Location"]).status_code == 200
    assert Wish.objects.get().choice["seen"]["form"] == f"http://testserver{visitor.path}"


def test_the_address_of_the_site_is_not_taken_from_the_request(
    visitor: Visitor, citizens: List
) -> None:
    """S28, S36: a forged Host is refused; forwarded ones are not looked at."""
    assert visitor.client.get("/en/", headers={"host": "evil.example"}).status_code == 400
    extra = {"headers": {"x-forwarded-host": "evil.example"}}
    visitor.send(address=ANNA, lists=[citizens.public_id], extra=extra)
    assert Wish.objects.get().choice["seen"]["form"] == "http://testserver/en/"


@pytest.fixture
def mails() -> Iterator[list[dict[str, Any]]]:
    """The mails that were called for."""
    found: list[dict[str, Any]] = []

    def listen(**details: Any) -> None:
        found.append(details)

    notice_wanted.connect(listen)
    yield found
    notice_wanted.disconnect(listen)
