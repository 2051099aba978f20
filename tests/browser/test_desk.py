"""The staff pages in a real browser: accessible, fitting, operable without a mouse or a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from mailer.intake.pull import add_file
from mailer.models import Issue, ReportSource
from staff.models import Membership, Office, Role, User
from tests.browser.eyes import faults_of, keep
from tests.integration.desk.scene import Scene, issue_of, report, scene
from tests.integration.desk.test_check import silent

PASSWORD = "Zwölf-Birken-am-Ufer"
pytestmark = pytest.mark.django_db(transaction=True)
STOPPED = """Ein Feld am Westbahnhof

Guten Tag {{ vorname }}, die Feier findet am 3. Januar 2025 statt.

Was sich ändert

Tickets gibt es im Vorverkauf. Mehr dazu steht im Plan: http://plan.stadt.example.org/feld
"""
# name: (address, object of the scene, query, who)
PAGES = {
    "overview": ("overview", None, "", "approver"),
    "reports": ("reports", None, "", "editor"),
    "report": ("report", "report", "", "editor"),
    "tellings": ("tellings", "report", "", "editor"),
    "add-report": ("add-report", None, "", "editor"),
    "campaigns": ("campaigns", None, "", "editor"),
    "campaign": ("campaign", "digest", "", "approver"),
    "new-report": ("new-report", None, "", "editor"),
    "digest-monthly": ("new-digest", "monthly", "", "editor"),
    "digest-daily": ("new-digest", "daily", "", "editor"),
    "issues": ("issues", None, "", "editor"),
    "issue-review": ("issue", "review", "", "approver"),
    "issue-stopped": ("issue", "stopped", "", "approver"),
    "issue-own": ("issue", "review", "?view=choices", "editor"),
    "issue-approved": ("issue", "approved", "?view=text", "approver"),
    "issue-sending": ("issue", "sending", "", "approver"),
    "issue-sent": ("issue", "sent", "?view=phone", "approver"),
    "profiles": ("profiles", None, "", "editor"),
    "profile": ("profile", ("citizens", "de"), "", "admin"),
    "add-profile": ("add-profile", ("citizens", "de"), "", "admin"),
    "pick": ("pick", "picked", "", "editor"),
    "pictures": ("pictures", "silent", "", "editor"),
    "look": ("look", None, "", "admin"),
    "recipients": ("recipients", "review", "", "approver"),
    "testers": ("testers", None, "", "editor"),
    "mails": ("mails", None, "", "editor"),
    "mail": ("mail", ("welcome", "de"), "", "editor"),
}


@pytest.fixture
def server(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> LiveServer:
    """The site, its style sheets from where they are kept; no worker listens."""
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda *_: None)
    settings.STATIC_ROOT = str(tmp_path)
    settings.ALLOWED_HOSTS = ["localhost"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    server: LiveServer = request.getfixturevalue("live_server")
    settings.SITE_URL = server.url
    return server


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
    if isinstance(thing, tuple):
        return reverse(f"desk:{route}", args=thing) + query
    keys = ("review", "approved", "sending", "sent")
    objects |= {key: getattr(city, key).pk for key in keys} | {"stopped": stopped(city)}
    if thing == "picked":
        return reverse("desk:pick", args=[city.reports[0].pk, "citizens", "de"])
    if thing == "silent":
        source = ReportSource.objects.get(slug="given")
        objects[thing] = add_file("steg.docx", silent("Neuer Steg"), source=source).report_id
    return reverse(f"desk:{route}", args=[objects.get(thing, thing)] if thing else []) + query


def stopped(city: Scene) -> int:
    """An issue that the check stops, and may warn of."""
    found = Issue.objects.filter(name__contains="Feld").first()
    if found is None:
        found = issue_of(report("feld.txt", STOPPED), User.objects.get(email__startswith="editor"))
    return found.pk


def settled(page: Page) -> Page:
    """A page whose frame shows its mail."""
    if page.locator("iframe").count():
        page.locator("iframe").first.scroll_into_view_if_needed()
        page.frame_locator("iframe >> nth=0").locator("h1").first.wait_for()
    return page


# What is looked at in which shape, and whether axe looks, too: its rules do not depend on width.
SHAPES = {
    "wide": (1280, False, tuple(PAGES), True),
    "phone": (320, False, tuple(PAGES), False),
    "dark": (
        1280,
        True,
        (
            "overview",
            "report",
            "tellings",
            "issue-own",
            "issue-stopped",
            "issue-sent",
            "new-report",
            "profile",
            "mail",
        ),
        True,
    ),
}


def test_pages_are_accessible_and_fit(
    browser: Browser,
    server: LiveServer,
    city: Scene,
    editor: User,
    approver: User,
    settings: Settings,
) -> None:
    """P28: no finding of axe, no error on the console, no sideways scrolling, light and dark."""
    settings.CHECK_OUTSIDE = True
    admin = User.objects.create_user("admin@stadt.example.org")
    Membership.objects.create(user=admin, office=Office.objects.get(slug="press"), role=Role.ADMIN)
    people = {"editor": editor, "approver": approver, "admin": admin}
    pages = {who: logged_in(browser, server, one).new_page() for who, one in people.items()}
    faults: list[str] = []
    noise: list[str] = []
    for page in pages.values():
        page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    for name in PAGES:
        page = pages[PAGES[name][3]]
        page.goto(server.url + address(name, city))
        faults += in_every_shape(page, name)
    for page in pages.values():
        page.context.close()
    assert faults + noise == []


def in_every_shape(page: Page, name: str) -> list[str]:
    """What is wrong with a page of the desk, loaded once and resized and dimmed where it stands."""
    found = []
    for shape, (width, dark, names, accessible) in SHAPES.items():
        if name in names:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            found += faults_of(settled(page), f"desk-{name}-{shape}", accessible=accessible)
    return found


@pytest.mark.parametrize("path", ["/login/login/", "/desk/nothing", "/login/2fa/"])
def test_pages_around_are_accessible(
    browser: Browser, server: LiveServer, editor: User, path: str
) -> None:
    """P28: the login, an error page, one's own account."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="de-DE")
    if "2fa" in path:
        context = logged_in(browser, server, editor, width=320)
    page = context.new_page()
    page.goto(server.url + path)
    faults = faults_of(page, f"desk-{path.strip('/').replace('/', '-')}-phone")
    context.close()
    assert faults == []


def test_login_and_approval_by_keyboard_without_script(
    browser: Browser, server: LiveServer, city: Scene, approver: User
) -> None:
    """P28: from the login to an approved issue without a mouse and without JavaScript."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(f"{server.url}{reverse('desk:issue', args=[city.review.pk])}")
    page.get_by_label("E-Mail-Adresse").focus()
    page.keyboard.type(approver.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nur freigeben").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Freigegeben. Der Versand kann jetzt beginnen.").wait_for()
    city.review.refresh_from_db()
    context.close()
    assert city.review.state == "approved"


def test_a_finding_is_waived_without_script(
    browser: Browser, server: LiveServer, city: Scene, approver: User
) -> None:
    """P29, P28: an approver reads the finding, writes the reason, and may approve then."""
    context = logged_in(browser, server, approver, width=320)
    page = context.new_page()
    page.goto(server.url + address("issue-stopped", city))
    while page.get_by_text("Mit Begründung zulassen").count():
        assert not page.get_by_role("button", name="Nur freigeben").count()
        page.get_by_text("Mit Begründung zulassen").first.click()
        box = page.get_by_label("Warum darf es trotzdem hinaus?").first
        box.fill("Der Bericht erklärt genau dieses Feld.")
        assert faults_of(settled(page), "desk-issue-waiving-phone", accessible=False) == []
        page.get_by_role("button", name="Zulassen").first.click()
        page.get_by_text("Die Begründung bleibt bei der Ausgabe.").wait_for()
    page.get_by_role("button", name="Nur freigeben").wait_for()
    keep(settled(page), "desk-issue-waived-phone")
    context.close()


def test_progress_moves_by_itself(
    browser: Browser, server: LiveServer, city: Scene, approver: User
) -> None:
    """The ledger follows the workers; when the state changes, the buttons do, too."""
    context = logged_in(browser, server, approver)
    page = context.new_page()
    page.goto(server.url + address("issue-sending", city))
    page.get_by_text("14 von 36").wait_for()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mailer_delivery SET state = 'accepted' WHERE issue_id = %s"
            " AND state = 'queued'",
            [city.sending.pk],
        )
    page.get_by_text("36 von 36").wait_for(timeout=10_000)
    assert page.get_by_role("button", name="Anhalten").is_visible()
    Issue.objects.filter(pk=city.sending.pk).update(state="sent")
    page.get_by_role("button", name="Anhalten").wait_for(state="detached", timeout=10_000)
    context.close()


def test_preview_runs_nothing_and_focus_is_seen(
    browser: Browser, server: LiveServer, city: Scene, approver: User
) -> None:
    """S7: the mail stands in a frame without scripts; P28: focus has a visible ring."""
    context = logged_in(browser, server, approver)
    page = context.new_page()
    page.goto(server.url + address("issue-review", city))
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("heading", level=1).inner_text() == "Neue Radstation am Westbahnhof"
    assert "allow-scripts" not in (page.locator("iframe").get_attribute("sandbox") or "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rb-skip"
    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    context.close()
    assert float(ring.removesuffix("px")) >= 2
