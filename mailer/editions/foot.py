"""The foot of an edition: why it comes, how to change or leave, whose it is; for HTML and text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mailer.editions.catalogue import marked, say
from mailer.editions.model import Identity
from mailer.editions.told import Told


@dataclass(frozen=True, slots=True)
class Way:
    """A link: `place` is a slot, '' for the edition's page on the web; `words` stand before it."""

    label: str
    place: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """`reasons` are lines with the places {list} and {frequency}."""

    reasons: tuple[str, ...]
    ways: tuple[Way, ...]


_LEGAL: Final = (
    marked("Full legal notice"),
    marked("Privacy"),
    marked("Accessibility statement"),
)
_EASY_LEGAL: Final = (
    marked("The whole legal notice"),
    marked("Data protection"),
    marked("What we say about barriers"),
)
_WAYS: Final = (
    (marked("Change settings"), "preferences_url", ""),
    (marked("Unsubscribe"), "unsubscribe_url", ""),
    (marked("View in browser"), "", ""),
)
_EASY_WAYS: Final = (
    (
        marked("Change my emails"),
        "preferences_url",
        marked("Do you want to change something? Then click here:"),
    ),
    (
        marked("Leave the list"),
        "unsubscribe_url",
        marked("Do you want to leave the list? You always can. Click here:"),
    ),
    (marked("Read this email on the web"), "", ""),
)
_EASY_REASONS: Final = (
    marked("Why do you get this email?"),
    marked("You are on this list: {list}."),
    marked("This is how often you get an email: {frequency}."),
)
_REASONS: Final = {
    "formal": (marked("You receive this email through the list “{list}” ({frequency})."),),
    "informal": (marked("You get this email through the list “{list}” ({frequency})."),),
}


def foot_of(told: Told) -> Foot:
    """In the form of address of the edition; short sentences in easy language."""
    return _foot(told.address, told.language, easy=told.easy)


@lru_cache(maxsize=16)
def _foot(address: str, language: str, *, easy: bool) -> Foot:
    reasons = _EASY_REASONS if easy else _REASONS[address]
    ways = _EASY_WAYS if easy else _WAYS
    return Foot(
        tuple(say(line, language) for line in reasons),
        tuple(
            Way(say(label, language), place, say(words, language) if words else "")
            for label, place, words in ways
        ),
    )


def attached(told: Told) -> str:
    """What is said of the calendar file of an invitation."""
    message = (
        marked("You can save the appointment in your calendar. The file is with this email.")
        if told.easy
        else marked("The appointment is attached as a calendar file.")
    )
    return say(message, told.language)


def legal_links(
    identity: Identity, language: str, *, easy: bool = False
) -> tuple[tuple[str, str], ...]:
    """The links below the legal notice, name and address; without those that have none."""
    urls = (identity.imprint_url, identity.privacy_url, identity.accessibility_url)
    names = _EASY_LEGAL if easy else _LEGAL
    return tuple((say(name, language), url) for name, url in zip(names, urls, strict=True) if url)
