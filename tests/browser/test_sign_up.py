"""The sign-up and what surrounds it in a real browser: by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from config.seed import user
from staff.models import Office, Role
from subscribers import consent, slips
from subscribers.models import List, Subscription, Wish, Wording
from subscribers.public import skeletons
from subscribers.slips import Slip
from tests.browser.eyes import ARTEFACTS, faults_of
from tests.browser.shapes import looked_at
from tests.browser.test_desk import logged_in, server  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def citizens(office: Office, monkeypatch: pytest.MonkeyPatch) -> List:
    """The public list; forms need not wait, and no worker listens."""
    monkeypatch.setattr("subscribers.public.tickets.QUICKEST", 0.0)
    monkeypatch.setattr("subscribers.nudges._answers", lambda: None)
    skeletons.forget()
    return List.objects.get(slug="citizens")


def wish(citizens: List) -> str:
    """The path that confirms a sign-up with the words that were shown."""
    words = Wording.objects.get(list=citizens, language="de")
    choice = consent.Choice(frequency="weekly", wording_id=words.pk)
    asked = consent.SignUp({citizens.pk: choice}, source="web")
    return f"/c/{slips.make(Slip.CONFIRM, consent.request('anna@example.org', asked))}"


def test_pages_are_accessible_and_fit(
    browser: Browser,
    server: LiveServer,  # noqa: F811
    citizens: List,
) -> None:
    """P26: no finding of axe, nothing on the console, no sideways scrolling, no cookie."""
    context = browser.new_context(locale="de-DE")
    confirm = wish(citizens)
    paths: dict[str, str] = {
        "form": "/de/?list=citizens", "english": "/en/", "sent": "/de/sent",
        "frame": f"/de/embed/{citizens.public_id}", "imprint": "/de/imprint",
        "privacy": "/de/privacy", "versions": "/de/privacy/versions", "confirm": confirm,
    }  # fmt: skip
    faults: list[str] = []
    noise: list[str] = []
    page = context.new_page()
    page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    for name, path in paths.items():
        page.goto(server.url + path)
        faults += looked_at(page, f"site-{name}")
    page.goto(server.url + "/de/")
    page.get_by_role("button", name="Anmelden").click()
    faults += looked_at(page, "site-errors")
    page.goto(server.url + confirm)
    page.get_by_role("button").click()
    faults += looked_at(page, "site-confirmed")
    cookies = context.cookies()
    context.close()
    assert faults + [one for one in noise if "422" not in one] == []
    assert cookies == []


def tab_to(page: Page, is_there: Callable[[], bool]) -> None:
    """Press Tab until the right element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError("never reached by keyboard")


def test_sign_up_by_keyboard_without_script(
    browser: Browser,
    server: LiveServer,  # noqa: F811
    citizens: List,
) -> None:
    """P20, P26: from the first page to the list, by Tab, space and Enter alone."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()

    def on(selector: str) -> Callable[[], bool]:
        return lambda: page.locator(f"{selector}:focus").count() == 1

    page.goto(server.url + "/s/citizens")
    assert page.url.endswith("/de/?list=citizens")
    tab_to(page, on(f"#list_{citizens.public_id}"))
    page.keyboard.press("Space")
    tab_to(page, on("#id_address"))
    page.keyboard.type("anna@example")
    tab_to(page, on("button.kern-btn"))
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.locator("#id_address").focus()
    page.keyboard.press("End")
    page.keyboard.type(".org")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    assert page.url.endswith("/de/sent")
    page.goto(f"{server.url}/c/{slips.make(Slip.CONFIRM, Wish.objects.get().pk)}")
    page.get_by_role("button", name="Ja, ich möchte diese Mails").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).wait_for()
    context.close()
    assert Subscription.objects.get().list == citizens


def test_the_desk_shows_what_to_copy_and_print(
    browser: Browser,
    server: LiveServer,  # noqa: F811
    citizens: List,
    office: Office,
) -> None:
    """P28: lists and pages of the desk; the poster's code is read from the screen."""
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    faults: list[str] = []
    for shape, width, dark in (("wide", 1280, False), ("phone", 320, True)):
        context = logged_in(browser, server, admin, width=width, dark=dark)
        page = context.new_page()
        for name in ("lists/", "lists/citizens", "lists/councils", "pages/", "pages/imprint/de"):
            page.goto(f"{server.url}/desk/{name}")
            label = name.strip("/").replace("/", "-")
            faults += faults_of(page, f"desk-{label}-{shape}")
        page.get_by_role("button", name="Vorschau").click()
        faults += faults_of(page, f"desk-preview-{shape}")
        if shape == "wide":
            page.set_viewport_size({"width": 800, "height": 1130})
            page.goto(f"{server.url}/desk/lists/citizens")
            page.evaluate("document.querySelector('.rb-poster img').style.width = '700px'")
            ARTEFACTS.mkdir(exist_ok=True)
            picture = ARTEFACTS / "poster-screen.png"
            page.locator(".rb-poster img").first.screenshot(path=picture)
            with Image.open(picture) as drawn:
                [code] = zxingcpp.read_barcodes(drawn)
            assert code.text.endswith("/s/citizens")
        context.close()
    assert faults == []
