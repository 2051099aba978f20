"""The pages of the rights of a person: manage, ask for the link, see, move, erase."""

from __future__ import annotations

import json
import re
import statistics
import time
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from subscribers import audience, consent, correspondence, people, slips, wishes
from subscribers.models import (
    ConsentEvent,
    Farewell,
    List,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
    Wish,
    WishKind,
)
from subscribers.rights import everything_about
from subscribers.signals import person_asked
from subscribers.slips import Slip
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA, NEW = "anna@example.org", "anna.berg@example.com"
MODELS = (Subscriber, Subscription, Suppression, ConsentEvent, Wish, Farewell)


@pytest.fixture
def browser() -> Client:
    """A client that insists on CSRF tokens, as the real site does, and speaks English."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """A citizen with a name."""
    return member(ANNA, given_name="Anna", family_name="Berg")


@pytest.fixture
def partners(citizens: List) -> List:
    """Another public list."""
    return List.objects.get(slug="partner-cities")


@pytest.fixture
def manage(anna: Subscriber, citizens: List) -> str:
    """The path of the link in Anna's mails."""
    return urlsplit(audience.links(anna.pk, citizens.pk).preferences_url).path


@pytest.fixture
def leave(anna: Subscriber, citizens: List) -> str:
    """The path of the other one."""
    return urlsplit(audience.links(anna.pk, citizens.pk).unsubscribe_url).path


@pytest.fixture
def own(anna: Subscriber) -> str:
    """The path to Anna's data."""
    return urlsplit(correspondence.data_url(anna.pk)).path


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    """Many requests from one machine: these tests are about each of them."""
    for name in ("PER_ADDRESS", "PER_NETWORK", "PER_FORM", "IN_ALL"):
        setattr(settings, f"SIGNUPS_{name}", 1_000_000)


def standing() -> list[object]:
    """Everything that a page might change."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def path(slip: Slip, number: int) -> str:
    """The path of a slip's page."""
    return f"/{slip[0]}/{slips.make(slip, number)}"


def test_each_choice_on_the_page_is_stored(
    browser: Client, manage: str, anna: Subscriber, partners: List
) -> None:
    """P9: lists, topics, language, form, text only, pause; without script, cookie or CSRF token."""
    forms: list[dict[str, Any]] = [
        {"act": "join", "list": partners.pk, "frequency": "monthly"},
        {"act": "topics", "topics": ["climate", "culture"]},
        {"act": "style", "language": "en", "form_of_address": "informal", "text_only": "on"},
        {"act": "pause", "until": (timezone.localdate() + timedelta(days=9)).isoformat()},
    ]
    for form in forms:
        response = browser.post(manage, form)
        assert response.status_code == 200, form
        assert not response.cookies
        assert "kern-alert--success" in response.content.decode(), form
    anna.refresh_from_db()
    assert (anna.language, anna.form_of_address, anna.text_only) == ("en", "informal", True)
    assert sorted(anna.topics.values_list("slug", flat=True)) == ["climate", "culture"]
    assert anna.subscriptions.get(list=partners).frequency == "monthly"
    assert anna.paused_until is not None
    assert "End the pause now" in browser.get(manage).content.decode()
    browser.post(manage, {"act": "resume"})
    anna.refresh_from_db()
    assert anna.paused_until is None


def test_the_words_of_an_offer_are_those_that_are_recorded(
    browser: Client, manage: str, partners: List
) -> None:
    """P1: what stood there, in the language of the page, is what the evidence names."""
    page = browser.get(f"{manage}?lang=de").content.decode()
    browser.post(f"{manage}?lang=de", {"act": "join", "list": partners.pk, "frequency": "daily"})
    wording = ConsentEvent.objects.get(step="requested").wording
    assert wording is not None
    assert wording.language == "de"
    assert wording.text in page


def test_a_forwarded_mail_shows_neither_name_nor_address_nor_what_is_sensitive(
    browser: Client, manage: str, anna: Subscriber, partners: List
) -> None:
    """P33, ADR 6: the link is in every mail, so it says no more than that mail did."""
    consent.join(anna.pk, partners.pk)
    List.objects.filter(pk=partners.pk).update(is_sensitive=True)
    page = browser.get(manage).content.decode()
    for word in (ANNA, "Berg", "Partner cities"):
        assert word not in page
    own_link = urlsplit(audience.links(anna.pk, partners.pk).preferences_url).path
    assert "Partner cities" in browser.get(own_link).content.decode()


def test_leichte_sprache_is_offered_where_there_is_any(
    browser: Client, manage: str, citizens: List, anna: Subscriber
) -> None:
    """P30: no promise that no list keeps."""
    List.objects.update(easy_language=False)
    assert 'name="easy_language"' not in browser.get(manage).content.decode()
    List.objects.filter(pk=citizens.pk).update(easy_language=True)
    assert 'name="easy_language"' in browser.get(manage).content.decode()
    form = {"act": "style", "language": "de", "form_of_address": "formal", "easy_language": "on"}
    browser.post(manage, form)
    anna.refresh_from_db()
    assert anna.easy_language


def test_leaving_all_lists_and_back(
    browser: Client, leave: str, anna: Subscriber, partners: List
) -> None:
    """M17, M53, P9: a page of its own with one button; the undo brings both back."""
    consent.join(anna.pk, partners.pk)
    assert f"{leave}/all" in browser.get(leave).content.decode()
    before = standing()
    asked = browser.get(f"{leave}/all").content.decode()
    assert asked.count("<button") == 1
    assert "Partner cities" in asked
    assert standing() == before
    page = browser.post(f"{leave}/all").content.decode()
    assert not Subscription.objects.filter(ended_at=None).exists()
    [back] = re.findall(r'action="([^"?]+/back)', page)
    assert "Welcome back" in browser.post(back).content.decode()
    assert Subscription.objects.filter(ended_at=None).count() == 2


def test_the_question_afterwards_stores_no_person(
    browser: Client, leave: str, citizens: List
) -> None:
    """Issue 4: list, answer, day; nothing from people who have not left, and no other answers."""
    browser.post(f"{leave}/why", {"answer": "too_often"})
    browser.post(leave)
    browser.post(f"{leave}/why", {"answer": "because"})
    browser.post(f"{leave}/why", {})
    assert not Farewell.objects.exists()
    assert "Thank you" in browser.post(f"{leave}/why", {"answer": "elsewhere"}).content.decode()
    assert list(Farewell.objects.values("list", "answer", "day")) == [
        {"list": citizens.pk, "answer": "elsewhere", "day": timezone.localdate()}
    ]
    assert {one.name for one in Farewell._meta.fields} == {"id", "list", "answer", "day"}
    assert [count for _, count in consent.why_left([citizens.pk])] == [1]


def test_the_link_to_the_data_goes_to_the_mailbox_only(
    browser: Client, manage: str, anna: Subscriber, notices: list[dict[str, Any]]
) -> None:
    """P12, ADR 6: the page behind a mail's link opens no data; it has a slip mailed."""
    page = browser.post(manage, {"act": "data"}).content.decode()
    assert "/d/" not in page
    assert ANNA not in page
    wishes.answer()
    assert [(one["kind"], one["subscriber_id"]) for one in notices] == [("link", anna.pk)]


@pytest.mark.parametrize("name", ["", "/print", "/address", "/erase", "/file"])
def test_data_open_by_a_fresh_slip_only(
    browser: Client, own: str, anna: Subscriber, citizens: List, *, name: str
) -> None:
    """S9, S31: neither by a mail's link, nor after a day, nor after the end; no cookie."""
    response = browser.get(own + name)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    foreign = audience.links(anna.pk, citizens.pk).preferences_url.rpartition("/")[2]
    for token in (foreign, slips.make(Slip.CONFIRM, anna.pk), "nonsense"):
        assert browser.get(f"/d/{token}{name}").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert browser.get(own + name).status_code == 410
    consent.erase(anna.pk, source="web")
    assert "Nothing is stored" in browser.get(own + name).content.decode()


def test_a_former_mailbox_opens_nothing(browser: Client, own: str, anna: Subscriber) -> None:
    """P15, S9: once the address has changed, a link in the old mailbox is dead, a new one opens."""
    wish = consent.ask_move(anna.pk, NEW, language="de")
    assert wish is not None
    assert browser.get(own).status_code == 200
    consent.confirm_move(wish, source="web")
    for name in ("", "/file", "/print", "/address", "/erase"):
        answer = browser.get(own + name)
        assert (answer.status_code, ANNA in answer.text, NEW in answer.text) == (410, False, False)
        assert answer.headers["Cache-Control"] == "no-store"
    assert browser.post(f"{own}/erase").status_code == 410
    assert browser.get(urlsplit(correspondence.data_url(anna.pk)).path).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(
    browser: Client, own: str, manage: str, leave: str, anna: Subscriber, *, method: str
) -> None:
    """S12: whoever follows every link of every page leaves everything as it is."""
    wish = consent.ask_move(anna.pk, NEW, language="de")
    assert wish is not None
    before = standing()
    pages = [own + end for end in ("", "/file", "/print", "/address", "/erase")]
    pages += [manage, leave, f"{leave}/all", f"{leave}/all/back", f"{leave}/why", "/link"]
    pages += [path(Slip.CONFIRM, wish), path(Slip.OBJECT, wish)]
    for page in pages:
        assert getattr(browser, method)(page).status_code == 200, page
    assert standing() == before


def test_all_that_is_stored_is_shown_and_handed_out(
    browser: Client, own: str, anna: Subscriber, citizens: List
) -> None:
    """P12, P14: in words, as JSON and to print, with what listeners know; nothing is missing."""

    def listen(**_: Any) -> dict[str, Any]:
        return {"mails": [{"subject": "Neues vom Markt", "state": "accepted"}]}

    anna.topics.add(Topic.objects.get(slug="climate"))
    consent.pause(anna.pk, until=date(2999, 1, 2), source="web")
    person_asked.connect(listen)
    try:
        pages = [browser.get(own + end).content.decode() for end in ("", "/print")]
        answer = browser.get(f"{own}/file")
        found = everything_about(anna)
    finally:
        person_asked.disconnect(listen)
    for page in pages:
        for word in (ANNA, "Berg", "Citizens", "Climate and", "Neues vom Markt", "2 Jan 2999"):
            assert word in page
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert told["person"]["address"] == ANNA
    assert told["consent"][0]["details"] == {"basis": "consent", "proof": "file 1"}
    assert json.loads(json.dumps(found)) == found
    columns = {one.name for one in Subscriber._meta.fields}
    inner = {"id", "address_key", "older_keys", "erased_key", "created_at", "erase_due_at"}
    assert columns - inner - {"erased_at", "proof_until", "merged_into"} <= set(told["person"])


def test_a_change_of_address_from_mail_to_mail(
    browser: Client, own: str, anna: Subscriber, manage: str
) -> None:
    """P15: asked on the page, confirmed by POST from the new one; the old links go on working."""
    assert "mails are on their way" in browser.post(
        f"{own}/address", {"email": NEW}
    ).content.decode().replace("Two mails", "mails")
    wish = Wish.objects.get(kind=WishKind.ADDRESS)
    confirm = path(Slip.CONFIRM, wish.pk)
    assert browser.get(confirm).content.decode().count("<button") == 1
    assert "your address now" in browser.post(confirm).content.decode()
    assert people.find(NEW) == anna
    assert "already" in browser.post(path(Slip.OBJECT, wish.pk)).content.decode()
    assert "Your lists" in browser.get(manage).content.decode()


def test_that_was_not_me(browser: Client, own: str, anna: Subscriber) -> None:
    """P15: one button in the mail to the old address stops it."""
    browser.post(f"{own}/address", {"email": NEW})
    wish = Wish.objects.get(kind=WishKind.ADDRESS)
    objection = path(Slip.OBJECT, wish.pk)
    assert browser.get(objection).content.decode().count("<button") == 1
    for _ in range(2):
        assert "Stopped" in browser.post(objection).content.decode()
    assert "any more" in browser.post(path(Slip.CONFIRM, wish.pk)).content.decode()
    assert people.find(ANNA) == anna


@pytest.mark.parametrize(("address", "words"), [("nonsense", "no complete"), (ANNA, "already")])
def test_a_wrong_new_address_is_said_at_the_field(
    browser: Client, own: str, *, address: str, words: str
) -> None:
    """P26: at the field, tied to it, in words."""
    response = browser.post(f"{own}/address", {"email": address})
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert 'aria-describedby="id_email-hint id_email-error"' in page


def test_erasure_from_the_page(browser: Client, own: str, anna: Subscriber, manage: str) -> None:
    """Art. 17: a page that says what happens, one button, and no mail from then on."""
    asked = browser.get(f"{own}/erase").content.decode()
    assert asked.count("<button") == 1
    assert "cannot be taken back" in asked
    assert "one last mail" in browser.post(f"{own}/erase").content.decode()
    assert not Subscription.objects.filter(ended_at=None).exists()
    page = browser.get(manage).content.decode()
    assert "not on the list" in page
    assert "To your settings" not in page
    assert browser.post(manage, {"act": "data"}).status_code == 200
    assert not Wish.objects.exists()


def test_who_must_stay_is_told_whom_to_ask(
    browser: Client, own: str, anna: Subscriber, citizens: List
) -> None:
    """P37: the list is part of an office; a person decides."""
    List.objects.filter(pk=citizens.pk).update(may_leave=False, basis="public_task")
    response = browser.post(f"{own}/erase")
    assert response.status_code == 403
    assert "rundbrief@stadt.example.org" in response.content.decode()
    anna.refresh_from_db()
    assert anna.erase_due_at is None


def test_the_link_page_says_the_same_to_everybody(browser: Client, anna: Subscriber) -> None:
    """S10: status, headers and body are the same to the octet, and so are the statements."""
    answers, statements = [], []
    for address in (ANNA, "nobody@example.org", "nobody@example.org", ANNA):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(browser.post("/link", {"email": address}))
        statements.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in queries])
    first = answers[0]
    for one in answers[1:]:
        assert one.status_code == first.status_code == 200
        assert one.content == first.content
        assert sorted(one.headers.items()) == sorted(first.headers.items())
    assert statements[1:] == statements[:-1]
    assert Wish.objects.count() == 4


def test_the_link_page_takes_as_long_for_everybody(browser: Client, anna: Subscriber) -> None:
    """S10: by turns, so that a busy machine is as slow for both; the medians are one class."""
    times: dict[str, list[float]] = {ANNA: [], "nobody@example.org": []}
    for _ in range(60):
        for address, spent in times.items():
            start = time.perf_counter()
            assert browser.post("/link", {"email": address}).status_code == 200
            spent.append(time.perf_counter() - start)
    known, unknown = (statistics.median(spent) for spent in times.values())
    assert abs(known - unknown) < 0.25 * max(known, unknown)


@pytest.mark.parametrize("address", ["", "nonsense", "a@b", "x" * 400 + "@example.org"])
def test_what_is_no_address_is_said(browser: Client, office: object, *, address: str) -> None:
    """P26, WCAG 3.3.1: in words, at the field; nothing is stored."""
    response = browser.post("/link", {"email": address})
    assert response.status_code == 400
    assert "no complete e-mail address" in response.content.decode()
    assert not Wish.objects.exists()


def test_a_flood_of_requests_is_held_off(
    browser: Client, office: object, settings: Settings
) -> None:
    """S14: in words, with nothing stored."""
    settings.SIGNUPS_IN_ALL = 0
    response = browser.post("/link", {"email": ANNA})
    assert response.status_code == 429
    assert "Too many requests" in response.content.decode()
    assert not Wish.objects.exists()
