"""The pages that a token opens, as mail clients, link scanners and people use them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from config.env import Key
from subscribers import audience, consent
from subscribers.models import (
    ConsentEvent,
    EndedReason,
    Frequency,
    List,
    Subscriber,
    Subscription,
    Suppression,
)
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
MULTIPART = (
    '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)


@pytest.fixture
def browser() -> Client:
    """A client that insists on CSRF tokens, as the real site does, and speaks English."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """A citizen who gets a weekly digest."""
    return member("anna@example.org", frequency=Frequency.WEEKLY)


@pytest.fixture
def leave(anna: Subscriber, citizens: List) -> str:
    """The path of Anna's unsubscribe link."""
    return urlsplit(audience.links(anna.pk, citizens.pk).unsubscribe_url).path


@pytest.fixture
def choose(anna: Subscriber, citizens: List) -> str:
    """The path of Anna's preferences link."""
    return urlsplit(audience.links(anna.pk, citizens.pk).preferences_url).path


def standing() -> list[object]:
    """Everything that a page might change."""
    models = (Subscription, Suppression, ConsentEvent, Subscriber)
    return [list(model.objects.order_by("pk").values()) for model in models]


def is_on(list_: List) -> bool:
    """Whether anybody may be mailed for this list."""
    return audience.member_counts([list_.pk])[list_.pk] > 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, FORM),
        (MULTIPART, "multipart/form-data; boundary=b"),
        ("", FORM),
        ("", "text/plain"),
        ("rubbish", "multipart/form-data"),
    ],
)
def test_one_click_unsubscribes(
    browser: Client, leave: str, citizens: List, *, body: str, kind: str
) -> None:
    """M16, M53: both forms and none; no cookie, CSRF token or Referer; 2xx without redirect."""
    first = browser.post(leave, data=body, content_type=kind)
    assert first.status_code == 200
    assert not is_on(citizens)
    before = standing()
    again = browser.post(leave, data=body, content_type=kind)
    assert again.status_code == 200
    assert standing() == before
    assert Subscription.objects.get().ended_reason == EndedReason.UNSUBSCRIBED


def test_one_click_is_six_statements(
    browser: Client, leave: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Issue 4, speed: 300 in a second on two cores; here with the two of a savepoint."""
    with django_assert_num_queries(8):
        assert browser.post(leave, data=ONE_CLICK, content_type=FORM).content == b"Unsubscribed"


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_only_post_changes_anything(
    browser: Client, leave: str, choose: str, citizens: List, *, method: str
) -> None:
    """M17, S12: link scanners may follow every link as often as they like."""
    before = standing()
    for path in (leave, choose, f"{leave}/back"):
        response = getattr(browser, method)(path)
        allowed = method in {"get", "head", "options"}
        assert response.status_code == (200 if allowed else 405), path
    assert standing() == before
    assert is_on(citizens)


def test_the_page_asks_with_one_button(browser: Client, leave: str, choose: str) -> None:
    """M17, M26, S12: one more step, one form, one button, which does not press itself."""
    page = browser.get(leave).content.decode()
    assert page.count("<form") == 1
    assert page.count("<button") == 1
    assert "Citizens" in page
    assert "<script" not in page
    assert f'action="{leave}?lang=en"' in page
    assert choose in page


@pytest.mark.parametrize(
    ("method", "suffix"), [("get", ""), ("post", ""), ("post", "/back"), ("get", "/back")]
)
def test_token_pages_leave_no_trace(
    browser: Client, leave: str, choose: str, *, method: str, suffix: str
) -> None:
    """P20, S31: no cookie, no cache, no Referer, no search engine; no address in the page."""
    for path in (f"{leave}{suffix}", choose, "/u/nonsense"):
        response = getattr(browser, method)(path)
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert b"example.org" not in response.content.replace(b"stadt.example.org", b"")


@pytest.mark.parametrize(
    "path", ["/u/nonsense", "/p/v1.t1.AAAA.AAAA", "/u/v1/back", "/u/%00", "/p/ä"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_broken_link_gets_help(
    browser: Client, office: object, *, path: str, method: str
) -> None:
    """S9: nothing but a page that says what to do."""
    response = getattr(browser, method)(path)
    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()


def test_a_link_outlives_its_person(browser: Client, citizens: List) -> None:
    """Invariant 12: whoever was removed from all tables still gets a friendly answer."""
    links = audience.links(999_999, citizens.pk)
    for url in (links.unsubscribe_url, links.preferences_url):
        path = urlsplit(url).path
        assert "not on the list" in browser.get(path).content.decode()
        assert browser.post(path, {"act": "leave_all"}).status_code == 200
    assert browser.post(urlsplit(links.unsubscribe_url).path + "/back").status_code == 200


def test_purposes_do_not_cross(browser: Client, leave: str, choose: str, citizens: List) -> None:
    """S9: the token of one page opens no other."""
    for path in (leave.replace("/u/", "/p/"), choose.replace("/p/", "/u/")):
        assert browser.post(path, {"act": "leave_all"}).status_code == 404
    assert is_on(citizens)


def test_links_outlive_a_rotation(
    browser: Client, leave: str, citizens: List, settings: Settings
) -> None:
    """Invariant 12: the mail is from last year, its key is the second of the ring by now."""
    settings.TOKEN_KEYS = (Key("new", b"n" * 32), *settings.TOKEN_KEYS)
    assert browser.post(leave).status_code == 200
    assert not is_on(citizens)


def test_a_slip_is_taken_back(browser: Client, leave: str, citizens: List) -> None:
    """The page after leaving offers the way back; it works by POST only."""
    page = browser.post(leave).content.decode()
    (path,) = re.findall(r'action="([^"?]+/back)', page)
    assert "not on the list" in browser.get(path).content.decode()
    assert not is_on(citizens)
    assert "Welcome back" in browser.post(path).content.decode()
    assert is_on(citizens)


def test_a_way_back_that_is_too_late(
    browser: Client, leave: str, anna: Subscriber, citizens: List
) -> None:
    """Invariant 5: what staff ended, the link does not undo."""
    consent.end(anna.pk, citizens.pk, reason=EndedReason.STAFF, source="staff")
    assert "no longer be taken back" in browser.post(f"{leave}/back").content.decode()
    page = browser.get(leave).content.decode()
    assert "not on the list" in page
    assert "To your settings" in page
    assert not is_on(citizens)


@pytest.mark.parametrize("frequency", Frequency.values)
def test_the_frequency_is_the_persons_choice(
    browser: Client, choose: str, citizens: List, *, frequency: str
) -> None:
    """P9, P20: without cookie or JavaScript; the page shows what is chosen."""
    page = browser.get(choose).content.decode()
    assert 'value="weekly" selected' in page
    form = {"act": "frequency", "list": citizens.pk, "frequency": frequency}
    saved = browser.post(choose, form)
    assert saved.status_code == 200
    assert "Saved" in saved.content.decode()
    assert f'value="{frequency}" selected' in saved.content.decode()
    assert Subscription.objects.get(ended_at=None).frequency == frequency


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "erase"},
        {"act": "frequency", "frequency": "hourly"},
        {"act": "join", "list": "1", "frequency": "daily"},
        {"act": "style", "language": "xx", "form_of_address": "formal"},
        {"act": "pause", "until": "yesterday"},
        {"act": "pause", "until": "2001-01-01"},
    ],
)
def test_no_choice_is_asked_again(browser: Client, choose: str, data: dict[str, str]) -> None:
    """What is not offered is not stored."""
    before = standing()
    response = browser.post(choose, data)
    assert response.status_code == 400
    assert "That did not work" in response.content.decode()
    assert standing() == before


def test_preferences_have_a_way_out(browser: Client, choose: str, citizens: List) -> None:
    """P9: leaving is as near as everything else, and the page says so afterwards."""
    left = browser.post(choose, {"act": "leave", "list": citizens.pk}).content.decode()
    assert "no longer on the list" in left
    assert not is_on(citizens)
    assert "on no list at present" in browser.get(choose).content.decode()
    [back] = re.findall(r'action="([^"?]+/back)', left)
    browser.post(back)
    assert is_on(citizens)


def test_a_list_that_cannot_be_left_says_so(
    browser: Client, councils: List, member: Member
) -> None:
    """P37: in words, with whom to write to; the member stays, and the answer is no success."""
    List.objects.filter(pk=councils.pk).update(may_leave=False)
    links = audience.links(member(on=councils).pk, councils.pk)
    path = urlsplit(links.unsubscribe_url).path
    assert "cannot be left here" in browser.get(path).content.decode()
    refused = browser.post(path)
    assert refused.status_code == 403
    assert "rundbrief@stadt.example.org" in refused.content.decode()
    choose = urlsplit(links.preferences_url).path
    assert 'value="leave"' not in browser.get(choose).content.decode()
    assert browser.post(choose, {"act": "leave", "list": councils.pk}).status_code == 403
    assert is_on(councils)


@pytest.mark.parametrize(
    ("asked", "header", "language", "words"),
    [
        ("", "en-GB,en;q=0.9", "en", "Unsubscribe now"),
        ("", "de-DE", "de", "Jetzt abmelden"),
        ("", "fr", "de", "Jetzt abmelden"),
        ("?lang=en", "de", "en", "Unsubscribe now"),
        ("?lang=de", "en", "de", "Jetzt abmelden"),
        ("?lang=xx", "en", "en", "Unsubscribe now"),
    ],
)
def test_pages_speak_the_readers_language(
    leave: str, *, asked: str, header: str, language: str, words: str
) -> None:
    """German first, English second; by the browser's wish, or by the link, which wins."""
    response = Client(headers={"accept-language": header}).get(f"{leave}{asked}")
    page = response.content.decode()
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in page
    assert words in page
    other = "en" if language == "de" else "de"
    assert f'href="?lang={other}"' in page
