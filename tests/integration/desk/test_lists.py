"""Lists and legal pages on the desk: what is there to copy and print, who may change a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import AuditEntry
from subscribers.models import List, Page
from subscribers.web.offers import urlpatterns
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
EVERYBODY = ("viewer", "editor", "approver", "sender", "officer", "admin")
EDIT = "/desk/pages/privacy/de"


def test_every_address_is_guarded() -> None:
    """S29: no view below /desk/ is made without `page`, `verb` or `form_page`."""
    assert [p.name for p in urlpatterns if not getattr(p.callback, "for_staff", False)] == []


@pytest.mark.parametrize("path", ["/desk/lists/", "/desk/lists/citizens", "/desk/pages/"])
def test_everybody_sees_them(city: Scene, as_: As, client: Client, path: str) -> None:
    """S29: all roles of the office; strangers log in; another office sees its own lists only."""
    assert [as_(who).get(path).status_code for who in EVERYBODY] == [200] * 6
    assert client.get(path).status_code == 302
    outside = as_("outsider").get(path)
    assert outside.status_code == (404 if path.endswith("citizens") else 200)
    assert "Bürgerinnen" not in outside.content.decode()


def test_pages_are_changed_by_few(city: Scene, as_: As) -> None:
    """S29: admin and data officer."""
    for who in EVERYBODY:
        allowed = who in {"officer", "admin"}
        assert as_(who).get(EDIT).status_code == (200 if allowed else 403), who
        answer = as_(who).post(EDIT, {"text": f"Von {who}", "save": "1"})
        assert answer.status_code == (302 if allowed else 403), who
    assert Page.objects.filter(name="privacy", language="de").count() == 3
    entries = AuditEntry.objects.filter(verb="changed a page", user__isnull=False)
    writers = set(entries.values_list("user__email", flat=True))
    assert writers == {"officer@stadt.example.org", "admin@stadt.example.org"}


def test_a_preview_saves_nothing(city: Scene, as_: As) -> None:
    """Look first; the words stay in the field, and scripts stay words."""
    text = "# Neu\r\n\r\n**[Bitte ergänzen: Telefon]** <script>alert(1)</script>"
    page = as_("admin").post(EDIT, {"text": text, "preview": "1"}).content.decode()
    assert "<h2>Neu</h2>" in page
    assert "Bitte ergänzen: Telefon" in page
    assert "<script>" not in page
    assert Page.objects.filter(name="privacy", language="de").count() == 1
    empty = as_("admin").post(EDIT, {"text": " ", "save": "1"})
    assert empty.status_code in {302, 422}
    for path in ("/desk/pages/nothing/de", "/desk/pages/privacy/fr", "/desk/pages/easy/en"):
        assert as_("admin").get(path).status_code == 404


def test_the_snippet_that_is_shown_works(city: Scene, as_: As) -> None:
    """What comms staff copy leads to the filled form; the frame's address shows the form."""
    page = unescape(as_("viewer").get("/desk/lists/citizens").content.decode())
    stranger = Client(enforce_csrf_checks=True)
    action = re.search(r'<form action="http://testserver(/de/)" method="post">', page)
    public_id = re.search(r'name="lists" value="([^"]+)"', page)
    frame = re.search(r'<iframe src="http://testserver(/de/embed/[^"]+)"', page)
    assert action
    assert public_id
    assert frame
    answer = stranger.post(action[1], {"lists": public_id[1], "address": "anna@example.org"})
    assert answer.status_code == 200
    assert 'value="anna@example.org"' in answer.content.decode()
    assert stranger.get(frame[1]).status_code == 200
    for path in re.findall(r'(?:href|src)="(/(?:de|en)/poster/[^"]+)"', page):
        assert stranger.get(path).status_code == 200


def test_a_private_list_has_nothing_to_copy(city: Scene, as_: As) -> None:
    """S11: no id, no form, no poster of it."""
    page = as_("viewer").get(reverse("offers:list", args=["councils"])).content.decode()
    assert "nicht öffentlich" in page
    assert List.objects.get(slug="councils").public_id not in page
    assert "poster" not in page


def test_who_edits_offers_easy_language(city: Scene, as_: As) -> None:
    """P30, S29: editors and admins decide it; the page says so, and the trail remembers it."""
    address, offer = "/desk/lists/councils", reverse("offers:easy", args=["councils"])
    for who in (*EVERYBODY, "outsider"):
        status = as_(who).post(offer, {"offered": "yes"}).status_code
        assert status == {"editor": 302, "admin": 302, "outsider": 404}.get(who, 403), who
    assert List.objects.get(slug="councils").easy_language
    assert AuditEntry.objects.filter(verb="offered easy language").count() == 1
    assert "Nicht mehr anbieten" in as_("editor").get(address).content.decode()
    assert "Nicht mehr anbieten" not in as_("viewer").get(address).content.decode()
    as_("editor").post(offer, {"offered": "no"})
    assert not List.objects.get(slug="councils").easy_language


@pytest.mark.parametrize("who", ["viewer", "editor", "officer", "admin", "outsider"])
def test_delicate_lists_are_proposed_and_marked(who: str, city: Scene, as_: As) -> None:
    """P33: a name that reveals something is noticed; those who answer for people decide."""
    List.objects.filter(slug="citizens").update(names={"de": "Schuldnerberatung", "en": "News"})
    client = as_(who)
    path = reverse("offers:list", args=["citizens"])
    mark = reverse("offers:mark-list", args=["citizens", "sensitive"])
    may = who in {"officer", "admin"}
    if who != "outsider":
        page = client.get(path).content.decode()
        assert "„Schuldner“ im Namen könnte etwas" in page
        assert (mark in page) == may
    status = client.post(mark, {"on": "yes"}).status_code
    assert status == (302 if may else 404 if who == "outsider" else 403)
    assert List.objects.get(slug="citizens").is_sensitive == may
    if may:
        assert "ist als heikel gekennzeichnet" in client.get(path).content.decode()
        client.post(mark, {"on": "no"})
        assert not List.objects.get(slug="citizens").is_sensitive


def test_editorial_lists_are_marked(city: Scene, as_: As) -> None:
    """P22: then each mail has to name somebody; there are no other marks."""
    client = as_("officer")
    mark = reverse("offers:mark-list", args=["citizens", "editorial"])
    assert client.post(mark, {"on": "yes"}).status_code == 302
    assert List.objects.get(slug="citizens").is_editorial
    assert "§ 18 Abs. 2 MStV" in client.get("/desk/lists/citizens").content.decode()
    assert client.post(mark.replace("editorial", "pk"), {"on": "yes"}).status_code == 404
