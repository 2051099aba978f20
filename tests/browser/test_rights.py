"""The pages of a person's rights in a real browser: accessible, fitting, by keyboard, no script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from staff.models import Office
from subscribers import audience, consent, correspondence, people, slips
from subscribers.models import List, Subscriber, Subscription
from subscribers.slips import Slip
from tests.browser.shapes import looked_at
from tests.browser.test_desk import server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna@example.org"
# As long as words of German offices are.
LONG = "Neues aus Stadtentwicklungsgesellschaft und Grünflächenunterhaltungsbetrieb"


@pytest.fixture
def anna(office: Office) -> Subscriber:
    """A citizen with a name, a topic and two lists."""
    lists = {one.slug: one.pk for one in List.objects.all()}
    for slug in ("citizens", "partner-cities"):
        consent.enrol(
            ANNA, lists[slug], basis="consent", source="Bürgerfest", proof="Akte 12",
            given_name="Anna", family_name="Berg", municipality="Jena",
        )  # fmt: skip
    person = people.find(ANNA)
    assert person is not None
    return person


def paths(person: Subscriber) -> Iterator[tuple[str, str]]:
    """Pages by name; what a page shows may depend on what was done before."""
    List.objects.filter(slug="citizens").update(names={"de": LONG, "en": LONG})
    list_id = List.objects.get(slug="citizens").pk
    links = audience.links(person.pk, list_id)
    manage, leave = (urlsplit(one).path for one in (links.preferences_url, links.unsubscribe_url))
    own = urlsplit(correspondence.data_url(person.pk)).path
    wish = consent.ask_move(person.pk, "neu@example.com", language="de")
    assert wish is not None
    yield "manage", manage
    for name in ("", "address", "erase", "print"):
        yield f"data-{name}", f"{own}/{name}".rstrip("/")
    yield "link", "/link"
    yield "confirm", f"/c/{slips.make(Slip.CONFIRM, wish)}"
    yield "object", f"/o/{slips.make(Slip.OBJECT, wish)}"
    yield "leave", leave
    yield "leave-all", f"{leave}/all"
    consent.pause(person.pk, until=timezone.localdate() + timedelta(days=9), source="test")
    consent.end(person.pk, list_id, reason=consent.EndedReason.UNSUBSCRIBED, source="test")
    yield "manage-paused", manage


def test_pages_are_accessible_and_fit(
    browser: Browser,
    server: LiveServer,  # noqa: F811
    anna: Subscriber,
) -> None:
    """P26, P28: no finding of axe, a quiet console, no sideways scrolling, light, dark, 320 px."""
    context = browser.new_context(locale="de-DE")
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    for name, path in paths(anna):
        page.goto(server.url + path)
        faults += looked_at(page, f"rights-{name}")
        if name == "leave":
            page.get_by_role("button").press("Enter")
            faults += looked_at(page, "rights-left")
            page.get_by_role("button", name="Zurücknehmen").press("Enter")
            faults += looked_at(page, "rights-back")
    assert not context.cookies()
    context.close()
    assert faults == []


def test_from_managing_to_erasure_by_keyboard_without_script(
    browser: Browser,
    server: LiveServer,  # noqa: F811
    anna: Subscriber,
) -> None:
    """P9, P26: choose, leave, join again, see, erase: no mouse, no JavaScript, no cookie."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    citizens = List.objects.get(slug="citizens")
    page.goto(server.url + urlsplit(audience.links(anna.pk, citizens.pk).preferences_url).path)
    press(page, "Abmelden")
    press(page, "Ja, ich möchte diese Mails")
    page.get_by_label("Klima und Umwelt").focus()
    page.keyboard.press("Space")
    press(page, "Themen speichern")
    page.get_by_label("Keine Mails vor dem").focus()
    page.get_by_label("Keine Mails vor dem").fill(
        (timezone.localdate() + timedelta(days=3)).isoformat()
    )
    press(page, "Pause beginnen")
    press(page, "Pause jetzt beenden")
    press(page, "Link zu meinen Daten schicken")
    assert anna.topics.get().slug == "climate"
    assert Subscription.objects.filter(subscriber=anna, ended_at=None).count() == 2
    page.goto(server.url + urlsplit(correspondence.data_url(anna.pk)).path)
    assert page.get_by_text(ANNA).first.is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Alles löschen").press("Enter")
    press(page, "Jetzt alles löschen")
    page.get_by_role("heading", name="Alles wird gelöscht").wait_for()
    assert not context.cookies()
    context.close()
    anna.refresh_from_db()
    assert anna.erase_due_at is not None
    assert not Subscription.objects.filter(ended_at=None).exists()


def press(page: Page, name: str) -> None:
    """Tab to the first button of this name and press it; the page says what came of it."""
    button = page.get_by_role("button", name=name, exact=True).first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
