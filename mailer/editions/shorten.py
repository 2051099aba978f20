"""Cut an edition that is too long for a mail, at the borders of sections or stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailer.editions.catalogue import marked, say
from mailer.editions.model import Choice
from mailer.editions.more import title_only
from mailer.editions.told import More, Note, Part, Passage, Story, Told


def units(told: Told) -> int:
    """How many passages and stories there are to keep."""
    return sum(isinstance(part, Passage | Story) for part in told.parts)


def shortened(told: Told, keep: int) -> Told:
    """The edition with its first `keep` passages or stories.

    Later passages go, a note names their headings and the web address has the rest; later
    stories keep their title and link.
    """
    kept: list[Part] = []
    gone: list[Passage | Story] = []
    place = 0
    for part in told.parts:
        if isinstance(part, Passage | Story):
            if place < keep:
                kept.append(part)
            else:
                gone.append(part)
                kept.extend(_short(part))
            place += 1
        else:
            kept.append(part)
    return replace(
        told,
        parts=_with_rest(kept, gone, language=told.language),
        choices=told.choices + tuple(_choice(part, told.language) for part in gone),
    )


def _short(part: Passage | Story) -> Sequence[Part]:
    if isinstance(part, Passage):
        return ()
    return (title_only(part),)


def _with_rest(
    kept: list[Part], gone: Sequence[Passage | Story], *, language: str
) -> tuple[Part, ...]:
    """The note on what is missing stands where the missing passages stood."""
    names = [part.heading for part in gone if isinstance(part, Passage) and part.heading]
    if not any(isinstance(part, Passage) for part in gone):
        return tuple(kept)
    words = say("This email has room for the beginning only; read the rest on the web.", language)
    if names:
        also = say("There you will also find", language)
        words = f"{words} {also}: {'; '.join(names)}."
    last = max((i for i, p in enumerate(kept) if isinstance(p, Passage)), default=_before(kept))
    return (*kept[: last + 1], Note(words), *kept[last + 1 :])


def _before(kept: Sequence[Part]) -> int:
    """Where a note can stand if no passage is left: before the way to the whole report."""
    return next((i for i, p in enumerate(kept) if isinstance(p, More)), len(kept)) - 1


def _choice(part: Passage | Story, language: str) -> Choice:
    name = part.heading if isinstance(part, Passage) else part.title
    decision = (
        marked("left for the web") if isinstance(part, Passage) else marked("title and link only")
    )
    reason = say("because mail programs cut off what is longer than 100 kilobytes", language)
    return Choice(name, say(decision, language), reason)
