"""Who sees which page: roles by pages by offices, from one table (S29)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from mailer.models import Notice, NoticeKind
from mailer.web.urls import urlpatterns
from staff.models import User
from subscribers.models import List
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
ALL = {"viewer", "editor", "approver", "sender", "officer", "admin"}
PLANNERS = {"editor", "admin"}
# page: (who of the office gets it, what an outsider gets, who is an editor elsewhere)
PAGES = {
    "overview": (ALL, 200),
    "reports": (ALL, 200),
    "report": (ALL, 404),
    "tellings": (ALL, 404),
    "add-report": (PLANNERS, 200),
    "pictures": (PLANNERS, 404),
    "campaigns": (ALL, 200),
    "campaign": (ALL, 404),
    "new-report": (PLANNERS, 200),
    "new-digest": (PLANNERS, 200),
    "issues": (ALL, 200),
    "issue": (ALL, 404),
    "progress": (ALL, 404),
    "profiles": (ALL, 200),
    "profile": (ALL, 200),
    "look": ({"admin"}, 403),
    "look-specimen": ({"admin"}, 403),
    "mails": (ALL, 200),
    "mail": (ALL, 200),
    "mail-page": (ALL, 200),
}
MAIL = ("sign_up", "de")


def address(name: str, city: Scene) -> str:
    """The address of a page about something of the scene."""
    objects = {
        "report": city.reports[0].pk,
        "tellings": city.reports[0].pk,
        "pictures": city.reports[0].pk,
        "campaign": city.digest.pk,
        "new-digest": "weekly",
        "issue": city.sent.pk,
        "progress": city.sent.pk,
    }
    if name in ("mail", "mail-page"):
        return reverse(f"desk:{name}", args=MAIL)
    if name == "profile":
        return reverse("desk:profile", args=["councils", "en"])
    if name == "look-specimen":
        look = {"primary": "#0a4a6e", "on_primary": "#ffffff", "accent": "#b0520a"}
        query = urlencode({**look, "fonts": "Arial, Helvetica, sans-serif"})
        return reverse("desk:look-specimen", args=["dark"]) + f"?{query}"
    return reverse(f"desk:{name}", args=[objects[name]] if name in objects else [])


@pytest.mark.parametrize("name", PAGES)
def test_pages_by_role_and_office(name: str, city: Scene, as_: Callable[[str], Client]) -> None:
    """S29: each role gets its pages, everybody else 403, and another office's things are 404."""
    allowed, outside = PAGES[name]
    path = address(name, city)
    got = {who: as_(who).get(path).status_code for who in sorted(ALL)}
    assert got == {who: 200 if who in allowed else 403 for who in sorted(ALL)}
    assert as_("outsider").get(path).status_code == outside


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_asked_to_log_in(name: str, city: Scene, client: Client) -> None:
    """S29: deny by default."""
    response = client.get(address(name, city))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_every_address_is_guarded() -> None:
    """S29: no view below /desk/ is made without `page`, `verb` or `form_page`."""
    assert get_resolver("mailer.web.urls").url_patterns
    assert [p.name for p in urlpatterns if not getattr(p.callback, "for_staff", False)] == []


@pytest.mark.parametrize("name", ["overview", "reports", "campaigns", "issues"])
def test_lists_of_another_office_are_empty(
    name: str, city: Scene, as_: Callable[[str], Client]
) -> None:
    """S29: lists show one's own offices only."""
    page = as_("outsider").get(address(name, city)).content.decode()
    for words in ("Radstation", "Stadtwald", "Woche in Jena", "Amtsblatt"):
        assert words not in page


@pytest.mark.parametrize(
    ("query", "status"), [("?view=phone", 200), ("?view=nonsense", 404), ("?edition=0", 404)]
)
def test_preview_takes_known_words_only(
    query: str, status: int, city: Scene, as_: Callable[[str], Client]
) -> None:
    """An address that was tampered with is no error of ours."""
    assert as_("viewer").get(address("issue", city) + query).status_code == status


def test_editions_of_a_digest_are_told_apart_by_their_reports(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    """Who was told a report before gets an edition without it: its tab says how many it tells."""
    assert "Bericht" not in preview(city, as_("viewer"))
    german = city.review.editions.filter(audience__slug="citizens", language="de").get()
    for variant, told in (("two", [1, 2]), ("two others", [1, 3])):
        german.pk, german.variant, german.revisions = None, variant, told
        german.public_id = f"another-{variant}"[:32]
        german.save()
    tabs = preview(city, as_("viewer"))
    for name in ("Deutsch, 1 Bericht<", "Deutsch, 2 Berichte<", "Deutsch, 2 Berichte (2)<"):
        assert name in tabs, tabs
    assert "<details" not in tabs
    for number in range(9):
        german.pk, german.variant, german.public_id = None, f"{number}", f"more-{number}"
        german.save()
    assert "5 weitere Fassungen" in preview(city, as_("viewer"))


def test_missing_translations_are_shown_before_approval(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    """Issue 5: what is missing, and what its readers get instead; nothing once it is approved."""
    shown = {
        name: as_("viewer")
        .get(reverse("desk:issue", args=[issue.pk]), headers={"accept-language": "de"})
        .content.decode()
        for name, issue in (("review", city.review), ("approved", city.approved))
    }
    table = shown["review"].partition('id="missing-title"')[2].partition("</section>")[0]
    for words in (
        "English",
        "Deutsch, mit einem Hinweis",
        "Leichte Sprache",
        "gewöhnliche Fassung",
    ):
        assert words in table
    assert "missing-title" not in shown["approved"]


def preview(city: Scene, client: Client) -> str:
    """The tabs of an issue's editions."""
    path = reverse("desk:issue", args=[city.review.pk])
    page = client.get(path, headers={"accept-language": "de"}).content.decode()
    return page.partition('class="desk-editions"')[2].partition("</ul>")[0]


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_speak_the_users_language(
    language: str, city: Scene, as_: Callable[[str], Client]
) -> None:
    """German first, English second: by the switch, else by what the account says."""
    client = as_("viewer")
    User.objects.filter(email="viewer@stadt.example.org").update(language="en")
    assert '<html lang="en">' in client.get(reverse("desk:overview")).content.decode()
    client.post(reverse("set_language"), {"language": language})
    page = client.get(reverse("desk:overview")).content.decode()
    assert f'<html lang="{language}">' in page
    assert {"de": "Übersicht", "en": "Overview"}[language] in page


def test_get_changes_nothing(city: Scene, as_: Callable[[str], Client]) -> None:
    """S26: acts answer to POST only."""
    client = as_("approver")
    for name in ("approve", "approve-and-go", "send", "pause", "resume", "cancel", "schedule"):
        path = f"{reverse('desk:issue', args=[city.review.pk])}/{name}"
        assert client.get(path).status_code == 405
    city.review.refresh_from_db()
    assert city.review.state == "in_review"


def test_our_own_mails_are_shown_in_a_frame_that_runs_nothing(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    """S7, P4: each mail of the product's own, in both languages, as HTML and as text."""
    client = as_("officer")
    for kind in NoticeKind:
        for language, words in (("de", "Freundliche Grüße"), ("en", "Kind regards")):
            path = reverse("desk:mail", args=[kind, language])
            assert words in client.get(f"{path}?view=text").content.decode()
            frame = client.get(reverse("desk:mail-page", args=[kind, language]))
            assert words in frame.content.decode()
            policy = frame.headers["Content-Security-Policy"]
            assert "sandbox" in policy
            assert "default-src 'none'" in policy
            assert "allow-scripts" not in frame.headers["Content-Security-Policy"]
    assert client.get(f"{path}?view=nonsense").status_code == 404
    for wrong in (["nonsense", "de"], ["sign_up", "fr"]):
        assert client.get(reverse("desk:mail", args=wrong)).status_code == 404


def test_doubtful_mails_are_shown_to_their_office(
    city: Scene, as_: Callable[[str], Client]
) -> None:
    """M42: what is in doubt is counted and shown, without an address; others do not see it."""
    citizens = List.objects.get(slug="citizens").pk
    Notice.objects.create(
        kind="link", subscriber_id=1, list_id=citizens, language="de", state="uncertain",
        words="The worker died",
    )  # fmt: skip
    path = reverse("desk:mails")
    assert "The worker died" in as_("viewer").get(path).content.decode()
    assert "The worker died" not in as_("outsider").get(path).content.decode()
