"""What editors wanted of a section that a new revision no longer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import in_words
from mailer.editions.check.registry import MAIL, WARNING, Hit, at, rule
from mailer.editions.marks import (
    FIRST,
    FIRST_WHOLE,
    FOURTH,
    HIDE,
    LAST,
    SECOND,
    SHOW,
    THIRD,
    WHOLE,
)
from mailer.editions.picks import SKIP, TELL

_WANTED: Final = {
    SHOW: marked("shown"),
    WHOLE: marked("shown whole"),
    FIRST: marked("moved to the front"),
    FIRST_WHOLE: marked("moved to the front, whole"),
    SECOND: marked("put second"),
    THIRD: marked("put third"),
    FOURTH: marked("put fourth"),
    LAST: marked("put last"),
    HIDE: marked("taken out"),
}
_CHOSEN: Final = {TELL: marked("told"), SKIP: marked("left out of key points and quotes")}


@rule(
    "lost-section",
    WARNING,
    says=marked(
        "The section “{section}” was to be {wish}; the report's text does not have it any more, "
        "or another mark holds there."
    ),
    remedy=marked("Look at the report's tellings: mark another section, or remove the mark."),
)
def lost_section(mail: Mail) -> Iterator[Hit]:
    """Marks survive a new revision; whoever approves has to know of one that came to nothing."""
    for section, wish in mail.facts.lost:
        if wish in _WANTED:
            yield at(MAIL, section=section, wish=in_words(_WANTED[wish]))


@rule(
    "lost-sentence",
    WARNING,
    says=marked("“{sentence}” was to be {wish}; the report's text does not have it any more."),
    remedy=marked("Look at the report's tellings: choose another sentence, or remove the mark."),
)
def lost_sentence(mail: Mail) -> Iterator[Hit]:
    """The same for what was chosen by hand."""
    for sentence, wish in mail.facts.lost:
        if wish in _CHOSEN:
            yield at(MAIL, sentence=sentence, wish=in_words(_CHOSEN[wish]))
