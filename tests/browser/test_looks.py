"""Some mails look as they did when somebody last looked at them (tolerance: `looks.py`).

They are set in the house's own letters (Fira Sans) and without hyphens, so that another machine
breaks the same lines. After a change that is meant, look at them, then run this file with
`--snapshot-update`.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from mailer.editions.layouts import layouts
from mailer.editions.skeleton import filled_html
from tests.browser.eyes import ARTEFACTS
from tests.browser.looks import SHARE, difference, keep, small
from tests.browser.test_mails import VALUES
from tests.unit.editions.layouts import laid_out

BASELINES = Path(__file__).parent / "baselines"
FONTS = Path(__file__).resolve().parents[2] / "templates" / "static" / "vendor" / "kern" / "fonts"
# layout, telling, width, dark
VIEWS = [
    ("", "citizens", 600, False),
    ("digest", "partner-cities", 320, False),
    ("short", "councils", 320, True),
    ("crisis", "citizens", 600, False),
    ("invitation", "citizens", 320, False),
    ("survey", "citizens", 600, True),
    ("photo", "councils", 600, False),
    ("photo", "citizens", 320, True),
]


def letters() -> str:
    """The house's letters for everything, whatever the machine has."""
    rules = ["* { font-family: Fira !important; hyphens: manual !important; }"]
    for weight, name in ((400, "Regular"), (700, "SemiBold")):
        data = base64.b64encode((FONTS / f"FiraSans-{name}.woff2").read_bytes()).decode()
        source = f"url(data:font/woff2;base64,{data})"
        rules.append(f"@font-face {{ font-family: Fira; font-weight: {weight}; src: {source}; }}")
    return f"<style>{''.join(rules)}</style>"


@cache
def picture() -> bytes:
    """What stands for every photo: sky above water."""
    photo = Image.new("RGB", (1200, 800), "#7fb2d9")
    ImageDraw.Draw(photo).rectangle((0, 500, 1200, 800), fill="#2f6f5e")
    file = io.BytesIO()
    photo.save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that finds its photos."""
    context = browser.new_context(device_scale_factor=1)
    photo = {"body": picture(), "content_type": "image/png"}
    context.route("**/*.jpg", lambda route: route.fulfill(**photo))
    yield context.new_page()
    context.close()


def shot(page: Page, html: str, *, width: int, dark: bool) -> bytes:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_content(html.replace("</head>", f"{letters()}</head>"))
    page.evaluate("document.fonts.ready")
    return page.screenshot(full_page=True, animations="disabled")


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: f"{v[0] or 'single'}-{v[1]}-{v[2]}")
def test_a_mail_looks_as_it_did(
    view: tuple[str, str, int, bool], page: Page, request: pytest.FixtureRequest
) -> None:
    """Issue 5, M65, M66: at 600 and 320 pixels, light and dark."""
    layout, audience, width, dark = view
    name = f"{layout or 'single'}-{audience}-{width}-{'dark' if dark else 'light'}.png"
    html = filled_html(laid_out(layout, audience, "de"), VALUES)
    now = small(shot(page, html, width=width, dark=dark))
    if request.config.getoption("update_snapshots"):
        keep(now, BASELINES / name)
    share, apart = difference(now, BASELINES / name)
    if share > SHARE:
        ARTEFACTS.mkdir(exist_ok=True)
        now.save(ARTEFACTS / f"look-{name}")
        apart.save(ARTEFACTS / f"look-difference-{name}")
    assert share <= SHARE, f"see tests/artefacts/look-difference-{name}"


def test_baselines_are_few_and_small_and_used() -> None:
    """A repository is no photo album; each layout of a campaign is in it."""
    found = sorted(BASELINES.glob("*.png"))
    assert len(found) == len(VIEWS)
    assert {view[0] for view in VIEWS} >= set(layouts())
    assert sum(path.stat().st_size for path in found) < 500_000


@pytest.mark.parametrize("change", ["moved", "recoloured", "taller"])
def test_what_eyes_would_see_is_found(change: str) -> None:
    """The comparison can fail: a button in another place or colour, a line more."""
    path = next(BASELINES.glob("crisis-*.png"))
    picture = Image.open(path).convert("RGB")
    assert difference(picture, path)[0] == 0
    draw = ImageDraw.Draw(picture)
    if change == "moved":
        picture = picture.transform(picture.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, 4))
    elif change == "recoloured":
        draw.rectangle((20, 20, 280, 100), fill="#0a4a6e")
    else:
        picture = picture.resize((picture.width, picture.height + 8))
    assert difference(picture, path)[0] > SHARE
