"""Addresses of links: whole, for everybody to open, encrypted, without tracking (M68, S6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from mailer.editions.catalogue import marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import BLOCKING, WARNING, Hit, at_element, rule
from mailer.editions.model import SLOT_OPEN
from mailer.reports.tracks import tracks

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_HOST: Final = re.compile(r"[0-9a-f]*:[0-9a-f:.]+|(?!-)[\w-]+(?:\.[\w-]+)*\.?", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"[^@\s,;<>]+@[\w-]+(?:\.[\w-]+)+")
_INSIDE: Final = re.compile(r"[^.]+|.*\.(?:local|localhost|intern|internal|lan|home|corp)")
# They count who follows them, or ask in between; the page itself has another address.
_COUNTERS: Final = re.compile(
    r"(?:.*\.)?(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|buff\.ly|is\.gd|t1p\.de|lnkd\.in|"
    r"cutt\.ly|rebrand\.ly|shorturl\.at|safelinks\.protection\.outlook\.com|"
    r"urldefense\.(?:com|proofpoint\.com)|"
    r"l\.facebook\.com|list-manage\.com|sendgrid\.net|mailchi\.mp|hubspotlinks\.com|rs6\.net|"
    r"doubleclick\.net|mailjet\.com|sendibm\d\.com|crsend\.com|cleverreach\.com|rapidmail\.de)"
)
# Copied out of a list of results.
_REDIRECT: Final = re.compile(r"https?://www\.google\.[a-z.]+/url\?", re.IGNORECASE)


@rule(
    "link-http",
    WARNING,
    says=marked("The link is not encrypted: {address}"),
    remedy=marked("Write https:// where the other site offers it."),
)
def links_are_encrypted(mail: Mail) -> Iterator[Hit]:
    """Nobody on the way shall see or change what readers open; our own address is a setting."""
    for link in mail.web_links:
        address = link.attrs["href"]
        if address.lower().startswith("http:") and not mail.is_own(address):
            yield at_element(link, address=address)


@rule(
    "link-scheme",
    BLOCKING,
    says=marked("Mail programs do not follow this link: {address}"),
    remedy=marked("Links begin with https://, mailto: or tel:."),
)
def links_have_known_schemes(mail: Mail) -> Iterator[Hit]:
    """Only these may stand in mails (S6)."""
    for link in mail.links:
        address = link.attrs["href"]
        if SLOT_OPEN not in address and address.partition(":")[0].lower() not in _SCHEMES:
            yield at_element(link, address=address)


@rule(
    "tracking-link",
    BLOCKING,
    says=marked("The link carries something that follows readers: {names}"),
    remedy=marked("Take it out of the address; the page opens without it."),
)
def links_do_not_track(mail: Mail) -> Iterator[Hit]:
    """We promise not to track (M68, invariant 11)."""
    for link in mail.web_links:
        names = tracks(link.attrs["href"])
        if names:
            yield at_element(link, names=", ".join(names))


@rule(
    "link-malformed",
    BLOCKING,
    says=marked("This is no address that could be opened: “{address}”"),
    remedy=marked("Open the page in a browser, and copy its address from there."),
)
def links_are_whole(mail: Mail) -> Iterator[Hit]:
    """What was cut off, doubled or left empty leads nowhere."""
    for link in mail.page.all("a"):
        address = link.attrs.get("href", "-").strip()
        if not address or (SLOT_OPEN not in address and _is_broken(address)):
            yield at_element(link, address=address)


@rule(
    "link-inside",
    WARNING,
    says=marked("This address can be opened in your own network only: {address}"),
    remedy=marked("Put the page where everybody can open it, and link to that."),
)
def links_lead_outside(mail: Mail) -> Iterator[Hit]:
    """Readers sit elsewhere."""
    for link in mail.web_links:
        address = link.attrs["href"]
        if not mail.is_own(address) and _is_inside(_host(address)):
            yield at_element(link, address=address)


@rule(
    "tracking-host",
    BLOCKING,
    says=marked("The link goes through {host}, which counts who follows it."),
    remedy=marked("Open the link, and take the address of the page where it ends."),
)
def links_lead_straight(mail: Mail) -> Iterator[Hit]:
    """We promise not to track (M68); what is shortened also hides where it leads."""
    for link in mail.web_links:
        address = link.attrs["href"]
        host = _host(address)
        if _COUNTERS.fullmatch(host) or _REDIRECT.match(address):
            yield at_element(link, host=host)


def _is_broken(address: str) -> bool:
    scheme, _, rest = address.partition(":")
    match scheme.lower():
        case "mailto":
            return not all(map(_MAILBOX.fullmatch, rest.partition("?")[0].split(",")))
        case "tel":
            return sum(map(str.isdigit, rest)) < 3
        case "http" | "https":
            host = _host(address)
            return not rest.startswith("//") or not _HOST.fullmatch(host) or host in _SCHEMES
    return False


def _host(address: str) -> str:
    """The host of an address; '' for one that nobody can read."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_inside(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return bool(_INSIDE.fullmatch(host)) and host not in _SCHEMES
