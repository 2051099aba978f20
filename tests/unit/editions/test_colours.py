"""Mails pass in each theme that may be saved: colours at the edge of what is accepted."""

from __future__ import annotations

from colorsys import hls_to_rgb
from dataclasses import replace

import pytest

from mailer.editions.check.dom import Page
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import Facts
from mailer.editions.check.registry import RULES
from mailer.editions.contrast import clashes
from mailer.editions.model import Edition, Theme
from tests.unit.editions.layouts import AUDIENCES, REPORTS, laid_out

# Red, yellow-green, cyan, violet: the eye sees them differently light.
HUES = (0.0, 0.2, 0.5, 0.75)
STEPS = 200


def on_the_edge(theme: Theme, name: str, hue: float) -> Theme:
    """The theme with that colour as light (for dark schemes: as dark) as it is accepted."""
    steps = range(STEPS + 1) if name.startswith("dark") else range(STEPS, -1, -1)
    for step in steps:
        red, green, blue = hls_to_rgb(hue, step / STEPS, 1.0)
        colour = "#" + "".join(f"{round(c * 255):02x}" for c in (red, green, blue))
        tried = replace(theme, **{name: colour})  # type: ignore[arg-type]
        if not any(clash.name == name for clash in clashes(tried)):
            return tried
    raise AssertionError(f"no {name} of hue {hue} is accepted")


def extreme(hue: float) -> Theme:
    """Each colour of a theme at its edge."""
    theme = Theme(city="Jena", logo_url="")
    for place, name in enumerate(("primary", "accent", "dark_primary", "dark_accent")):
        theme = on_the_edge(theme, name, (hue + place / 4) % 1)
    return theme


def pale(mail: Edition) -> list[str]:
    """What the gate minds about its colours."""
    looked = Mail(mail, Facts())
    rules = (RULES["contrast-light"], RULES["contrast-dark"])
    return [f"{f.place['en']}: {f.words['en']}" for rule in rules for f in rule.findings(looked)]


@pytest.mark.parametrize("hue", HUES)
def test_what_is_accepted_as_a_theme_is_not_refused_in_a_mail(hue: float) -> None:
    """M66, WCAG 1.4.3: an officer can mend a theme, not a layout."""
    theme = extreme(hue)
    assert clashes(theme) == ()
    for layout in REPORTS:
        for audience in AUDIENCES:
            made = laid_out(layout, audience, "de", theme=theme)
            assert pale(made) == [], (layout, audience, theme)


DARK = "@media (prefers-color-scheme: dark) {{ {} }}"
SEEN = {
    "a link's own colour is the scheme's, not the ground's": (
        '<div style="background:#000080"><a id="x" href="https://a.test">Weg</a></div>',
        "",
        (("#0000ee", "#000080"), ("#9e9eff", "#000080")),
    ),
    "what lets light through lets that of its own ground through": (
        '<div style="color:rgba(0,0,0,0.5)"><p id="x" style="background:#ff0000">Wort</p></div>',
        "",
        (("#800000", "#ff0000"), ("#800000", "#ff0000")),
    ),
    "the later ground counts, however it is named": (
        '<p id="x" class="a">Wort</p>',
        ".a { background-color: #111111 !important; } .a { background: #222222 !important; }",
        (("#000000", "#ffffff"), ("#ffffff", "#222222")),
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_letters_and_grounds_are_as_browsers_have_them(name: str) -> None:
    """M64, M66: where our rule once differed from axe in chromium."""
    body, rules, expected = SEEN[name]
    page = Page(
        '<html lang="de"><head><meta name="color-scheme" content="light dark">'
        f"<style>{DARK.format(rules)}</style></head><body>{body}</body></html>"
    )
    [element] = [e for e in page.shown if e.attrs.get("id") == "x"]
    seen = [(look.ink, look.paper) for look in (element.light, element.dark)]
    assert seen == list(expected)
