"""Mails in a real browser: accessible, no sideways scrolling, dark and light, with images off."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from mailer.editions.layouts import layouts
from mailer.editions.model import SLOTS, Edition, Item, Slot
from mailer.editions.skeleton import filled_html
from mailer.editions.web import web_version
from tests.browser.eyes import axe, keep
from tests.unit.editions.layouts import laid_out
from tests.unit.editions.reports import CYCLE, THEME, edition, item, report, section, text

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A mail is shown inside another page: landmarks are that page's business.
MAIL = {
    "runOnly": [*WCAG, "best-practice"],
    "rules": {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}},
}
PAGE = {"runOnly": [*WCAG, "best-practice"]}
# 320 px is a phone, and also what is left of 640 px at 200 %: text grows and nothing is lost or
# scrolls sideways (WCAG 1.4.4, 1.4.10).
PHONE_OR_ZOOMED = 320
LINK = "https://rundbrief.example.org/abmelden/aGFsbG8"
VALUES: dict[Slot, str] = dict.fromkeys(SLOTS, "Guten Tag Kim Beispiel") | {
    "list_name": "Bürgerinnen und Bürger",
    "frequency": "wöchentlich",
    "unsubscribe_url": LINK,
    "preferences_url": LINK,
}
AUDIENCES = ("citizens", "councils", "partner-cities")
EASY = "citizens-easy"
AWKWARD = report(
    section(
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        text("x" * 120 + " steht in Jena."),
        text("https://stadt.example.org/ein/sehr/langer/pfad/" + "a" * 90),
    ),
    title='Ein "krummer" Titel mit <b> & sehrlangemwort' + "wort" * 15,
    lead="Kurz.",
)


@pytest.fixture(scope="module")
def editions() -> dict[tuple[str, str], Edition]:
    shapes = {
        "single": [item(CYCLE)],
        "digest": [item(CYCLE, 1), item(replace(CYCLE, title="Noch ein Bericht"), 2)],
        "awkward": [item(AWKWARD)],
    }
    told = {(a, s): edition(a, *found) for a in AUDIENCES for s, found in shapes.items()}
    easy = {(EASY, s): edition(EASY, *map(_easy, found)) for s, found in shapes.items()}
    return told | easy


def _easy(told: Item) -> Item:
    return replace(told, report=replace(told.report, language="de-simple"))


def show(sheet: Page, html: str, *, width: int = 760, dark: bool = False) -> Page:
    """The sheet with a mail on it."""
    sheet.set_viewport_size({"width": width, "height": 900})
    sheet.emulate_media(color_scheme="dark" if dark else "light")
    sheet.set_content(html)
    return sheet


@pytest.mark.parametrize(
    ("shape", "view"),
    [
        ("single", (PHONE_OR_ZOOMED, False)),
        ("single", (PHONE_OR_ZOOMED, True)),
        ("single", (760, False)),
        ("single", (760, True)),
        ("digest", (760, False)),
        ("digest", (PHONE_OR_ZOOMED, True)),
        ("awkward", (PHONE_OR_ZOOMED, False)),
    ],
)
@pytest.mark.parametrize("audience", [*AUDIENCES, EASY])
def test_a_mail_is_accessible_and_fits(
    sheet: Page,
    editions: dict[tuple[str, str], Edition],
    audience: str,
    shape: str,
    view: tuple[int, bool],
) -> None:
    """M64, M65, M66, WCAG 1.4.4 and 1.4.10: axe finds nothing, nothing sticks out, letters are big
    enough, also at 640 px with a zoom of 200 %.
    """
    width, dark = view
    html = filled_html(editions[audience, shape], VALUES)
    page = show(sheet, html, width=width, dark=dark)
    keep(page, f"mail-{audience}-{shape}-{width}-{'dark' if dark else 'light'}")
    found = axe(page, **MAIL).response["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= 14


@pytest.mark.parametrize("view", [(PHONE_OR_ZOOMED, True), (640, False)], ids=["dark", "light"])
@pytest.mark.parametrize("layout", [*layouts(), "photo"])
def test_every_layout_of_a_campaign_is_accessible_and_fits(
    sheet: Page, layout: str, view: tuple[int, bool]
) -> None:
    """M64, M65, M66: as above, for those that a campaign chooses; buttons can be hit."""
    width, dark = view
    html = filled_html(laid_out(layout, "citizens", "de"), VALUES)
    page = show(sheet, html, width=width, dark=dark)
    keep(page, f"layout-{layout}-{width}")
    found = axe(page, **MAIL).response["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= 14
    boxes = [link.bounding_box() for link in page.locator(".button a").all()]
    assert boxes
    assert all(box and box["height"] >= 44 for box in boxes)


# The smallest letters that somebody can see; the preheader is hidden, spacers hold no letters.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && [...e.childNodes]
    .some(n => n.nodeType === 3 && n.data.replace(/[\\s\\u00a0]/g, '')))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.mark.parametrize("width", [PHONE_OR_ZOOMED, 760])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_buttons_can_be_hit(
    sheet: Page, editions: dict[tuple[str, str], Edition], audience: str, width: int
) -> None:
    """M64: targets of at least 44 pixels."""
    page = show(sheet, filled_html(editions[audience, "single"], VALUES), width=width)
    boxes = [link.bounding_box() for link in page.locator(".button a").all()]
    assert boxes
    assert all(box and box["height"] >= 44 for box in boxes)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_mail_can_be_read_without_its_css(
    sheet: Page, editions: dict[tuple[str, str], Edition], audience: str
) -> None:
    """M65: order and words survive where styles do not."""
    page = show(sheet, filled_html(editions[audience, "single"], VALUES))
    before = page.locator("h1, h2, h3").all_inner_texts()
    page.evaluate(
        "document.querySelectorAll('style').forEach(e => e.remove());"
        "document.querySelectorAll('[style]').forEach(e => e.removeAttribute('style'))"
    )
    assert page.locator("h1, h2, h3").all_inner_texts() == before
    assert "Abmelden" in page.inner_text("body")


def test_a_logo_stays_visible_in_the_dark(sheet: Page) -> None:
    """M66: a transparent logo gets a light plaque; without images its name is read."""
    theme = replace(
        THEME, logo_url="https://rundbrief.example.org/logo.png", logo_width=120, logo_height=40
    )
    html = filled_html(edition("citizens", item(CYCLE), theme=theme), VALUES)
    page = show(sheet, html, dark=True)
    plaque = page.locator(".plaque").first
    assert plaque.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".plaque img").first.get_attribute("alt") == "Jena"


def test_the_web_version_is_accessible_too(
    sheet: Page, editions: dict[tuple[str, str], Edition]
) -> None:
    """M70"""
    page = show(sheet, web_version(editions["citizens", "single"]))
    assert axe(page, **PAGE).response["violations"] == []
