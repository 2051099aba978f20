"""The Report and its blocks: frozen values, the same for every source and every telling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `href` makes it a link, `style` is '', 'strong' or 'em'."""

    text: str
    href: str = ""
    style: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, word for word, without its quotation marks.

    `speaker` is a name ('Andreas Wolter'), `role` what the report calls them
    ('Kölner Bürgermeister'), `lead_in` the words that introduce the quote in the
    source ('Er betonte die Bedeutung, ... zu kommunizieren:'), '' where there are none.
    `lead_out` is the same for words that follow it ('sagte Andreas Wolter am Dienstag.').
    A speaker whom the text does not name is told by function ('Leiterin des Stadtarchivs').
    """

    text: str
    speaker: str = ""
    role: str = ""
    lead_in: str = ""
    lead_out: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted or numbered list."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; sizes in CSS pixels, 0 where unknown."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth showing ('1,2 Mio. Euro'), what it counts, and where it is from."""

    value: str
    label: str
    source: str = ""
    url: str = ""


Block = Paragraph | Quote | ItemList | Image | Figure


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading ('' for text before the first one) and its blocks; level 2 is the top.

    Marks tell what a section is for where the text says so: 'contact', 'sources'. `sources` are
    those named below its paragraphs and tables; figures carry theirs.
    """

    heading: str
    blocks: tuple[Block, ...]
    level: int = 2
    marks: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom readers can ask."""

    name: str = ""
    office: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day, or a span of days, that the text names, in the words of the text."""

    start: date
    end: date
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that the city has to tell, in one language (BCP 47: 'de', 'en').

    `kicker` holds the lines above the title ('Pressemitteilung Nr. 12'), `subtitle` the one
    below it; `key` ties the translations of one report to each other.
    """

    language: str
    title: str
    lead: Text
    sections: tuple[Section, ...]
    topics: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    contact: Contact | None = None
    date: date | None = None
    dates: tuple[DateMention, ...] = ()
    url: str = ""
    kicker: tuple[str, ...] = ()
    subtitle: str = ""
    key: str = ""


def plain(text: Text) -> str:
    """The words of a text without links and emphasis."""
    return text[0].text if len(text) == 1 else "".join([span.text for span in text])
