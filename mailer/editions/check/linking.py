"""Links: named by their purpose, safe, not doubled, without tracking (WCAG 2.2, 2.4.4; M68)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail
from mailer.editions.check.outside import reason
from mailer.editions.check.registry import (
    BLOCKING,
    HINT,
    MAIL,
    UNCHECKED,
    WARNING,
    Hit,
    at,
    at_element,
    rule,
)
from mailer.editions.check.wordset import wordset
from mailer.editions.model import SLOT_OPEN
from mailer.reports.tracks import tracks

_EMPTY: Final = wordset(
    "hier|hier klicken|klicken sie hier|bitte hier klicken|klick hier|mehr|weiter|link|zum link|"
    "dieser link|mehr dazu|mehr infos|mehr informationen|weitere infos|weitere informationen|"
    "mehr erfahren|hier mehr erfahren|erfahren sie mehr|erfahren sie hier mehr|"
    "hier erfahren sie mehr|lesen sie mehr|hier lesen sie mehr|hier weiterlesen|jetzt lesen|"
    "weiterlesen|mehr lesen|details|"
    "here|click here|click|more|read more|read on|continue reading|learn more|find out more|"
    "more info|more information|this link|this page|see here|go",
    between="|",
)
_EDGE: Final = re.compile(r"^[\W_]+|[\W_]+$")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


@rule(
    "link-name",
    BLOCKING,
    says=marked("The link has no words; only its address could be read out: {address}"),
    remedy=marked("Write what it leads to, or describe the image that is linked."),
)
def links_have_names(mail: Mail) -> Iterator[Hit]:
    """A link without a name cannot be chosen (2.4.4, 4.1.2)."""
    for link in mail.links:
        if not link.name:
            yield at_element(link, address=link.attrs["href"])


@rule(
    "link-purpose",
    BLOCKING,
    says=marked("“{words}” does not say where the link leads."),
    remedy=marked("Name what readers find there: “Programme of the festival” instead of “here”."),
)
def links_say_their_purpose(mail: Mail) -> Iterator[Hit]:
    """Who goes from link to link hears their words alone (2.4.4)."""
    for link in mail.links:
        if _EDGE.sub("", link.name).lower() in _EMPTY:
            yield at_element(link, words=link.name)


@rule(
    "link-address",
    WARNING,
    says=marked("The link shows its address instead of words."),
    remedy=marked("Write what it leads to; the address is under it anyway."),
)
def links_are_words(mail: Mail) -> Iterator[Hit]:
    """An address read out letter by letter is no name (2.4.4)."""
    for link in mail.web_links:
        if _ADDRESS.fullmatch(link.name):
            yield at_element(link)


@rule(
    "link-same-name",
    WARNING,
    says=marked("Links with the words “{words}” lead to different places."),
    remedy=marked("Say in each what makes it different."),
)
def same_words_same_place(mail: Mail) -> Iterator[Hit]:
    """In a list of links they could not be told apart (2.4.4)."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in mail.web_links:
        name = link.name.lower()
        places[name].add(link.attrs["href"])
        if name and len(places[name]) == 2:
            yield at_element(link, words=link.name)


@rule(
    "link-twice",
    HINT,
    says=marked("This address is linked {count} times."),
    remedy=marked("Once is enough, best where readers decide."),
)
def links_are_not_doubled(mail: Mail) -> Iterator[Hit]:
    """Each link is one more stop for who uses the keyboard."""
    links: dict[str, list[Element]] = defaultdict(list)
    for link in mail.web_links:
        if link.attrs["href"] != mail.facts.browser_url:
            links[link.attrs["href"]].append(link)
    for found in links.values():
        if len(found) > 1:
            yield at_element(found[0], count=str(len(found)))


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
        if SLOT_OPEN not in address and urlsplit(address).scheme.lower() not in _SCHEMES:
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
    "link-broken",
    BLOCKING,
    says=marked("The link leads nowhere: {address} ({why})"),
    remedy=marked("Correct the address, or take the link out."),
)
def links_work(mail: Mail) -> Iterator[Hit]:
    """By a look that was taken before; see links-unchecked."""
    for link in mail.web_links:
        look = mail.facts.looks.get(link.attrs["href"])
        if look is not None and look.state == "bad":
            yield at_element(link, address=link.attrs["href"], why=reason(look))


@rule(
    "links-unchecked",
    UNCHECKED,
    says=marked("{count} links were not checked."),
    remedy=marked("They are checked in the background, or by rundbrief check --network."),
)
def links_were_looked_at(mail: Mail) -> Iterator[Hit]:
    """Not checked is never 'fine'; pages of our own are there."""
    looks = mail.facts.looks
    addresses = {a for link in mail.web_links if not mail.is_own(a := link.attrs["href"])}
    left = [a for a in addresses if a not in looks or looks[a].state == "unreachable"]
    if left:
        yield at(MAIL, count=str(len(left)))
