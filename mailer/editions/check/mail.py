"""What rules look at: an edition, parsed once, with the facts about it."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from mailer.editions.check.dom import Element, Page, plain
from mailer.editions.check.model import Facts
from mailer.editions.check.moments import DAY, HOUR, UPCOMING
from mailer.editions.model import SLOT_OPEN, Edition


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
        """All headings, by their tags or by their role."""
        return [e for e in self.page.shown if e.level]

    @cached_property
    def dates(self) -> list[str]:
        """The days and hours that readers see, as they are written."""
        found = (*DAY.finditer(self.page.text), *HOUR.finditer(self.page.text))
        return list(dict.fromkeys(moment[0] for moment in found))

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

    @cached_property
    def dated(self) -> list[tuple[Element, str]]:
        """The passages that name a day."""
        return [(element, words) for element, words in self.passages if DAY.search(words)]

    @cached_property
    def to_come(self) -> set[int]:
        """What stands below a heading that announces days: 'Termine', 'What's on'; by identity."""
        found, under = set(), False
        for element in self.page.shown:
            if element.level:
                under = bool(UPCOMING.search(element.text))
            elif under:
                found.add(id(element))
        return found

    @cached_property
    def lowered(self) -> str:
        """All that readers see, the inbox's two lines too, in small letters: quickly searched."""
        said = (self.edition.subject, self.edition.preheader, self.page.text)
        return plain(" ".join(said)).lower()

    def is_own(self, address: str) -> bool:
        """Whether an address is on a host of the installation."""
        return place_of(address) in self.facts.own_hosts


def place_of(address: str) -> str:
    """Host and port of an address; '' where there is none, or nobody can read it."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
