"""One chromium for all browser tests of a worker; uploads and sources in a folder of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings

# Letters are drawn alike on every machine, see `test_looks.py`.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OPTIONS += ["--font-render-hinting=none", "--disable-lcd-text"]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Settings) -> None:
    """Uploads and sources of a test go to a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.SOURCES_ROOT = str(tmp_path / "sources")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian has it. Playwright's loop in this thread must not stop Django."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sheet(browser: Browser) -> Iterator[Page]:
    """A page for one mail after the other, with every request refused: mails have to do without
    images. `show` puts a mail there; to begin a page costs as much as to look at it.
    """
    context = browser.new_context()
    context.route("**/*", lambda route: route.abort())
    yield context.new_page()
    context.close()
