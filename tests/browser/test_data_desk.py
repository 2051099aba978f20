"""The data officers' pages in a real browser: accessible, fitting in every shape, by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from config.seed import user
from staff import retention
from staff.models import Office, Role, User
from subscribers import blocking, consent, dossier, people, sealing, suppression
from subscribers.consent import Choice, SignUp
from subscribers.models import EndedReason, List, Subscriber, Suppression, Wording
from tests.browser.eyes import ARTEFACTS, faults_of, keep
from tests.browser.shapes import looked_at
from tests.browser.test_desk import logged_in, server

__all__ = ["server"]
pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna.mustermann@example.org"


@pytest.fixture
def officer(office: Office) -> User:
    """Manages people; has counted what retention would remove."""
    found = user("datenschutz@stadt.example.org", office, Role.DATA_OFFICER)
    retention.run(by=found, dry_run=True)
    return found


@pytest.fixture
def anna(officer: User) -> Subscriber:
    """On two lists, left one, complained, and was blocked by hand."""
    for slug in ("citizens", "partner-cities"):
        wanted = List.objects.get(slug=slug)
        List.objects.filter(pk=wanted.pk).update(is_public=True)
        words = Wording.objects.filter(list=wanted, language="de").first()
        choice = Choice(frequency="weekly", wording_id=words.pk if words else None)
        asked = consent.request(ANNA, SignUp({wanted.pk: choice}, source="form"))
        text = "Guten Tag,\n\nbitte bestätigen Sie Ihre Anmeldung.\n"
        consent.note_mailed(
            asked, message_id="<1@jena.test>", subject="Bitte bestätigen", text=text
        )
        assert consent.confirm(asked, source="link")
    found = people.find(ANNA)
    assert found is not None
    sealing.seal()
    consent.end(found.pk, wanted.pk, reason=EndedReason.UNSUBSCRIBED, source="link")
    key = suppression.keys_of(found)[0]
    Suppression.objects.create(address_key=key, reason="complained")
    blocking.block(key, by=officer, reason="Akte 12/2026", person_id=found.pk)
    return found


def test_pages_are_accessible_and_fit(
    browser: Browser, server: LiveServer, officer: User, anna: Subscriber
) -> None:
    """P28: no finding of axe, no error on the console, no sideways scrolling, light and dark."""
    context = logged_in(browser, server, officer)
    faults: list[str] = []
    noise: list[str] = []
    page = context.new_page()
    page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    for name, args in {
        "find": [], "person": [anna.pk], "erase": [anna.pk], "trail": [], "retention": [],
        "guide": [],
    }.items():  # fmt: skip
        page.goto(server.url + reverse(f"people:{name}", args=args))
        faults += looked_at(page, f"people-{name}")
    context.close()
    assert faults + noise == []


def test_a_request_is_answered_by_keyboard_without_script(
    browser: Browser, server: LiveServer, officer: User, anna: Subscriber
) -> None:
    """Issue 4: from the address to the printed evidence, no mouse, no JavaScript."""
    context = logged_in(browser, server, officer)
    page = context.new_page()
    page.goto(server.url + reverse("people:find"))
    page.get_by_label("E-Mail-Adresse").focus()
    page.keyboard.type("nobody@example.org")
    page.keyboard.press("Enter")
    page.get_by_text("Unter dieser Adresse ist nichts gespeichert").wait_for()
    keep(page, "desk-people-nothing-wide")
    page.get_by_label("E-Mail-Adresse").fill(ANNA.upper())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=ANNA).wait_for()
    assert ANNA not in page.url
    page.get_by_role("button", name="Nachweis zum Drucken").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == f"evidence-{anna.pk}.html"
    context.close()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_printed_evidence_is_accessible(
    browser: Browser, server: LiveServer, anna: Subscriber, language: str
) -> None:
    """P1, P28: one page that needs nothing else, on screen, on a phone and on paper."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, offline=True)
    page = context.new_page()
    page.set_content(dossier.page(dossier.dossier([anna], language=language)))
    faults = faults_of(page, f"evidence-{language}-phone")
    page.set_viewport_size({"width": 900, "height": 800})
    page.emulate_media(media="print")
    keep(page, f"evidence-{language}-print")
    ARTEFACTS.mkdir(exist_ok=True)
    page.pdf(path=ARTEFACTS / f"evidence-{language}.pdf")
    context.close()
    assert faults == []
