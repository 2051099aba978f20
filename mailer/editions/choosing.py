"""What every part of an edition needs: the telling's voice, what editors want, and reasons kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice

from mailer.editions.catalogue import fill, marked, say
from mailer.editions.formal import minutes
from mailer.editions.marks import FIRST_WHOLE, HIDE, WHOLE, because, rank, reason
from mailer.editions.model import Choice, Item
from mailer.editions.picks import SKIP, picked
from mailer.editions.points import on_what
from mailer.editions.sentences import sentences
from mailer.editions.weigh import Lens, Weighed, label, passages
from mailer.reports.model import Quote, Section, Text, plain

# What a choice about the whole report is called, before and after editors moved something.
ALL = (marked("All sections"), marked("All other sections"))


class Choosing:
    """One cleaned report as an audience sees it; gathers `choices` while its parts are made.

    `weighed` are its lead and its passages, of which editors' marks were `lifted`.
    """

    def __init__(
        self,
        item: Item,
        lens: Lens,
        *,
        values: Mapping[str, str],
        weighed: tuple[Weighed, ...],
        lead: Text,
    ) -> None:
        self.item = item
        self.report = item.report
        self.lens = lens
        self.telling = lens.telling
        self.voice = lens.telling.voice(lens.language)
        self.values = values
        self.above, *others = weighed
        self.weighed = tuple(others)
        self.shown = set(sentences(plain(lead)))
        self.choices: list[Choice] = []
        self.meant = False

    def _tell_hidden(self) -> None:
        for section in self.lens.hidden:
            name = label(Weighed(section, -1, 0))
            self._choose(name, marked("left out"), reason=because(HIDE, self.lens))

    def _wish(self, weighed: Weighed) -> str:
        return self.lens.wishes.get(weighed.index, "")

    def _moved(self, weighed: Weighed) -> bool:
        return self._rank(weighed) != rank("")

    def _rank(self, weighed: Weighed) -> int:
        return rank(self._wish(weighed))

    def _moved_in(self) -> Iterator[tuple[Section, Weighed | None]]:
        """Every section, with what editors moved of it."""
        left = iter(self.weighed)
        for section in self.report.sections:
            own = islice(left, len(passages(replace(self.report, sections=(section,)))))
            yield section, next(filter(self._moved, list(own)), None)

    @property
    def meaningless(self) -> bool:
        """Whether lessons were looked for, and nothing that is told is one."""
        return self.telling.keep == "lessons" and not self.meant

    @property
    def _cut(self) -> tuple[Weighed, ...]:
        """The sections whose quotes and pictures do not stand in them."""
        return tuple(w for w in self.weighed if self._wish(w) not in (WHOLE, FIRST_WHOLE))

    @property
    def _own_contact(self) -> tuple[Section, ...]:
        """The report's sections on whom to ask, where a whole report puts them in our place."""
        if not self.telling.whole or "contact" not in self.telling.order:
            return ()
        return tuple(s for s in self.report.sections if "contact" in s.marks)

    @cached_property
    def _of_a_meeting(self) -> bool:
        return minutes(self.report.sections)

    def _on_what(self, point: Text, weighed: Weighed) -> Text:
        """A sentence of minutes with the item that it was said of, for each has its own subject."""
        return on_what(point, weighed, whole=self.telling.whole) if self._of_a_meeting else point

    def _why(self, words: str, weighed: Weighed) -> str:
        """Why a sentence or quote is told: because editors chose it, else what speaks for it."""
        return picked(words, self.lens) or reason(weighed, self.lens)

    def _against_quote(self, quote: Quote, weighed: Weighed, *, taken: int) -> str:
        """Why a quote stays out; '' if nothing speaks against it."""
        if wish := self.lens.picks.get(quote.text):
            return picked(quote.text, self.lens) if wish == SKIP else ""
        if taken >= self.telling.quotes:
            return self._say("because another quote says more to this audience")
        if self.telling.keep == "lessons" and not self.telling.speaks(weighed.found):
            return self._say("because it holds nothing for this audience to take over")
        return ""

    def _words(self, name: str) -> str:
        return fill(self.voice.labels[name], **self.values)

    def _say(self, message: str) -> str:
        return say(message, self.lens.language)

    def _choose(self, subject: str, decision: str, *, reason: str, **values: str) -> None:
        said = say(decision, self.lens.language, **values)
        self.choices.append(Choice(subject, said, reason))
