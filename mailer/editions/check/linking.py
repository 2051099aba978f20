"""Links: named by their purpose, not doubled, leading somewhere (WCAG 2.2, 2.4.4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

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

_EMPTY: Final = wordset(
    "hier|hier klicken|klicken sie hier|bitte hier klicken|klick hier|mehr|weiter|link|zum link|"
    "dieser link|mehr dazu|mehr infos|mehr informationen|weitere infos|weitere informationen|"
    "mehr erfahren|hier mehr erfahren|erfahren sie mehr|erfahren sie hier mehr|"
    "hier erfahren sie mehr|lesen sie mehr|hier lesen sie mehr|hier weiterlesen|jetzt lesen|"
    "weiterlesen|mehr lesen|details|weitere details|infos|informationen|nähere informationen|"
    "alle infos|alle informationen|mehr zum thema|zur website|zur webseite|zur seite|webseite|"
    "zur homepage|internetseite|zur internetseite|diese seite|auf dieser seite|hier entlang|"
    "diesem link|diesen link|unter diesem link|über diesen link|folgendem link|externer link|"
    "klick|klicken|jetzt klicken|pdf|download|zum download|herunterladen|zum artikel|"
    "artikel lesen|ganzen artikel lesen|zum beitrag|beitrag lesen|ansehen|anzeigen|öffnen|"
    "here|click here|click|more|read more|read on|continue reading|learn more|find out more|"
    "more info|more information|this link|this page|see here|go|this|link here|see more|view|"
    "view more|view details|open|full article|read article|read the article|the full story|"
    "visit website|visit the website|visit our website|see details|get started|follow this link",
    between="|",
)
_EDGE: Final = re.compile(r"^[\W_]+|[\W_]+$")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_HOST: Final = r"(?:[a-zäöü0-9-]+\.)+[a-z]{2,}"
_ADDRESS: Final = re.compile(rf"(?:https?://|www\.)\S+|{_HOST}(?:[/?#]\S*)?", re.IGNORECASE)
# In running text only ends that are no words: 'z.B.' and 'Dr.med' are no addresses.
_BARE: Final = re.compile(
    r"(?<![\w@/.:-])(?:[a-zäöü0-9-]+\.)+(?:de|org|com|net|eu|info|at|ch|uk|gov|edu|fr|nl|berlin|"
    r"hamburg|bayern|koeln|nrw|saarland|city|online|app)\b(?![\w@-]|\.\w)(?:[/?#][^\s,;)]*[^\s,;).:!?])?"
)
# Places that a layout fills with what the report says elsewhere.
_OURS: Final = frozenset({"sources", "point", "small", "foot", "web", "button", "way"})


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
        words = _EDGE.sub("", link.name).lower()
        mute = link.name and link in mail.web_links and not _LETTERS.search(words)
        if mute or words in _EMPTY:
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
    "link-missing",
    HINT,
    says=marked("The address {address} is no link; some programs make none of it."),
    remedy=marked("Link words that say what is found there, with this address."),
)
def addresses_are_links(mail: Mail) -> Iterator[Hit]:
    """Typed off letter by letter, it is given up half-way."""
    linked = " ".join(link.name for link in mail.links)
    for element, words in mail.passages:
        for found in _BARE.finditer(words):
            if found[0] not in linked:
                yield at_element(element, address=found[0])


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
    """Each link is one more stop for who uses the keyboard. Not counted is what a layout repeats:
    sources, key points, the ways to a page of ours.
    """
    links: dict[str, list[Element]] = defaultdict(list)
    for link in mail.web_links:
        if not mail.is_own(link.attrs["href"]) and not _repeats(link):
            links[link.attrs["href"]].append(link)
    for found in links.values():
        if len(found) > 1:
            yield at_element(found[0], count=str(len(found)))


@rule(
    "link-broken",
    BLOCKING,
    says=marked("The link leads nowhere: {address} ({why})"),
    remedy=marked("Correct the address, or take the link out. Was the page mended? Look again."),
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


def _repeats(link: Element) -> bool:
    """Whether a layout put it there, or it is one of a numbered list of links, as sources are."""
    item = link.parent
    alone = item is not None and item.tag == "li" and item.text == link.text
    around = item.parent if alone and item else None
    return (around is not None and around.tag == "ol") or link.within(_OURS)
