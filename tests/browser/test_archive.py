"""The archive in a real browser: accessible, fitting, searched and read by keyboard alone."""

# ruff: noqa: F811

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ConsoleMessage
from pytest_django.live_server_helper import LiveServer

from staff.models import Office, User
from tests.browser.shapes import looked_at
from tests.browser.test_desk import server  # noqa: F401
from tests.integration.archive.shelf import Shelf, shelf

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/de/archive/citizens/"


@pytest.fixture
def books(server: LiveServer, office: Office, editor: User, approver: User) -> Shelf:
    """What there is to read."""
    return shelf(editor, approver)


def test_pages_are_accessible_and_fit(browser: Browser, server: LiveServer, books: Shelf) -> None:
    """P26: no finding of axe, no error on the console, no sideways scrolling; in any shape."""
    pages = {
        "index": "/de/archive/",
        "list": LIST,
        "search": f"{LIST}?q=Radstation",
        "issue": books.path(books.out),
    }
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    context = browser.new_context()
    page = context.new_page()
    page.on("console", note)
    for name, path in pages.items():
        page.goto(server.url + path)
        faults += looked_at(page, f"archive-{name}")
    assert context.cookies() == []
    context.close()
    assert faults == []


def test_searched_and_read_by_keyboard_without_script(
    browser: Browser, server: LiveServer, books: Shelf
) -> None:
    """P20, P26: from the search to the issue without a mouse, JavaScript or a cookie."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(server.url + LIST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.get_by_label("In diesem Archiv suchen").focus()
    page.keyboard.type("elsbeere")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Gefunden zu „elsbeere“").wait_for()
    assert page.locator("mark").first.inner_text() == "Elsbeeren"
    page.get_by_role("link", name="Stadtwald wird umgebaut").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Stadtwald wird umgebaut").wait_for()
    page.emulate_media(media="print")
    shown = [page.locator(part).is_visible() for part in ("header.rb-header", ".rb-print", "h1")]
    context.close()
    assert shown == [False, True, True]
