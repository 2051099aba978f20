"""The product's own mails in a real browser: readable by all, with images off, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from mailer.editions.model import ALL_SLOTS, URL_SLOTS, Slot
from mailer.editions.note import compile_note
from mailer.editions.skeleton import filled_html
from mailer.models import NoticeKind
from mailer.notices import catalogue
from tests.browser.eyes import axe, keep
from tests.browser.test_mails import MAIL, SMALLEST, show
from tests.unit.editions.reports import IDENTITY, THEME

URL = "https://rundbrief.example.org/c/12:1xYz:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
VALUES: dict[Slot, str] = (
    dict.fromkeys(ALL_SLOTS, "")
    | dict.fromkeys(URL_SLOTS, URL)
    | {
        "salutation": "Guten Tag Professorin Dr. Zenobia von Zauberwort-Langenname",
        "lists": "„Bürgerinnen und Bürger“, „Partnerstädte“ und „Donaudampfschifffahrtsverein“",
        "until": "3. Dezember 2026, 14:30 Uhr",
        "story_title": "Was Jena aus Köln mitbringt: drei Ideen vom Smart-City-Kongress",
        "story_lead": "Eine Delegation der Stadt war beim Kongress in Köln.",
    }
)


@pytest.mark.parametrize("view", [(320, True), (760, False)])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_mail_of_our_own_is_accessible_and_fits(
    sheet: Page,
    kind: NoticeKind,
    view: tuple[int, bool],
) -> None:
    """M64, M65, M66, P4: axe finds nothing, nothing sticks out, one button that can be hit."""
    width, dark = view
    note = (
        catalogue.welcome("de", latest=True, single=True)
        if kind == NoticeKind.WELCOME
        else catalogue.PLAIN[kind]("de")
    )
    edition = compile_note(note, theme=THEME, identity=IDENTITY)
    page = show(sheet, filled_html(edition, VALUES), width=width, dark=dark)
    keep(page, f"notice-{kind}-{width}-{'dark' if dark else 'light'}")
    found = axe(page, **MAIL).response["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= 14
    boxes = [link.bounding_box() for link in page.locator(".button a").all()]
    assert len(boxes) == (kind not in (NoticeKind.WELCOME, NoticeKind.GOODBYE))
    assert all(box and box["height"] >= 44 for box in boxes)
