"""Seeing and hitting: contrast in both schemes, size of letters, size of buttons (M64, M66)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import BLOCKING, MAIL, WARNING, Hit, at, at_element, rule
from mailer.editions.check.styles import Look, pixels
from mailer.editions.colours import AA

SMALLEST: Final = 14
TARGET: Final = 44


@rule(
    "contrast-light",
    BLOCKING,
    says=marked("In the light scheme {ink} on {paper} has a contrast of {ratio}:1 only."),
    remedy=marked("Take a darker or lighter colour: 4.5:1 is needed."),
)
def contrast_light(mail: Mail) -> Iterator[Hit]:
    """Letters can be told from their background (1.4.3)."""
    yield from _contrast(mail, lambda element: element.light)


@rule(
    "contrast-dark",
    BLOCKING,
    says=marked("In the dark scheme {ink} on {paper} has a contrast of {ratio}:1 only."),
    remedy=marked(
        "Set colour and background together in the rules for prefers-color-scheme: dark; 4.5:1 is "
        "needed."
    ),
)
def contrast_dark(mail: Mail) -> Iterator[Hit]:
    """In the dark, too (1.4.3, M66)."""
    yield from _contrast(mail, lambda element: element.dark)


@rule(
    "dark-scheme",
    WARNING,
    says=marked(
        "The mail says nothing about dark schemes, so mail programs turn its colours over."
    ),
    remedy=marked(
        'Add <meta name="color-scheme" content="light dark"> and rules for '
        "prefers-color-scheme: dark."
    ),
)
def dark_scheme(mail: Mail) -> Iterator[Hit]:
    """Who says nothing gets what the program makes of it (M66)."""
    metas = [e for e in mail.page.elements if e.attrs.get("name", "").lower() == "color-scheme"]
    says = any("dark" in meta.attrs.get("content", "") for meta in metas)
    if not says or "prefers-color-scheme" not in mail.page.css:
        yield at(MAIL)


@rule(
    "font-size",
    BLOCKING,
    says=marked("The letters are {size} pixels high; 14 is the least."),
    remedy=marked("Make them larger: 16 pixels for running text, 14 for the footer."),
)
def font_size(mail: Mail) -> Iterator[Hit]:
    """Letters can be read on a phone (M64)."""
    for element in mail.page.shown:
        if 0 < element.light.size < SMALLEST and element.own_text:
            yield at_element(element, size=f"{element.light.size:g}")


@rule(
    "target-size",
    BLOCKING,
    says=marked("The button is {height} pixels high; a finger needs 44."),
    remedy=marked("Give it more padding above and below."),
)
def target_size(mail: Mail) -> Iterator[Hit]:
    """Buttons can be hit (2.5.8, M64)."""
    for link in mail.links:
        if _is_button(link) and (height := _height(link)) < TARGET:
            yield at_element(link, height=f"{height:.0f}")


def _contrast(mail: Mail, scheme: Callable[[Element], Look]) -> Iterator[Hit]:
    for element in mail.page.shown:
        look = scheme(element)
        ratio = look.contrast
        if ratio is not None and ratio < AA and look.size > 0 and _is_read(element):
            values = {"ink": look.ink or "", "paper": look.paper or "", "ratio": f"{ratio:.1f}"}
            yield at_element(element, **values)


def _is_read(element: Element) -> bool:
    """Whether it has words of its own; an image has them where images are off."""
    return bool(element.own_text) or (element.tag == "img" and bool(element.name))


def _is_button(link: Element) -> bool:
    """A link that is drawn as a box: with a background of its own or around it alone."""
    cell = link.parent
    painted = _painted(link) or (
        cell is not None and cell.tag == "td" and _painted(cell) and cell.text == link.text
    )
    return (painted or _framed(link)) and bool(link.text)


def _framed(link: Element) -> bool:
    """A line around it, and room within."""
    line = link.style.get("border", "")
    return line not in {"", "none", "0", "0px"} and sum(_padding(link)) > 0


def _painted(element: Element) -> bool:
    own = element.style.get("background-color") or element.style.get("background", "")
    return own not in {"", "transparent", "none"} or "bgcolor" in element.attrs


def _height(link: Element) -> float:
    """Of the box that reacts: lines and padding, or what is said."""
    size = link.light.size
    said = max(pixels(link.style.get(n, ""), size) for n in ("height", "min-height"))
    return max(said, link.light.line_height + sum(_padding(link)))


def _padding(link: Element) -> tuple[float, float]:
    sides = (link.style.get("padding") or "0").split()
    top, bottom = sides[0], sides[2] if len(sides) > 2 else sides[0]
    top, bottom = link.style.get("padding-top", top), link.style.get("padding-bottom", bottom)
    return pixels(top, link.light.size), pixels(bottom, link.light.size)
