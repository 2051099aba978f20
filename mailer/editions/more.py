"""'And seven more': the reports of a digest that only its page on the web tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mailer.editions.catalogue import marked, say
from mailer.editions.model import Choice, Item
from mailer.editions.told import Ask, More, Story, Told

_WORDS: Final = (
    marked("two"),
    marked("three"),
    marked("four"),
    marked("five"),
    marked("six"),
    marked("seven"),
    marked("eight"),
    marked("nine"),
    marked("ten"),
    marked("eleven"),
    marked("twelve"),
)


def with_more(told: Told, url: str) -> Told:
    """The edition as it is mailed: a line says how many more reports stand at this address."""
    if not told.rest:
        return told
    words = _easily(told) if told.easy else _and_more(len(told.rest), told.language)
    more = More(say("Read all reports", told.language), url, words)
    place = next((i for i, part in enumerate(told.parts) if isinstance(part, Ask)), None)
    parts = (*told.parts[:place], more, *(told.parts[place:] if place is not None else ()))
    return replace(told, parts=parts, rest=())


def whole(told: Told) -> Told:
    """The edition as its page on the web has it, with all of its reports."""
    return replace(told, parts=told.parts + told.rest, rest=())


def beyond(item: Item, language: str, *, most: int) -> Choice:
    """Why a report is left for the web: there are too many for one email."""
    reason = say("because a digest of this telling holds {most} reports", language, most=str(most))
    return Choice(item.report.title, say("left for the web", language), reason)


def not_easy(item: Item, language: str) -> Choice:
    """Why it is left for the web: nobody wrote a text in easy language for it."""
    reason = say("because it has no text in easy language", language)
    return Choice(item.report.title, say("left for the web", language), reason)


def title_only(story: Story) -> Story:
    """A report by its title and its link."""
    return replace(story, text=(), points=(), sources=(), topics=())


def _and_more(number: int, language: str) -> str:
    if number == 1:
        return say("… and one more report", language)
    named = number <= len(_WORDS) + 1
    words = say(_WORDS[number - 2], language) if named else str(number)
    return say("… and {number} more reports", language, number=words)


def _easily(told: Told) -> str:
    """Digits, and a line for each sentence."""
    number = len(told.rest)
    message = (
        marked("There is 1 more report.")
        if number == 1
        else marked("There are {number} more reports.")
    )
    words = say(message, told.language, number=str(number))
    return "\n".join(filter(None, (words, told.rest_note)))
