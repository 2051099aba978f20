"""What rules look at: an edition, parsed once, with the facts about it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from mailer.editions.check.dom import Element, Page, plain
from mailer.editions.check.model import Facts
from mailer.editions.model import SLOT_OPEN, Edition

_MONTHS: Final = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    "January|February|March|May|June|July|October|December"
)
DATES: Final = re.compile(
    rf"\b\d{{1,2}}\.? (?:{_MONTHS})(?: \d{{4}})?\b|\b\d{{1,2}}\.\d{{1,2}}\.\d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b"
)


class Mail:
    """One edition under inspection."""

    def __init__(self, edition: Edition, facts: Facts) -> None:
        self.edition = edition
        self.facts = facts
        self.page = Page(edition.html)

    @cached_property
    def text(self) -> str:
        """The text part, blanks collapsed."""
        return plain(self.edition.text)

    @cached_property
    def links(self) -> list[Element]:
        """What can be followed, in the order of the mail."""
        return [link for link in self.page.all("a") if link.attrs.get("href")]

    @cached_property
    def images(self) -> list[Element]:
        """All images that are shown."""
        return self.page.all("img")

    @cached_property
    def headings(self) -> list[Element]:
        """All headings."""
        return self.page.all("h1", "h2", "h3", "h4", "h5", "h6")

    @cached_property
    def dates(self) -> list[str]:
        """The dates that readers see, as they are written."""
        return list(dict.fromkeys(DATES.findall(self.page.text)))

    @cached_property
    def web_links(self) -> list[Element]:
        """Links that lead into the web, without those that differ from person to person."""
        return [
            link
            for link in self.links
            if link.attrs["href"].lower().startswith(("http:", "https:"))
            and SLOT_OPEN not in link.attrs["href"]
        ]

    @cached_property
    def passages(self) -> list[tuple[Element, str]]:
        """All that is said in one piece: paragraphs, headings, cells, with their words."""
        found = (
            (element, element.text)
            for element in self.page.shown
            if element.is_block and element.children and not element.has_blocks()
        )
        return [(element, words) for element, words in found if words]

    def is_own(self, address: str) -> bool:
        """Whether an address is on a host of the installation."""
        return urlsplit(address).netloc.lower() in self.facts.own_hosts
