"""Words that depend on one recipient: how they are greeted and how often they hear from us."""

from __future__ import annotations

from typing import Final, NamedTuple

FREQUENCIES: Final[dict[str, dict[str, str]]] = {
    "de": {
        "immediately": "sofort bei jedem neuen Bericht",
        "daily": "täglich",
        "weekly": "wöchentlich",
        "monthly": "monatlich",
    },
    "en": {
        "immediately": "at once, for each new report",
        "daily": "daily",
        "weekly": "weekly",
        "monthly": "monthly",
    },
}
GREETINGS: Final[dict[str, tuple[str, str]]] = {
    "de": ("Guten Tag", "Hallo"),
    "en": ("Dear", "Hello"),
}


class Person(NamedTuple):
    """What a greeting needs; every part may be empty. `form` is 'formal' or 'informal'."""

    given_name: str = ""
    family_name: str = ""
    honorific: str = ""
    form: str = "formal"

    @property
    def full_name(self) -> str:
        """Given and family name, for the To header."""
        return f"{self[0]} {self[1]}".strip()


def salutation(person: Person, language: str) -> str:
    """A greeting without its comma; never guesses a gender, never addresses an empty name."""
    given_name, family_name, honorific, form = person
    formal, informal = GREETINGS.get(language) or GREETINGS["en"]
    if form == "informal" and given_name:
        return f"{informal} {given_name}"
    name = f"{given_name} {family_name}".strip() if family_name else ""
    if honorific:
        name = f"{honorific} {name}".rstrip()
    if name:
        return f"{formal} {name}"
    return informal if language != "de" else formal


def frequency_words(frequency: str, language: str) -> str:
    """How often somebody hears from a list, in words."""
    return FREQUENCIES.get(language, FREQUENCIES["en"]).get(frequency, frequency)
