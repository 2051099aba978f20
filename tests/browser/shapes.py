"""One look at a page in every shape: it is loaded once, and resized and dimmed where it stands."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page

from tests.browser.eyes import faults_of

SHAPES: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "wide": (1280, "light"),
    "phone": (320, "light"),
    "dark": (1280, "dark"),
}


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with a page in any shape."""
    found = []
    for shape, (width, scheme) in SHAPES.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += faults_of(page, f"{name}-{shape}")
    return found
