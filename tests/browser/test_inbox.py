"""The inbox's pages in a real browser: readable, operable, and closed to what mails bring along."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.eyes import axe, faults_of
from workbench.inbox import Inbox

HTML = """<!DOCTYPE html><html lang="de"><head><title>Rundbrief</title></head>
<body style="margin:0;background:#e8eef4;font-family:sans-serif">
<div style="max-width:600px;margin:0 auto;background:#fff;padding:32px">
<h1 style="color:#123a6b">Jena pflanzt 400 Bäume</h1>
<p>Im Herbst beginnen die Arbeiten am Saaleufer.</p>
<p><a href="{site}/abmelden">Abmelden</a></p>
<img src="http://tracker.invalid/pixel.gif" alt=""><script>document.title = "owned"</script>
</div></body></html>"""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with Inbox(tmp_path_factory.mktemp("inbox") / "mail") as running:
        _fill(running)
        yield running


def _fill(inbox: Inbox) -> None:
    subjects = ["<script>alert(1)</script>", "Ältere Meldung aus dem Stadtrat"]
    subjects += [f"Bekanntmachung {number} der Stadt" for number in range(60)]
    with smtplib.SMTP("127.0.0.1", int(inbox.smtp_url.rpartition(":")[2])) as smtp:
        for number, subject in enumerate([*subjects, "Jena pflanzt 400 Bäume am Saaleufer"]):
            message = EmailMessage()
            message["From"] = "Stadt Jena <rundbrief@stadt.example>"
            message["To"] = f"leser{number}@example.org"
            message["Subject"] = subject
            message.set_content("Jena pflanzt 400 Bäume.\n\nIm Herbst beginnen die Arbeiten.\n")
            message.add_alternative(HTML.format(site=inbox.url), subtype="html")
            smtp.send_message(message, from_addr=f"b+{number}@bounce.example")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page to look at all of them."""
    context = browser.new_context(locale="de-DE")
    yield context.new_page()
    context.close()


def _open(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
    page.goto(url)
    return page


def _newest(inbox: Inbox) -> str:
    return f"{inbox.url}/mail/{inbox.messages()[-1].entry.key}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("view", ["list", "desktop", "phone", "text", "headers", "source"])
def test_page_is_accessible_and_fits(
    page: Page, inbox: Inbox, *, view: str, width: int, dark: bool
) -> None:
    """P28: no finding of axe, and no sideways scrolling at 320 px, in light and dark."""
    url = inbox.url if view == "list" else f"{_newest(inbox)}?view={view}"
    shape = f"{width}-{'dark' if dark else 'light'}"
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(url)
    assert faults_of(page, f"inbox-{view}-{shape}") == []


def test_empty_and_missing_pages_are_accessible(browser: Browser, tmp_path: Path) -> None:
    """P28: the pages without mail say what to do, with no finding of axe."""
    with Inbox(tmp_path / "empty") as empty:
        for path, words in (("/", "Noch keine E-Mails"), ("/mail/none", "gibt es nicht")):
            page = _open(browser, empty.url + path)
            assert words in page.inner_text("main")
            assert axe(page).violations_count == 0
            page.context.close()


def test_mail_runs_no_script_and_fetches_nothing_foreign(browser: Browser, inbox: Inbox) -> None:
    """S7: the frame neither runs the mail's script nor asks a third party for its pixel."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(_newest(inbox))
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("heading", name="Jena pflanzt 400 Bäume").is_visible()
    assert page.frames[1].title() == "Rundbrief"
    assert all(url.startswith(inbox.url) for url in asked if not url.startswith("data:"))
    context.close()


def test_links_in_a_mail_open_beside_it(browser: Browser, inbox: Inbox) -> None:
    """M26: whoever tries the unsubscribe link of a mail in the frame gets to its page."""
    page = _open(browser, _newest(inbox))
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Abmelden").click()
    assert opened.value.url == f"{inbox.url}/abmelden"
    page.context.close()


def test_keyboard_reaches_search_mail_and_views(browser: Browser, inbox: Inbox) -> None:
    """P28: find a mail and change its view without a mouse or a script."""
    page = _open(browser, inbox.url)
    page.get_by_label("Empfänger oder Betreff").focus()
    page.keyboard.type("stadtrat leser1")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=stadtrat*")
    assert page.inner_text("h1") == "1 E-Mail gefunden"
    page.get_by_role("link", name="Ältere Meldung aus dem Stadtrat").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Telefon").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**view=phone")
    box = page.locator("iframe").bounding_box()
    page.context.close()
    assert box is not None
    assert box["width"] == 375 + 2 * 10


def test_hostile_subject_stays_text(browser: Browser, inbox: Inbox) -> None:
    """S8: a subject that is a script tag is shown, not run."""
    page = _open(browser, f"{inbox.url}/?q=alert(1)")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page.get_by_role("link", name="<script>alert(1)</script>").click()
    title = page.inner_text("h1")
    page.context.close()
    assert title == "<script>alert(1)</script>"
    assert alerts == []
