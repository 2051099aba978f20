"""One report told by itself: its parts in the telling's order, and the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from mailer.editions import picks
from mailer.editions.catalogue import fill, marked
from mailer.editions.choosing import ALL, Choosing
from mailer.editions.clean import one_line
from mailer.editions.days import announced
from mailer.editions.event import occasion, spoken_when, without_lines
from mailer.editions.excerpt import excerpt, is_outline, unnumbered
from mailer.editions.marks import FIRST_WHOLE, WHOLE, rank, reason
from mailer.editions.origins import cited, sources
from mailer.editions.roles import cast, first_link, in_role
from mailer.editions.sentences import sentences
from mailer.editions.told import (
    Ask,
    Dates,
    Event,
    KeyPoints,
    More,
    Part,
    Passage,
    Picture,
    Pull,
    Sources,
)
from mailer.editions.weigh import (
    Weighed,
    first_words,
    label,
    spoken,
    weigh_part,
    why,
    words,
)
from mailer.reports.model import Block, Image, ItemList, Section, Source, plain
from mailer.reports.tongues import spoken as tongue


class Single(Choosing):
    """Tells one cleaned report; gathers `choices` while the parts are made."""

    def parts(self) -> tuple[Part, ...]:
        """The parts in the telling's order.

        Sections are chosen first, wherever they stand, so that no key point repeats them.
        """
        makers: dict[str, Callable[[], Sequence[Part]]] = {
            "picture": self._picture,
            "event": self._event,
            "sections": self._sections,
            "quotes": self._quotes,
            "key_points": self._key_points,
            "dates": self._dates,
            "sources": self._sources,
            "contact": self._contact,
            "link": self._link,
        }
        made = {name: make() for name, make in makers.items() if name in self.telling.order}
        above = {part.image for part in made.get("picture", ()) if isinstance(part, Picture)}
        parts = (part for name in self.telling.order for part in made[name])
        return tuple(found for part in parts if (found := _once(part, above)))

    def _picture(self) -> Sequence[Part]:
        """The first picture that says in words what it shows."""
        found = (b for w in self._cut for b in w.section.blocks if isinstance(b, Image))
        return [Picture(image) for image in found if image.alt or image.caption][:1]

    def _event(self) -> Sequence[Part]:
        found = occasion(self.report)
        same = tongue(self.report.language) == self.lens.language
        when = (found.said if same else "") or spoken_when(found, self.lens.language)
        key = str(self.item.number or self.item.url)
        return [Event(when, found.where, found, self.report.title, self.item.url, key)]

    def _by_role(self) -> Sequence[Part]:
        """Every section, those that the layout asks for in front."""
        own = [pair for pair in self._moved_in() if pair[0] not in self._own_contact]
        if "event" in self.telling.order:
            day = occasion(self.report)
            own = [(told, wanted) for s, wanted in own if (told := without_lines(s, day)).blocks]
        ranks = [self._rank(wanted) if wanted else rank("") for _, wanted in own]
        parts = cast([section for section, _ in own], self.lens)
        found = sorted(parts, key=lambda one: ranks[one.weighed.index])
        otherwise = self._say("because nothing is left out of such a mail")
        for place, one in enumerate(found):
            wanted = own[one.weighed.index][1]
            own_reason = why(one.weighed, self.lens) if one.role else otherwise
            self._choose(
                label(one.weighed),
                marked("number {place}"),
                reason=reason(wanted, self.lens) if wanted else own_reason,
                place=str(place + 1),
            )
        return [one.passage() for one in found]

    def _sections(self) -> Sequence[Part]:
        self._tell_hidden()
        if self.telling.keep == "roles":
            return self._by_role()
        if self.telling.keep == "whole":
            return self._all()
        # What is shown is weighed, not what a passage says further down.
        excerpts = [self._excerpt(weighed) for weighed in self.weighed]
        marks = [weighed for weighed in excerpts if self._wish(weighed)]
        passages: list[Part] = []
        taken = len(marks)
        room = (self.telling.max_words or 10_000) - sum(map(_size, marks))
        for weighed in sorted(excerpts, key=lambda w: (self._rank(w), -w.weight, w.index)):
            if self._wish(weighed):
                passages.append(self._shown(weighed, taken=len(passages)))
                continue
            size = _size(weighed)
            objection = self._objection(weighed, taken, room=room - size)
            if objection:
                self._choose(
                    label(self.weighed[weighed.index]),
                    marked("left for the whole report"),
                    reason=objection,
                )
            else:
                passages.append(self._shown(weighed, taken=len(passages)))
                taken += 1
                room -= size
        return passages

    def _all(self) -> Sequence[Part]:
        moved = [weighed for weighed in self.weighed if self._moved(weighed)]
        for weighed in moved:
            place = marked("first") if self._rank(weighed) == 1 else marked("moved")
            self._choose(label(weighed), place, reason=reason(weighed, self.lens))
        self._choose(
            self._say(ALL[bool(moved or self.lens.hidden)]),
            marked("kept in their order"),
            reason=self._say("because this audience gets the whole report"),
        )
        listed = sources(self.report) if "sources" in self.telling.order else ()
        return [
            _whole(section, cited(section, listed, language=self.lens.language))
            for section in self.report.sections
            if section not in self._own_contact
        ]

    def _excerpt(self, weighed: Weighed) -> Weighed:
        """The beginning of a section, or all of it where editors want that or it has none."""
        blocks = excerpt(weighed.section, self.telling.section_words, sought=self._sought(weighed))
        wish = self._wish(weighed)
        if wish in (WHOLE, FIRST_WHOLE) or (wish and not blocks):
            blocks = weighed.section.blocks
        if blocks == weighed.section.blocks:
            return weighed
        section = replace(weighed.section, blocks=blocks)
        last = len(self.weighed) - 1
        return weigh_part(section, self.lens, whole=weighed, last=last)

    def _sought(self, weighed: Weighed) -> str:
        """The word of a lesson, which may stand at the end of a section."""
        best = weighed.strongest if self.telling.keep == "lessons" else None
        return best.word if best and self.telling.speaks([best]) and not best.in_heading else ""

    def _objection(self, weighed: Weighed, taken: int, *, room: int) -> str:
        """Why a passage stays out; '' if nothing speaks against it."""
        if weighed.weight < 0 and weighed.objection:
            return spoken(weighed.objection, self.lens)
        if taken >= self.telling.sections:
            return self._say("because others say more to this audience")
        if not weighed.section.blocks:
            return self._say("because no sentence of it stands alone")
        if self.telling.keep == "lessons" and weighed.strongest is None and taken:
            return self._say("because it holds nothing for this audience to take over")
        if room < 0 and taken:
            return self._say("because the mail would become too long")
        return ""

    def _shown(self, weighed: Weighed, *, taken: int) -> Passage:
        place = marked("first") if taken == 0 else marked("number {place}")
        self._choose(
            label(self.weighed[weighed.index]),
            place,
            reason=reason(weighed, self.lens),
            place=str(taken + 1),
        )
        blocks = weighed.section.blocks
        self.meant = self.meant or self.telling.speaks(weighed.found)
        for block in blocks:
            self.shown.update(sentences(words(block)))
            if isinstance(block, ItemList):
                self.shown.update(plain(item) for item in block.items)
        whole = self.weighed[weighed.index].section.blocks
        return Passage(
            unnumbered(weighed.section.heading, outline=is_outline(self.report.sections)),
            blocks,
            self._label(weighed, taken),
            shortened=blocks != whole,
        )

    def _label(self, weighed: Weighed, taken: int) -> str:
        """A card says what it is for; otherwise the first passage says what it means."""
        best = weighed.strongest
        if self.telling.keep == "lessons":
            otherwise = "" if weighed.section.heading else self._words("passage")
            return self.lens.spoken(best.profile).label if best else otherwise
        means = self.telling.means(weighed.found)
        return self._words("sections" if means else "passage") if taken == 0 else ""

    def _key_points(self) -> Sequence[Part]:
        whole = self.telling.keep == "whole"
        chosen = picks.points(
            (self.above, *self.weighed),
            self.lens,
            number=self.telling.key_points,
            longest=self.telling.point_words,
            shown=frozenset(self.shown if whole else self.shown.union(self._days())),
        )
        for point, weighed in chosen:
            self._choose(plain(point), marked("key point"), reason=self._why(plain(point), weighed))
        self.shown.update(plain(point) for point, _ in chosen)
        points = tuple(self._on_what(point, weighed) for point, weighed in chosen)
        return [KeyPoints(self._words("key_points"), points)] if points else []

    def _quotes(self) -> Sequence[Part]:
        chosen: list[Part] = []
        for quote, weighed in picks.quoted(self._cut, self.lens):
            objection = self._against_quote(quote, weighed, taken=len(chosen))
            if not objection:
                chosen.append(Pull(quote))
            self._choose(
                f"{quote.speaker}: {first_words(quote.text)}",
                marked("not quoted") if objection else marked("quoted"),
                reason=objection or self._why(quote.text, weighed),
            )
        return chosen

    def _dates(self) -> Sequence[Part]:
        """What was still to come when the report appeared and is not told elsewhere in the mail.

        Below a whole report, the days are gathered once more.
        """
        days = self._days()
        return [Dates(self._words("dates"), days)] if days else []

    def _days(self) -> tuple[str, ...]:
        if "dates" not in self.telling.order:
            return ()
        shown = () if self.telling.keep == "whole" else self.shown
        return announced(self.report, shown=shown, longest=self.telling.point_words)

    def _sources(self) -> Sequence[Part]:
        found = sources(self.report)
        if not found and self.telling.keep == "whole":
            found = (Source(self.report.title, self.item.url),)
            self._choose(
                self._words("sources"),
                marked("the report itself"),
                reason=self._say("because it names no other source"),
            )
        return [Sources(self._words("sources"), found)] if found else []

    def _contact(self) -> Sequence[Part]:
        if self._own_contact:
            return [_whole(section, section.blocks) for section in self._own_contact]
        words_ = fill(self.voice.contact, **self.values)
        return [Ask(self._words("contact"), words_, self.report.contact)]

    def _link(self) -> Sequence[Part]:
        """The way to the whole report, or to where its readers can act."""
        own = first_link(in_role(self.report.sections, self.lens, role=self.telling.button))
        if not (own or self.item.url):
            return []
        words_ = one_line(self.item.call) or fill(self.voice.call, **self.values)
        return [More(self._words("button" if own else "link"), own or self.item.url, words_)]


def _once(part: Part, above: Collection[Image]) -> Part | None:
    """The part without pictures that stand above; None where nothing else was in it."""
    if not above or not isinstance(part, Passage):
        return part
    blocks = tuple(b for b in part.blocks if not (isinstance(b, Image) and b in above))
    return replace(part, blocks=blocks) if blocks or not part.blocks else None


def _size(weighed: Weighed) -> int:
    return sum(len(words(block).split()) for block in weighed.section.blocks)


def _whole(section: Section, blocks: tuple[Block, ...]) -> Passage:
    return Passage(section.heading, blocks, level=min(max(section.level, 2), 3))
