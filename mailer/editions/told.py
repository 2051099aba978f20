"""A report as told to one audience: plain values that HTML, text and previews are made from."""

from __future__ import annotations

from dataclasses import dataclass

from mailer.editions.event import Occasion
from mailer.editions.model import Choice
from mailer.reports.model import Block, Contact, Image, Quote, Source, Text


@dataclass(frozen=True, slots=True)
class Intro:
    """Why this mail comes, in the voice of the telling."""

    words: str
    kind: str = "intro"


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """Whole sentences of the report, the weightiest first."""

    heading: str
    points: tuple[Text, ...]
    kind: str = "key_points"


@dataclass(frozen=True, slots=True)
class Pull:
    """One quote, whole, with its speaker."""

    quote: Quote
    kind: str = "quote"


@dataclass(frozen=True, slots=True)
class Picture:
    """The report's first picture."""

    image: Image
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, whole or shortened; `label` says what it is for, `level` is 2 or 3.

    `role` is the part that it plays in a layout ('do', 'until'), for the template.
    """

    heading: str
    blocks: tuple[Block, ...]
    label: str = ""
    level: int = 2
    shortened: bool = False
    role: str = ""
    kind: str = "passage"


@dataclass(frozen=True, slots=True)
class Story:
    """One report of a digest, told short, with its own address."""

    title: str
    url: str
    url_label: str
    date: str = ""
    topics: tuple[str, ...] = ()
    text: Text = ()
    points: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    language: str = ""
    kind: str = "story"


@dataclass(frozen=True, slots=True)
class Dates:
    """Days still to come, in the words of the report."""

    heading: str
    days: tuple[str, ...]
    kind: str = "dates"


@dataclass(frozen=True, slots=True)
class Event:
    """What an invitation invites to, in words and for calendars; `key` stays when it changes."""

    when: str
    where: str
    occasion: Occasion
    title: str
    url: str
    key: str
    kind: str = "event"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the statements come from."""

    heading: str
    sources: tuple[Source, ...]
    kind: str = "sources"


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask; without a contact the sender stands in for it."""

    heading: str
    words: str
    contact: Contact | None
    kind: str = "contact"


@dataclass(frozen=True, slots=True)
class More:
    """The way to the whole report."""

    label: str
    url: str
    words: str = ""
    kind: str = "more"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of ours on the edition ('available in German only')."""

    words: str
    kind: str = "note"


Headed = KeyPoints | Dates | Sources | Ask
Part = Intro | Headed | Pull | Picture | Passage | Story | Event | More | Note


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that an edition says, in its order.

    `language` is the edition's, `content_language` the report's (they differ where no
    translation exists); `address` is 'formal' or 'informal'. `badge` is shown at the top;
    in `easy` editions every sentence has a line of its own. `rest` are the reports of a digest
    that only its page on the web tells, `rest_note` is a remark on them.
    """

    audience: str
    template: str
    address: str
    language: str
    content_language: str
    subject: str
    preheader: str
    kicker: str
    date: str
    title: str
    lead: Text
    parts: tuple[Part, ...]
    digest: bool = False
    badge: str = ""
    easy: bool = False
    rest: tuple[Story, ...] = ()
    rest_note: str = ""
    choices: tuple[Choice, ...] = ()
