"""What goes into an edition and what comes out: frozen values only, never ORM objects (S1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from mailer.reports.model import Report

if TYPE_CHECKING:
    from mailer.editions.told import Told

Slot = Literal[
    "salutation",
    "first_name",
    "list_name",
    "frequency",
    "unsubscribe_url",
    "preferences_url",
    "lists",
    "until",
    "button_url",
    "object_url",
    "story_title",
    "story_lead",
    "story_url",
]
SLOTS: Final[tuple[Slot, ...]] = (
    "salutation",
    "first_name",
    "list_name",
    "frequency",
    "unsubscribe_url",
    "preferences_url",
)
# What the product's own mails to one person need besides (`note.py`).
NOTE_SLOTS: Final[tuple[Slot, ...]] = (
    "lists",
    "until",
    "button_url",
    "object_url",
    "story_title",
    "story_lead",
    "story_url",
)
ALL_SLOTS: Final = (*SLOTS, *NOTE_SLOTS)
URL_SLOTS: Final[frozenset[Slot]] = frozenset(
    {"unsubscribe_url", "preferences_url", "button_url", "object_url", "story_url"}
)

# Slots stand in frozen HTML and text between two private-use characters. Every text from
# outside loses these characters before it is compiled, so that data can never open a slot.
SLOT_OPEN: Final = "\ue000"
SLOT_CLOSE: Final = "\ue001"


@dataclass(frozen=True, slots=True)
class Item:
    """A report on its way into an edition, and the permanent address of its web version.

    `translations` are the same report in other languages; an edition takes the one in its own.
    `wishes` are what editors want of the sections of `report`, by their place, and `picks` of its
    sentences and quotes, by their words; `subject`, `preheader`, `intro` and `call` are what they
    wrote for this audience in place of the telling's (`marks.py`).
    `as_of` is when it was last written, with the zone of the installation, `revision` how often.
    """

    report: Report
    url: str
    number: int = 0
    translations: tuple[Report, ...] = ()
    wishes: tuple[tuple[int, str], ...] = ()
    picks: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    preheader: str = ""
    intro: str = ""
    call: str = ""
    as_of: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Own:
    """What an issue says of its own: `correction` tells what was wrong in one that went out before,
    subject and top of the mail show it; `subject` and `preheader` stand in place of the telling's.
    """

    correction: str = ""
    subject: str = ""
    preheader: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends: the address that readers see and the legal notice (§ 5 DDG, P21)."""

    name: str
    address: str
    imprint: str
    reply_to: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    accessibility_url: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """How an installation looks; colours as '#rrggbb', the logo as an absolute address.

    `radius` rounds every corner by so many pixels, None leaves them as each layout has them.
    The colours for dark schemes are '' where they are to be worked out from the light ones."""

    city: str
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0
    primary: str = "#0a4a6e"
    on_primary: str = "#ffffff"
    accent: str = "#b0520a"
    radius: int | None = None
    dark_primary: str = ""
    dark_accent: str = ""
    fonts: str = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of a telling in words: what was kept, moved, shortened or left, and why."""

    subject: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue as told to one audience in one language.

    Subject and preheader are plain text; `html` and `text` are frozen and hold slots only
    between SLOT_OPEN and SLOT_CLOSE. `told` is what they say, in blocks, with those reports that a
    digest leaves for the web (`left` is how many): the archive writes its page from it
    (`article.article`), without slots and without what is said to one person only.
    `calendar` is the file of an invitation (RFC 5545), '' for none.
    """

    audience: str
    language: str
    subject: str
    preheader: str
    html: str
    text: str
    choices: tuple[Choice, ...] = field(default=())
    content_hash: str = ""
    told: Told | None = None
    calendar: str = ""
    left: int = 0
