"""What all browser tests see with: pictures for whoever asks for them, and axe.

A picture of a whole page costs as much as all else that is done with it; `PICTURES=1` keeps them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"
WANTED = bool(os.environ.get("PICTURES"))
# The same findings; of what passes, which nobody reads, no lists of elements are made.
FINDINGS = {"resultTypes": ["violations"]}
RUN = "options => axe.run(options).then(found => ({violations: found.violations}))"


def keep(page: Page, name: str) -> None:
    """A picture of the whole page for people, if they want any."""
    if WANTED:
        picture(page, name)


def picture(page: Page, name: str) -> None:
    """A picture of the whole page."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def axe(page: Page, **options: Any) -> AxeResults:
    """What axe finds wrong. It is read once into a page, however often it looks."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(RUN, FINDINGS | options))


def faults_of(page: Page, name: str, *, accessible: bool = True) -> list[str]:
    """What is wrong with a page, in words; with a picture of what is."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: scrolls sideways")
    if accessible:
        result = axe(page, iframes=False)
        if result.violations_count:
            found.append(f"{name}: {result.generate_report()}")
    if found:
        picture(page, name)
    else:
        keep(page, name)
    return found
