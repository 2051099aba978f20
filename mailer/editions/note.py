"""A mail of the product's own to one person: blocks in, HTML and text out, slots open.

Its words come from our own catalogue and may name slots: '{until}'. `{sender}` and `{city}` are
filled when it is compiled, everything else for each person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mailer.editions.catalogue import fill
from mailer.editions.compose import clean_identity, clean_theme, content_hash
from mailer.editions.held import hold, slot
from mailer.editions.html import compiled, rendered
from mailer.editions.lines import heading, stack, wrap
from mailer.editions.model import (
    ALL_SLOTS,
    SLOT_CLOSE,
    SLOT_OPEN,
    Edition,
    Identity,
    Slot,
    Theme,
)
from mailer.editions.telling import NOTE
from mailer.editions.text import legal


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `small` for what few people need."""

    words: str
    small: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Facts:
    """What it is about, as pairs of a label and words."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do."""

    label: str
    url: Slot
    kind: str = "button"


@dataclass(frozen=True, slots=True)
class Way:
    """A sentence and a link for whoever needs it."""

    words: str
    label: str
    url: Slot
    kind: str = "way"


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest issue of a list, by its slots."""

    heading: str
    label: str
    kind: str = "latest"


Block = Words | Facts | Button | Way | Latest


@dataclass(frozen=True, slots=True)
class Note:
    """Everything that such a mail says; subject, preheader and title name no slots."""

    kind: str
    language: str
    subject: str
    preheader: str
    title: str
    blocks: tuple[Block, ...]
    closing: str


GREETING: Final = "{salutation},"


def compile_note(note: Note, *, theme: Theme, identity: Identity) -> Edition:
    """The mail as an edition; the same input gives the same bytes."""
    theme, identity = clean_theme(theme), clean_identity(identity)
    edition = Edition(
        audience="",
        language=note.language,
        subject=note.subject,
        preheader=note.preheader,
        html=_html(note, theme, identity=identity),
        text=_text(note, theme, identity=identity),
    )
    return replace(edition, content_hash=content_hash(edition))


def _html(note: Note, theme: Theme, *, identity: Identity) -> str:
    held: dict[str, str] = {name: str(slot(name)) for name in ALL_SLOTS}
    held |= {"sender": str(hold(identity.name)), "city": str(hold(theme.city))}
    mjml = rendered(
        NOTE, note.language, theme=theme, told=note, identity=identity, held=held,
        greeting=GREETING, browser_url="",
    )  # fmt: skip
    return compiled(mjml)


def _text(note: Note, theme: Theme, *, identity: Identity) -> str:
    values: dict[str, str] = {name: f"{SLOT_OPEN}{name}{SLOT_CLOSE}" for name in ALL_SLOTS}
    values |= {"sender": identity.name, "city": theme.city}

    def opened(words: str) -> str:
        return fill(words, **values)

    blocks = [opened(_block(block)) for block in note.blocks]
    closing = "\n".join(map(opened, note.closing.splitlines()))
    foot = stack("-" * 40, legal(identity, note.language))
    return stack(heading(note.title, "*"), opened(GREETING), *blocks, closing, foot) + "\n"


def _block(block: Block) -> str:
    match block:
        case Words(words):
            return wrap(words)
        case Facts(rows):
            return "\n".join(f"{label}:\n  {words}" for label, words in rows)
        case Button(label, url):
            return f"{label}:\n{{{url}}}"
        case Way(words, label, url):
            return stack(wrap(words), f"{label}:\n{{{url}}}")
        case Latest(title, label):
            return stack(heading(title), "{story_title}\n{story_lead}", f"{label}:\n{{story_url}}")
