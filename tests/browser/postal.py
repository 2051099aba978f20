"""postal-mime in chromium: another program that reads our messages, whatever Python thinks."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser, Page, Route

FILES = Path(__file__).parents[1] / "vendor" / "postal-mime"
PLACE = "https://postal.test/"
READ = """async raw => {
    const {default: PostalMime} = await import('/postal-mime.js');
    const bytes = Uint8Array.from(atob(raw), sign => sign.charCodeAt(0));
    const {subject, from, to, text, html, attachments} = await PostalMime.parse(bytes);
    const files = attachments.map(file => ({name: file.filename, type: file.mimeType,
        content: new TextDecoder().decode(file.content)}));
    return {subject, from, to, text, html, files};
}"""


class File(TypedDict):
    """An attachment."""

    name: str
    type: str
    content: str


class Person(TypedDict):
    """Of a header field."""

    name: str
    address: str


Read = TypedDict(
    "Read",
    {
        "subject": str,
        "from": Person,
        "to": list[Person],
        "text": str,
        "html": str,
        "files": list[File],
    },
)


def reader(browser: Browser) -> Page:
    """A page that serves the parser to itself and asks nobody else."""
    page = browser.new_context().new_page()
    page.route("**/*", _serve)
    page.goto(PLACE)
    return page


def read(page: Page, message: bytes) -> Read:
    """What the parser makes of a message."""
    found: Read = page.evaluate(READ, b64encode(message).decode())
    return found


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(PLACE)
    if name in {file.name for file in FILES.glob("*.js")}:
        route.fulfill(body=(FILES / name).read_text("utf-8"), content_type="text/javascript")
    elif not name:
        route.fulfill(body="<!DOCTYPE html><title>postal-mime</title>", content_type="text/html")
    else:
        route.abort()
