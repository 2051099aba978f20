"""What a format's reader makes of a file, before it is a Report: pieces in their order."""

from __future__ import annotations

from dataclasses import dataclass

from mailer.reports.model import Figure, Image, Source, Text


@dataclass(frozen=True, slots=True)
class Kicker:
    """A line above the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Subtitle:
    """The line below the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph that quotes are still to be found in."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `facts` are lines of the form 'Label: value'."""

    items: tuple[Text, ...]
    ordered: bool = False
    facts: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """A block quote as markup has it, and the line that names its speaker."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on a line of its own."""

    image: Image


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of labels and numbers."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where the block above comes from."""

    sources: tuple[Source, ...]


Draft = Kicker | Head | Subtitle | Para | Items | Cited | Picture | Numbers | Sourced
