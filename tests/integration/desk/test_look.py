"""The installation's theme: tried, refused where it cannot be read, saved, seen in mails."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from mailer.dispatch import themes
from mailer.dispatch.appearance import look
from mailer.dispatch.hashing import issue_hash
from mailer.dispatch.themes import UnreadableError
from mailer.editions.layouts import layouts
from mailer.editions.model import Theme as Value
from mailer.models import Media, Theme
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
PLACE = "/desk/look/"
GOOD = {
    "primary": "#00573c",
    "on_primary": "#ffffff",
    "accent": "#9c2f00",
    "fonts": "Georgia, 'Times New Roman', serif",
    "radius": "4",
}


def logo() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGBA", (600, 200), (0, 80, 60, 120)).save(target, "PNG")
    return SimpleUploadedFile("wappen.png", target.getvalue())


def test_a_theme_is_saved_and_counts_from_the_next_edition(city: Scene, as_: Browser) -> None:
    """Invariant 8: colours, corners and font stand in the mail; approvals before are void."""
    before = issue_hash(city.review)
    response = as_("admin").post(PLACE, GOOD | {"logo": logo(), "save": "1"})
    assert response.headers["Location"] == PLACE
    now = look()
    assert (now.primary, now.radius, now.logo_width, now.logo_height) == ("#00573c", 4, 168, 56)
    assert now.logo_url.startswith("http")
    assert issue_hash(city.review) != before
    edition = themes.specimen(now, "Titel\n\nEin Satz.\n", language="de", layout="short")
    assert all(words in edition.html for words in ("#00573c", now.logo_url, "Georgia", "4px"))
    assert AuditEntry.objects.latest("pk").kind == "theme"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"primary": "#8fc7e8"}, "primary", "Links und Überschriften auf hellen Kästen: #8fc7e8"),
        ({"on_primary": "#0a7a55"}, "on_primary", "Schrift auf Knöpfen: #0a7a55 auf #00573c"),
        ({"accent": "#ffb000"}, "accent", "Beschriftungen und Zahlen auf hellen Kästen"),
        ({"dark_primary": "#00573c"}, "dark_primary", "auf dunklen Kästen: #00573c auf #26303b"),
        ({"dark_accent": "#9c2f00"}, "dark_accent", "auf dunklen Kästen: #9c2f00 auf #26303b"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_with_the_nearest_that_can(
    change: dict[str, str], field: str, said: str, city: Scene, as_: Browser
) -> None:
    """M64, M66, WCAG 1.4.3: which pair, which ratio, what instead; and that one is taken."""
    response = as_("admin").post(PLACE, GOOD | change | {"save": "1"})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "nötig sind" in page
    found = re.search(r"Die nächste Farbe, die genügt, ist (#[0-9a-f]{6})", page)
    assert found
    assert not Theme.objects.exists()
    better = GOOD | change | {field: found[1]} | {"save": "1"}
    assert as_("admin").post(PLACE, better).status_code == 302


def test_a_preview_stores_no_theme_and_keeps_the_logo(city: Scene, as_: Browser) -> None:
    """Look first: both frames show what was typed, in light and in dark."""
    client = as_("admin")
    page = client.post(PLACE, GOOD | {"logo": logo(), "preview": "1"}).content.decode()
    assert not Theme.objects.exists()
    kept = Media.objects.get().sha256
    assert f'name="kept" value="{kept}"' in page
    light, dark = (a.replace("&amp;", "&") for a in re.findall(r'<iframe[^>]*src="([^"]+)"', page))
    shown = {place: client.get(place).content.decode() for place in (light, dark)}
    assert all("#00573c" in html and kept in html for html in shown.values())
    assert "@media not all" in shown[light]
    assert "@media all" in shown[dark]
    client.post(PLACE, GOOD | {"kept": kept, "save": "1"})
    assert kept in look().logo_url


@pytest.mark.parametrize("layout", ["", *layouts()])
def test_every_layout_can_be_tried(layout: str, city: Scene, as_: Browser) -> None:
    """The example has what each of them asks for."""
    place = reverse("desk:look-specimen", args=["light"])
    response = as_("admin").get(place, GOOD | {"layout": layout})
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert as_("admin").get(place, GOOD | {"primary": "red"}).status_code == 404


def test_no_picture_and_no_admin_no_theme(city: Scene, as_: Browser, editor: User) -> None:
    """S29, S35: refused at the field; the verb asks for the role itself."""
    fake = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")
    response = as_("admin").post(PLACE, GOOD | {"logo": fake, "save": "1"})
    assert "Das ist kein lesbares Bild." in response.content.decode()
    with pytest.raises(NotAllowedError, match="takes an admin"):
        themes.save(Value(city="Jena"), by=editor)
    assert as_("editor").post(PLACE, GOOD | {"save": "1"}).status_code == 403


def test_the_verb_refuses_as_well(city: Scene, cast: dict[str, User]) -> None:
    """No way round the form."""
    with pytest.raises(UnreadableError, match=r"primary #eeeeee on #.* take #"):
        themes.save(Value(city="Jena", primary="#eeeeee", on_primary="#000000"), by=cast["admin"])
