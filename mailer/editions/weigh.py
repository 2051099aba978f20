"""What speaks for a passage: words of profiles, its place, and what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mailer.editions.catalogue import fill, marked, say
from mailer.editions.profiles import Finding, Keywords, Profile, within
from mailer.editions.sentences import text_sentences
from mailer.editions.telling import Telling
from mailer.reports.model import (
    Block,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Report,
    Section,
    Text,
    plain,
)

_DIGIT: Final = re.compile(r"\d")
# '3. Mai', '3.5.', '3 May'
_DATE: Final = (
    r"\d{1,2}\. ?(?:\d{1,2}\.|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))|"
    r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_DAY: Final = re.compile(rf"\b(?:{_DATE})")
# A quantity: no year, day, time of day, telephone number or number of a paper or paragraph.
_NUMBER: Final = re.compile(
    r"(?<![\d.,:/§_-])(?<!§ )(?<!Nr\. )(?<!Abs\. )(?<!\w)"
    rf"(?!(?:19|20)\d\d(?![\d.,]\d|\d)|{_DATE}|0\d\d|\d+/\d|"
    r"\d{1,2}(?:[.:]\d\d)? ?(?:(?:bis|und|to|–|-) ?\d{1,2}(?:[.:]\d\d)? ?)?(?:Uhr|[ap]\.?m\b))\d"
)
_LABEL_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Lens:
    """How one report is looked at: the telling, the report's language and the edition's, what
    editors want of its sections, by their place (`marks.py`), and of its sentences and quotes, by
    their words (`picks.py`), what finds a day to come, and what is `told` in any case: title and
    lead.
    """

    telling: Telling
    city: str
    report_language: str
    language: str
    wishes: Mapping[int, str] = field(default_factory=dict)
    hidden: tuple[Section, ...] = ()
    picks: Mapping[str, str] = field(default_factory=dict)
    days: re.Pattern[str] | None = None
    told: str = ""

    @property
    def keywords(self) -> Keywords:
        """The keywords in the language that the report is written in."""
        return self.telling.keywords(self.report_language, self.city)

    def spoken(self, profile: Profile) -> Profile:
        """The same profile with label and reason in the language of the edition."""
        voice = self.telling.voice(self.language)
        return next((p for p in voice.profiles if p.name == profile.name), profile)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage, its place in the report, what it weighs and why."""

    section: Section
    index: int
    weight: float
    found: tuple[Finding, ...] = ()
    sign: str = ""

    @property
    def strongest(self) -> Finding | None:
        """The finding that speaks most for the passage, None where none does."""
        return max((f for f in self.found if f.weight > 0), key=lambda f: f.weight, default=None)

    @property
    def objection(self) -> Finding | None:
        """The finding that speaks most against the passage, None where none does."""
        return min((f for f in self.found if f.weight < 0), key=lambda f: f.weight, default=None)


def passages(report: Report) -> tuple[Section, ...]:
    """Sections as they are, text without a heading paragraph by paragraph."""
    found: list[Section] = []
    for section in filter(lambda s: s.blocks, report.sections):
        if section.heading:
            found.append(section)
        else:
            found.extend(_apart(section))
    return tuple(found)


def _apart(section: Section) -> Iterator[Section]:
    group: tuple[Block, ...] = ()
    for block in section.blocks:
        joined = group and isinstance(block, ItemList) and words(group[-1]).endswith(":")
        if group and not joined:
            yield replace(section, blocks=group)
            group = ()
        group = (*group, block)
    if group:
        yield replace(section, blocks=group)


def weigh_all(report: Report, lens: Lens) -> tuple[Weighed, tuple[Weighed, ...]]:
    """The lead, which stands before the first passage, at -1, and every passage of a report, each
    with its weight, in the report's order.
    """
    sections = (Section("", (Paragraph(report.lead),)), *passages(report))
    bodies = [_body(section) for section in sections]
    pairs = [(section.heading, body) for section, body in zip(sections, bodies, strict=True)]
    last = len(sections) - 2
    lead, *others = (
        _at(section, lens, body=body, found=found, index=index, last=last)
        for index, (section, body, found) in enumerate(
            zip(sections, bodies, find(pairs, lens), strict=True), start=-1
        )
    )
    return lead, tuple(others)


def weigh_section(section: Section, lens: Lens, *, index: int = -1) -> Weighed:
    """One passage by itself."""
    body = _body(section)
    [found] = find([(section.heading, body)], lens)
    return _at(section, lens, body=body, found=found, index=index)


def weigh_part(section: Section, lens: Lens, *, whole: Weighed, last: int) -> Weighed:
    """Some blocks of a passage, `whole`, below its heading; `last` is the last passage's place."""
    body = _body(section)
    found = within(whole.found, body, factor=lens.telling.signals.heading, headed=True)
    return _at(section, lens, body=body, found=found, index=whole.index, last=last)


def _at(
    section: Section,
    lens: Lens,
    *,
    body: str,
    found: tuple[Finding, ...],
    index: int,
    last: int = -1,
) -> Weighed:
    """A passage in which this was found, at its place."""
    signals = lens.telling.signals
    dated = bool(lens.days and lens.days.search(body))
    kinds = {type(block) for block in section.blocks}
    signs = {
        marked("because it opens the report"): signals.opening * (index <= 0),
        marked("because it closes the report"): signals.closing * (index == last and last > 0),
        marked("because it names a day to come"): signals.date * dated,
        marked("because it has a figure"): signals.figure * (Figure in kinds),
        marked("because it has a list"): signals.list * (ItemList in kinds),
        marked("because it has a quote"): signals.quote * (Quote in kinds),
    }
    return _weighed(section, index, found=found, signs=signs)


def weigh_sentence(
    sentence: Text, lens: Lens, *, section: Weighed, first: bool, said: bool = False
) -> Weighed:
    """A sentence of a section, with a little of what speaks for the section's heading.

    What somebody said is not the better for a number in it.
    """
    signals = lens.telling.signals
    body = plain(sentence)
    found = within(section.found, body, factor=signals.heading, headed=False)
    heading = 0.5 * sum([f.profile.weight for f in section.found if f.in_heading])
    counts = not said and bool(_DIGIT.search(body))
    number = counts and bool(_NUMBER.search(body))
    day = counts and not number and bool(_DAY.search(body))
    signs = {
        marked("because it gives a number"): signals.number * number,
        marked("because it names a day"): signals.number * day,
        marked("because it opens its section"): signals.opening * first,
    }
    return _weighed(section.section, section.index, found=found, signs=signs, more=heading)


def _weighed(
    section: Section,
    index: int,
    *,
    found: tuple[Finding, ...],
    signs: Mapping[str, float],
    more: float = 0.0,
) -> Weighed:
    strongest = max(signs, key=signs.__getitem__)
    weight = sum([f.weight for f in found]) + sum(signs.values()) + more
    return Weighed(section, index, weight, found, strongest if signs[strongest] > 0 else "")


def find(passages_: Sequence[tuple[str, str]], lens: Lens) -> list[tuple[Finding, ...]]:
    """What the profiles find in each of these headings and the texts below them."""
    return lens.keywords.findings(passages_, factor=lens.telling.signals.heading)


def why(weighed: Weighed, lens: Lens) -> str:
    """The strongest reason in words, in the language of the edition."""
    if weighed.strongest:
        return spoken(weighed.strongest, lens)
    return say(weighed.sign or marked("because no other says more"), lens.language)


def spoken(finding: Finding, lens: Lens) -> str:
    """What a finding says, in the language of the edition."""
    pattern = lens.spoken(finding.profile).because or say("because it says “{word}”", lens.language)
    return fill(pattern, word=finding.word, city=lens.city)


def label(weighed: Weighed) -> str:
    """What to call a passage in an explanation: its heading, or its first words."""
    if weighed.section.heading:
        return weighed.section.heading
    return first_words(" ".join(words(b) for b in weighed.section.blocks))


def first_words(found: str) -> str:
    """The first few words, with '…' where there are more."""
    start = found.split()
    more = " …" if len(start) > _LABEL_WORDS else ""
    return " ".join(start[:_LABEL_WORDS]) + more


def _body(section: Section) -> str:
    return " ".join([words(block) for block in section.blocks])


def words(block: Block) -> str:
    """The words of a block."""
    match block:
        case Paragraph(text):
            return plain(text)
        case ItemList(items):
            return " ".join(plain(item) for item in items)
        case Quote():
            return f"{block.lead_in} {block.text} {block.lead_out}".strip()
        case Figure():
            return f"{block.value} {block.label}"
        case Image():
            return block.caption


def sentences_of(section: Section) -> Iterator[Text]:
    """The sentences of a section's paragraphs."""
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield from text_sentences(block.text)
