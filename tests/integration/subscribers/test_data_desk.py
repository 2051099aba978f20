"""The data officers' pages: who gets in, what they do, and what stands in no URL and no log."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from config.seed import user
from staff import verbs
from staff.models import AuditEntry, Office, RetentionRun, Role, User
from subscribers import blocking, consent, keys, suppression
from subscribers.consent import EndedReason
from subscribers.models import List, Subscriber, Suppression
from subscribers.models.suppression import SuppressionReason
from subscribers.web.urls import urlpatterns
from tests.architecture.tree import modules, text
from tests.integration.subscribers.conftest import Member

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"
Browser = Callable[[str], Client]
WHO = {
    "viewer": Role.VIEWER,
    "editor": Role.EDITOR,
    "approver": Role.APPROVER,
    "sender": Role.SENDER,
    "officer": Role.DATA_OFFICER,
    "admin": Role.ADMIN,
}
RIGHT = {"officer", "admin"}
# Pages and acts by name: which of them are about a person or a block, and which by POST only.
PAGES = ("find", "person", "erase", "trail", "retention", "guide")
POSTS = ("block", "lift", "paper", "count", "erase", "find")


@pytest.fixture
def as_(office: Office) -> Browser:
    """A browser of somebody with one role; 'stranger' manages people of another office."""
    cast = {who: user(f"{who}@stadt.example.org", office, role) for who, role in WHO.items()}
    parks = Office.objects.create(slug="parks", name="Grünflächenamt")
    cast["stranger"] = user("stranger@stadt.example.org", parks, Role.DATA_OFFICER)

    def browser(who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(cast[who])
        User.objects.filter(pk=cast[who].pk).update(language="en")
        return client

    return browser


@pytest.fixture
def anna(member: Member) -> Subscriber:
    """On the citizens' list, with a complaint that blocks her and a left list."""
    person = member(ANNA)
    key = bytes(person.address_key)
    Suppression.objects.create(address_key=key, reason=SuppressionReason.COMPLAINED)
    return person


def address_of(name: str, person: Subscriber) -> str:
    """The URL of a page about this person, or about her block."""
    block = Suppression.objects.first()
    args = {
        "person": [person.pk],
        "erase": [person.pk],
        "block": [person.pk],
        "paper": [person.pk, "evidence"],
        "lift": [block.pk if block else 0],
    }
    return reverse(f"people:{name}", args=args.get(name, []))


@pytest.mark.parametrize("who", [*WHO, "stranger", "nobody"])
def test_who_sees_what(who: str, as_: Browser, anna: Subscriber) -> None:
    """S29: role x page; deny by default, and other offices' people do not exist."""
    client = Client() if who == "nobody" else as_(who)
    found = {name: client.get(address_of(name, anna)).status_code for name in PAGES}
    expected = dict.fromkeys(PAGES, 200 if who in RIGHT else 403) | {"guide": 200}
    if who == "stranger":
        expected = dict.fromkeys(PAGES, 200) | {"person": 404, "erase": 404}
    if who == "nobody":
        expected = dict.fromkeys(PAGES, 302)
    assert found == expected


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "sender", "stranger", "nobody"])
def test_who_may_do_nothing(who: str, as_: Browser, anna: Subscriber) -> None:
    """S29, S26: no act by GET, none without the right; nothing has changed afterwards."""
    client = Client() if who == "nobody" else as_(who)
    before = state(anna)
    for name in ("block", "paper", "erase", "lift"):
        code = client.post(address_of(name, anna), {"reason": "x"}).status_code
        if who == "stranger":
            allowed = {404, 302} if name == "lift" else {404}
        else:
            allowed = {302} if who == "nobody" else {403}
        assert code in allowed, name
    if who != "stranger":  # a block for all lists is any data officer's affair
        assert state(anna) == before
    for name in ("block", "lift", "paper", "count"):
        assert as_("officer").get(address_of(name, anna)).status_code == 405


def state(person: Subscriber) -> list[object]:
    """What acts would change."""
    rows: list[type[Model]] = [Suppression, AuditEntry, RetentionRun]
    found = [list(model._default_manager.values_list()) for model in rows]
    return [*found, Subscriber.objects.filter(pk=person.pk).values_list()[0]]


def test_every_page_is_guarded() -> None:
    """S29: no view of these pages is without its guard."""
    assert {pattern.name for pattern in urlpatterns} == {*PAGES, *POSTS}
    assert [p.name for p in urlpatterns if not getattr(p.callback, "for_staff", False)] == []


def test_a_person_is_found_by_the_exact_address(
    as_: Browser, anna: Subscriber, caplog: pytest.LogCaptureFixture
) -> None:
    """Issue 4: by POST; the address stands in no URL and no log."""
    caplog.set_level("DEBUG")
    response = as_("officer").post(reverse("people:find"), {"address": " Anna@EXAMPLE.org "})
    assert response["Location"] == reverse("people:person", args=[anna.pk])
    assert ANNA not in caplog.text.lower()
    page = as_("officer").get(response["Location"])
    assert ANNA in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("who", "address", "words"),
    [
        ("officer", "nobody@example.org", "Nothing is stored under this address"),
        ("officer", "no address", "No mail can be sent to this address."),
        ("stranger", ANNA, "You cannot answer for this person"),
    ],
)
def test_what_is_not_found_is_said(
    who: str, address: str, words: str, as_: Browser, anna: Subscriber
) -> None:
    """P12: 'nothing is stored' is an answer; 'another office' is a different one."""
    response = as_(who).post(reverse("people:find"), {"address": address})
    assert words in response.content.decode()


def test_blocks_of_unknown_addresses_are_found(as_: Browser, office: Office) -> None:
    """P11: the address is gone, its hash blocks; a complaint's block is lifted by the officer."""
    key = keys.address_key("gone@example.org")
    row = Suppression.objects.create(address_key=key, reason=SuppressionReason.COMPLAINED)
    client = as_("officer")
    page = client.post(reverse("people:find"), {"address": "gone@example.org"})
    link = reverse("people:lift", args=[row.pk])
    assert link in page.content.decode()
    client.post(link, {"reason": " "})
    assert suppression.reasons([key], None) == {"complained"}
    client.post(link, {"reason": "Akte 7"})
    assert suppression.reasons([key], None) == set()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == (
        "lifted block",
        {"was": "complained", "reason": "Akte 7"},
    )


def test_a_block_holds_against_an_own_sign_up(as_: Browser, anna: Subscriber) -> None:
    """Invariant 5: what staff block, no confirmation lifts; the audit trail names no address."""
    as_("admin").post(address_of("block", anna), {"reason": "Akte 8"})
    as_("admin").post(address_of("block", anna), {"reason": "Akte 8"})
    held = suppression.keys_of(anna)
    suppression.lift(held, anna.subscriptions.get().list_id)
    assert "staff" in suppression.reasons(held, None)
    assert Suppression.objects.filter(reason="staff").count() == 1
    entry = AuditEntry.objects.filter(verb="blocked").latest("pk")
    assert entry.details == {"reason": "Akte 8", "subscriber": anna.pk}


def test_a_block_for_one_list_is_its_offices_affair(
    as_: Browser, anna: Subscriber, citizens: List
) -> None:
    """S29: object-level check on every id."""
    reason = EndedReason.UNSUBSCRIBED
    consent.end(anna.pk, citizens.pk, reason=reason, source="link")
    row = Suppression.objects.get(list=citizens)
    link = reverse("people:lift", args=[row.pk])
    assert as_("stranger").post(link, {"reason": "x"}).status_code == 403
    assert as_("officer").post(link, {"reason": "x", "person": anna.pk})["Location"] == (
        address_of("person", anna)
    )
    assert not blocking.blocks([bytes(row.address_key)]).filter(list=citizens).exists()


@pytest.mark.parametrize("kind", ["evidence", "evidence-data"])
def test_papers_are_files_named_by_number(as_: Browser, anna: Subscriber, kind: str) -> None:
    """P1, S32: evidence to hand over, and who took it."""
    response = as_("officer").post(reverse("people:paper", args=[anna.pk, kind]))
    assert response["Content-Disposition"].startswith(f'attachment; filename="{kind}-{anna.pk}.')
    assert ANNA in response.content.decode()
    assert AuditEntry.objects.get().details == {"paper": kind}


def test_erasing_asks_first_and_remembers_why(as_: Browser, anna: Subscriber) -> None:
    """P13: a page with one clear button; the address is gone, the act stands in the trail."""
    client = as_("officer")
    link = address_of("erase", anna)
    assert "This cannot be undone" in client.get(link).content.decode()
    client.post(link, {"reason": "", "goodbye": "quietly"})
    anna.refresh_from_db()
    assert anna.erased_at is None
    client.post(link, {"reason": "Akte 9", "goodbye": "quietly"})
    anna.refresh_from_db()
    assert anna.address is None
    assert AuditEntry.objects.get(verb="erased").details == {"reason": "Akte 9", "goodbye": False}
    assert client.get(link).status_code == 404
    found = client.post(reverse("people:find"), {"address": ANNA})
    assert found["Location"] == address_of("person", anna)
    assert "An erased person" in client.get(found["Location"]).content.decode()


def test_the_trail_shows_own_offices_and_filters(as_: Browser, office: Office) -> None:
    """S32: who, when, what; of other offices nothing."""
    client = as_("officer")
    parks = Office.objects.get(slug="parks")
    editor = User.objects.get(email="editor@stadt.example.org")
    for verb, place in (("approved", office), ("scheduled", office), ("cancelled", parks)):
        AuditEntry.objects.create(
            verb=verb, kind="issue", object_id=4711, user=editor, office=place, details={"a": "<b>"}
        )
    page = client.get(reverse("people:trail")).content.decode()
    assert page.count("4711") == 2
    assert "&lt;b&gt;" in page
    narrow = client.get(reverse("people:trail"), {"verb": "approved", "by": editor.pk})
    assert narrow.content.decode().count("4711") == 1
    for odd in ({"since": "2099-01-01"}, {"by": "9" * 40}):
        assert client.get(reverse("people:trail"), odd).content.decode().count("4711") == 0
    assert client.get(reverse("people:trail"), {"since": "31.31.x"}).status_code == 200


def test_retention_is_counted_by_a_button(as_: Browser, office: Office) -> None:
    """P17: rules with the installation's own periods, a dry run, a report."""
    client = as_("officer")
    client.post(reverse("people:count"))
    page = client.get(reverse("people:retention")).content.decode()
    assert RetentionRun.objects.get().dry_run
    assert "3 years after the end of the year in which the subscription ended" in page
    assert "EVIDENCE_YEARS" in page
    assert "counted only" in page


def test_the_guide_tells_others_who_answers(as_: Browser, office: Office) -> None:
    """Issue 4: comms staff learn it in two minutes, with links to the forms."""
    editor = as_("editor").get(reverse("people:guide")).content.decode()
    assert "officer@stadt.example.org" in editor
    assert reverse("people:find") not in editor
    assert reverse("people:find") in as_("officer").get(reverse("people:guide")).content.decode()


def test_every_act_has_words() -> None:
    """S32: no verb of the audit trail is unreadable for those who read it."""
    said = re.compile(r"\b(?:audit|handling)\.note\(\s*\"([^\"]+)\"")
    used = {
        name
        for path in modules("mailer", "subscribers", "config", "staff")
        for name in said.findall(text(path))
    }
    assert used
    assert used <= set(verbs.VERBS)
