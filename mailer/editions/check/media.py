"""Images, weight, and what must not be in a mail at all (M12, M68, M69)."""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Iterator
from datetime import date
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail, place_of
from mailer.editions.check.moments import DAY, is_over
from mailer.editions.check.registry import BLOCKING, MAIL, WARNING, Hit, at, at_element, rule
from mailer.editions.check.wordset import wordset
from mailer.editions.compose import CLIP

# Greeting, way to the report and contact make up to forty words by themselves.
FEWEST: Final = 45
_FRAME: Final = wordset("foot kicker small")
PICTURE: Final = 200
# Header fields, signatures and values take so many octets at most.
HEAD: Final = 4096
HEAVIEST: Final = 1_000_000
_ACTIVE: Final = wordset(
    "script form iframe object embed applet audio video input button textarea select base svg math "
    "canvas marquee blink dialog"
)
# What Outlook alone is told to load, in comments.
_OUTLOOKS: Final = re.compile(r"<v:\w+\b[^>]*\bsrc=[\"']([^\"']+)", re.IGNORECASE)
_LINKED: Final = re.compile(r"<link\b[^>]*\bhref\b", re.IGNORECASE)
# Gmail drops pictures that stand in the mail itself, Outlook does not know the other kinds.
_KIND: Final = re.compile(
    r"(data):.*|[^?#]*\.(svgz?|webp|avif|heic|tiff?|bmp)(?:[?#].*)?", re.I | re.S
)
_REMOTE_CSS: Final = re.compile(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)
# What people act on: days, hours, addresses on the web, of mail, of telephones, of houses.
_FACT: Final = re.compile(
    rf"{DAY.pattern}|\b\d{{1,2}}(?:[.:]\d{{2}})? ?(?:Uhr\b|[ap]\.?m\b\.?)"
    r"|(?:https?://|www\.)[^\s,;)]*[^\s,;).]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:\+\d{1,3}|\b0\d{2,5})[ /-]\d[\d /-]{3,}\d|\b\d{5} [A-ZÄÖÜ]\w+"
    r"|\b[A-ZÄÖÜ][\w-]*(?:straße|str\.|platz|weg|allee|gasse|ufer|-Straße|-Platz|-Allee) \d+"
    r"|\b\d+ [A-Z]\w+ (?:Street|Road|Square|Lane|Avenue)\b"
)
_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


@rule(
    "image-host",
    BLOCKING,
    says=marked("The image comes from somebody else's server: {host}"),
    remedy=marked("Put it into the report; Rundbrief then keeps it on your own server."),
)
def images_are_ours(mail: Mail) -> Iterator[Hit]:
    """Another server would learn who opens the mail (§ 25 TDDDG, M68)."""
    for element in mail.page.elements:
        for address in _sources(element):
            host = place_of(address)
            if host and not mail.is_own(address):
                yield at_element(element, host=host)
    for address in _OUTLOOKS.findall(mail.page.source):
        if (host := place_of(address)) and not mail.is_own(address):
            yield at(MAIL, host=host)


@rule(
    "tracking-pixel",
    BLOCKING,
    says=marked("An image that nobody can see counts who opens the mail."),
    remedy=marked("Take it out."),
)
def no_pixels(mail: Mail) -> Iterator[Hit]:
    """We promise not to track (invariant 11)."""
    for image in (e for e in mail.page.elements if e.tag == "img"):
        sizes = (_pixels(image, "width"), _pixels(image, "height"))
        if not image.shown or all(size in {"0", "1", "2", "3"} for size in sizes):
            yield at_element(image)


@rule(
    "image-size",
    WARNING,
    says=marked("The image has no width and height of its own."),
    remedy=marked("Set both, so that nothing jumps when images are loaded late."),
)
def images_have_sizes(mail: Mail) -> Iterator[Hit]:
    """Outlook needs the width, all others are calmer with both (M69)."""
    for image in mail.images:
        if not (image.attrs.get("width") and image.attrs.get("height")):
            yield at_element(image)


@rule(
    "image-kind",
    WARNING,
    says=marked("Several mail programs show no image of this kind: {kind}"),
    remedy=marked("Save it as JPEG or PNG, and put it into the report."),
)
def images_are_of_known_kinds(mail: Mail) -> Iterator[Hit]:
    """JPEG, PNG and GIF are shown everywhere (M69)."""
    for image in mail.images:
        if found := _KIND.fullmatch(image.attrs.get("src", "")):
            yield at_element(image, kind=(found[1] or found[2]).upper())


@rule(
    "image-heavy",
    WARNING,
    says=marked("The image weighs {size} KB; 1,000 are the most."),
    remedy=marked("Save it smaller, or in a format like JPEG."),
)
def images_are_light(mail: Mail) -> Iterator[Hit]:
    """Phones pay for what they load (M69); weights are known of images on our own server."""
    for image in mail.images:
        size = mail.facts.picture_bytes.get(image.attrs.get("src", ""), 0)
        if size > HEAVIEST:
            yield at_element(image, size=str(size // 1000))


@rule(
    "image-only",
    BLOCKING,
    says=marked("The mail shows an image and has {count} words; a message is no image."),
    remedy=marked("Write into the report what the image tells, as text."),
)
def words_beside_images(mail: Mail) -> Iterator[Hit]:
    """Who sees no images, or hears them, must not miss the message (1.4.5, M65)."""
    said = [
        words for one, words in mail.passages if one.tag in {"p", "li"} and not one.within(_FRAME)
    ]
    count = sum(len(words.split()) for words in said)
    for image in mail.images:
        width = _pixels(image, "width")
        if count < FEWEST and width.isdecimal() and int(width) >= PICTURE:
            yield at_element(image, count=str(count))


@rule(
    "image-facts",
    BLOCKING,
    says=marked("Only the image tells this: {words}"),
    remedy=marked("Write it into the report as text, to be searched, copied and enlarged."),
)
def images_tell_nothing_alone(mail: Mail) -> Iterator[Hit]:
    """A description that says what no text does gives away that the message is an image (1.4.5)."""
    # A day that is over says when a photo was taken.
    said, day = " ".join(words for _, words in mail.passages), mail.facts.day or date.min
    for image in mail.images:
        facts = [found[0] for found in _FACT.finditer(image.attrs.get("alt", ""))]
        alone = [f for f in facts if f not in said and not is_over(f, day)]
        if alone:
            yield at_element(image, words=", ".join(dict.fromkeys(alone)))


@rule(
    "html-heavy",
    BLOCKING,
    says=marked("The HTML weighs {size} bytes; Gmail cuts off what is beyond {most}."),
    remedy=marked("Tell fewer sections, and link to the whole report."),
)
def html_is_light(mail: Mail) -> Iterator[Hit]:
    """What is cut off includes the link to unsubscribe (M12)."""
    size = len(mail.edition.html.encode())
    if size > CLIP:
        yield at(MAIL, size=str(size), most=str(CLIP))


@rule(
    "message-heavy",
    BLOCKING,
    says=marked("The whole mail weighs about {size} octets; {most} are the most."),
    remedy=marked("Tell fewer sections, and link to the whole report; the limit is a setting."),
)
def message_is_light(mail: Mail) -> Iterator[Hit]:
    """Encoded, both parts and the attachment: relays refuse what is larger than they take (M12)."""
    most = mail.facts.largest
    if most and (size := _octets(mail)) > most:
        yield at(MAIL, size=str(size), most=str(most))


@rule(
    "active",
    BLOCKING,
    says=marked("<{tag}> does not belong into a mail."),
    remedy=marked("Take it out; mail programs remove it, or take the mail for dangerous."),
)
def nothing_active(mail: Mail) -> Iterator[Hit]:
    """No scripts, forms or frames (M68)."""
    for element in mail.page.elements:
        handlers = [name for name in element.attrs if name.startswith("on")]
        if element.tag in _ACTIVE or _refreshes(element):
            yield at(MAIL, tag=element.tag)
        elif handlers:
            yield at(MAIL, tag=f"{element.tag} {handlers[0]}")
    # They are gone once their styles are inlined.
    if _LINKED.search(mail.page.source):
        yield at(MAIL, tag="link")


@rule(
    "remote-css",
    BLOCKING,
    says=marked("The style sheet fetches something from elsewhere: {words}"),
    remedy=marked("Use fonts that readers have, and no images in styles."),
)
def styles_fetch_nothing(mail: Mail) -> Iterator[Hit]:
    """Fonts and sheets from elsewhere tell others who reads (M68)."""
    found = _REMOTE_CSS.search(mail.page.css)
    if found:
        yield at(MAIL, words=found[0])


def _refreshes(element: Element) -> bool:
    return element.tag == "meta" and element.attrs.get("http-equiv", "").lower() == "refresh"


def _octets(mail: Mail) -> int:
    parts = (mail.edition.html, mail.edition.text)
    encoded = sum(len(b2a_qp(part.encode())) for part in parts)
    return encoded + len(mail.edition.calendar.encode()) * 4 // 3 + HEAD


def _sources(element: Element) -> Iterator[str]:
    if element.tag in {"img", "source", "video", "audio"} and element.attrs.get("src"):
        yield element.attrs["src"]
    if element.attrs.get("background"):
        yield element.attrs["background"]
    for candidate in element.attrs.get("srcset", "").split(","):
        if candidate.strip():
            yield candidate.split()[0]
    if "url(" in element.attrs.get("style", "").lower():
        for value in element.style.values():
            yield from _URL.findall(value)


def _pixels(image: Element, side: str) -> str:
    return (image.attrs.get(side) or image.style.get(side, "")).removesuffix("px").strip()
