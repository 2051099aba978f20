"""The staff pages in a real browser: accessible, fitting, operable without a mouse or a script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from staff.models import Office, User
from tests.integration.desk.scene import Scene, scene

ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"
PASSWORD = "Zwölf-Birken-am-Ufer"
pytestmark = pytest.mark.django_db(transaction=True)
# name: (address, object of the scene, query, who)
PAGES = {
    "overview": ("overview", None, "", "approver"),
    "reports": ("reports", None, "", "editor"),
    "report": ("report", "report", "", "editor"),
    "add-report": ("add-report", None, "", "editor"),
    "campaigns": ("campaigns", None, "", "editor"),
    "campaign": ("campaign", "digest", "", "approver"),
    "new-report": ("new-report", None, "", "editor"),
    "digest-monthly": ("new-digest", "monthly", "", "editor"),
    "digest-daily": ("new-digest", "daily", "", "editor"),
    "issues": ("issues", None, "", "editor"),
    "issue-review": ("issue", "review", "", "approver"),
    "issue-own": ("issue", "review", "?view=choices", "editor"),
    "issue-approved": ("issue", "approved", "?view=text", "approver"),
    "issue-sending": ("issue", "sending", "", "approver"),
    "issue-sent": ("issue", "sent", "?view=phone", "approver"),
}


@pytest.fixture
def server(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> LiveServer:
    """The site, its style sheets from where they are kept; no worker listens."""
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda name, issue_id: None)
    settings.STATIC_ROOT = str(tmp_path)
    settings.ALLOWED_HOSTS = ["localhost"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    server: LiveServer = request.getfixturevalue("live_server")
    return server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian has it. Playwright's loop in this thread must not stop Django."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def city(office: Office, editor: User, approver: User) -> Scene:
    """The scene, once its people can log in."""
    for person in (editor, approver):
        person.set_password(PASSWORD)
        person.save()
    return scene(office, editor=editor, approver=approver)


def logged_in(
    browser: Browser, server: LiveServer, person: User, *, width: int = 1280, dark: bool = False
) -> BrowserContext:
    """A browser that brings a session along."""
    client = Client()
    client.force_login(person)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        locale="de-DE",
    )
    context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}]
    )
    return context


def address(name: str, city: Scene) -> str:
    """The path of a page of `PAGES`."""
    route, thing, query, _who = PAGES[name]
    objects = {"report": city.reports[0].pk, "digest": city.digest.pk}
    objects |= {key: getattr(city, key).pk for key in ("review", "approved", "sending", "sent")}
    return reverse(f"desk:{route}", args=[objects.get(thing, thing)] if thing else []) + query


def shot(page: Page, name: str) -> None:
    """Keep what it looks like."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"desk-{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, False), (1280, True)])
def test_pages_are_accessible_and_fit(
    browser: Browser,
    server: LiveServer,
    city: Scene,
    editor: User,
    approver: User,
    *,
    width: int,
    dark: bool,
) -> None:
    """P28: no finding of axe, no error on the console, no sideways scrolling, light and dark."""
    people = {"editor": editor, "approver": approver}
    contexts = {
        who: logged_in(browser, server, person, width=width, dark=dark)
        for who, person in people.items()
    }
    faults: list[str] = []
    for name in PAGES:
        page = contexts[PAGES[name][3]].new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.goto(server.url + address(name, city))
        shot(page, f"{name}-{width}{'-dark' if dark else ''}")
        found = Axe().run(page, options={"iframes": False})
        if found.violations_count:
            faults.append(f"{name}: {found.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name}: scrolls sideways")
        page.close()
    for context in contexts.values():
        context.close()
    assert faults == []
