"""The main points of a report: whole sentences and items, each understood by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from mailer.editions.answers import answers, asked
from mailer.editions.antecedents import definite, introduced, introduces
from mailer.editions.excerpt import join, unnumbered
from mailer.editions.formal import decision, minutes, no_news, proposed
from mailer.editions.references import holds, stands_alone
from mailer.editions.sentences import unclosed_quotation
from mailer.editions.substance import fuller
from mailer.editions.weigh import Lens, Weighed, sentences_of, weigh_sentence
from mailer.reports.model import ItemList, Span, Text, plain

# Someone's words inside a sentence: four words or more between quotation marks.
_SPEECH: Final = re.compile(r"[„“\"«»](?:[^„“”\"«»\s]+\s+){3,}[^„“”\"«»]*[“”\"«»]")
_ENDS: Final = (".", "!", "?", "…")
_CLOSING: Final = "\"”“»«’')]"
_AGENDA: Final = re.compile(r"(?:\w+ )?\d{1,2}(?:\. ?(?:[A-ZÄÖÜ]\w+|\d{1,2}\.)|[.:]\d{2}| Uhr)")
_FEWEST: Final = 5
_SAME_SECTION: Final = 0.4
_TOO_MANY: Final = 0.02
# What a council decided is what its members look for.
_DECIDES: Final = 3.0
# What a committee has an item before it for, and the number of its paper.
_PAPER: Final = re.compile(
    r"^(?:Antrag|Anfrage|Vorlage|Motion|Question)\b[^:]{0,50}: |"
    r"\s*\((?:Nr\. )?\d{2}[/-]\d+[\w/-]*\)|"
    r"\s*[–:-] (?:Sachstand|Satzungsbeschluss|Beschluss|Bericht|Beratung|Information|Report)$"
)
# A sentence, the passage that it stands in, and whether it opens that.
_Found: TypeAlias = tuple[Text, Weighed, bool]
_Point: TypeAlias = tuple[Text, Weighed]


def key_points(
    weighed: tuple[Weighed, ...], lens: Lens, *, number: int, longest: int, shown: frozenset[str]
) -> tuple[tuple[Text, Weighed], ...]:
    """The weightiest whole sentences that stand alone and are not shown elsewhere.

    A second sentence from the same section counts less, so that the points tell of the
    whole report. Where sentences are few, whole list items step in if something speaks for them.
    A proposal is told under its heading only, for without it a wish would read like a fact, and an
    answer with its question.
    """
    kept = tuple(w for w in weighed if w.weight >= 0 and not proposed(w.section))
    decides = _DECIDES if lens.telling.whole else 1.0

    def weigh(found: Iterable[_Found]) -> Iterator[_Point]:
        for sentence, section, first in found:
            said = plain(sentence)
            if _fits(said, longest, shown=shown):
                one = weigh_sentence(sentence, lens, section=section, first=first)
                decided = decision(said)
                yield sentence, replace(one, weight=one.weight + decides) if decided else one

    def told(point: _Point) -> _Point | None:
        return _told(point, lens, longest=longest, shown=shown)

    found = list(weigh(_sentences(kept)))
    if asked(weighed):
        found = [point for point in found if not point[1].section.heading.endswith("?")]
        answered = answers(kept, longest, shown=shown)
        found += [(t, weigh_sentence(t, lens, section=w, first=first)) for t, w, first in answered]
    most = 1 if minutes(w.section for w in weighed) else 2
    chosen = _best(found, lens, number=number, most=most, told=told)
    if len(chosen) < number:
        before = {plain(point) for point, _ in chosen}
        items = [c for c in weigh(_items(kept)) if c[1].weight > 0 and plain(c[0]) not in before]
        chosen += _best(items, lens, number=number - len(chosen), most=1, told=told)
        chosen.sort(key=lambda c: _standing(c[1], [], lens=lens, most=most), reverse=True)
    return tuple(chosen)


def on_what(point: Text, weighed: Weighed, *, whole: bool) -> Text:
    """A sentence of minutes with the item that it was said of, for each has its own subject."""
    heading = weighed.section.heading if weighed.index >= 0 else ""
    said = unnumbered(heading) if whole else topic(heading)
    return (Span(f"{said}: ", style="strong"), *point) if said else point


def topic(heading: str) -> str:
    """What an item of a meeting is about: 'Antrag der Grünen: Tempo 30 (26/17-AN)' is Tempo 30."""
    return _PAPER.sub("", _PAPER.sub("", unnumbered(heading))).strip(" –-:")


def _best(
    candidates: list[_Point],
    lens: Lens,
    *,
    number: int,
    most: int,
    told: Callable[[_Point], _Point | None],
) -> list[_Point]:
    """The weightiest; only these are looked at closely, by `told`, for that takes longest."""
    chosen: list[_Point] = []
    taken: list[int] = []
    while candidates and len(chosen) < number:
        best = max(candidates, key=lambda c: _standing(c[1], taken, lens=lens, most=most))
        best = fuller(best, candidates, taken=taken, lens=lens)
        point = told(best)
        said = plain(point[0]) if point else ""
        candidates = [c for c in candidates if c is not best and plain(c[0]) not in said]
        if point:
            chosen.append(point)
            taken.append(point[1].index)
    return chosen


def _told(point: _Point, lens: Lens, *, longest: int, shown: Collection[str]) -> _Point | None:
    """The point as it can be told: with the sentence that says which thing is meant, if it needs
    one that is not `shown`; None where it is no news, or the words of somebody.
    """
    text, weighed = point
    sentence = plain(text)
    if _SPEECH.search(sentence) or no_news(sentence) or unclosed_quotation(sentence):
        return None
    if not definite(sentence):
        return point
    running = list(sentences_of(weighed.section))
    place = running.index(text) if text in running else len(running)
    before = [plain(one) for one in running[:place]]
    if not introduced(sentence, before, known=lens.told if weighed.index >= 0 else ""):
        return point
    if not before or place == len(running):
        return None
    joined = join(running[place - 1 : place + 1])
    fits = len(plain(joined).split()) <= longest and before[-1] not in shown
    return (joined, weighed) if fits and _led_in(before, sentence) else None


def _standing(weighed: Weighed, taken: list[int], *, lens: Lens, most: int) -> tuple[bool, float]:
    """One point of each section that editors want, then by weight.

    More than `most` of one section are told only where others have nothing to say.
    """
    before = taken.count(weighed.index)
    times: float = _SAME_SECTION**before if before < most else _TOO_MANY
    weight = weighed.weight * times if weighed.weight > 0 else weighed.weight - before
    return weighed.index in lens.wishes and not before, weight


def _sentences(weighed: Iterable[Weighed]) -> Iterator[_Found]:
    for section in weighed:
        lists = (b.items for b in section.section.blocks if isinstance(b, ItemList))
        listed = (item for items in lists for item in items if not _AGENDA.match(plain(item)))
        found = (*sentences_of(section.section), *listed)
        said = [plain(sentence) for sentence in found]
        for place, sentence in enumerate(said):
            whole = sentence.rstrip(_CLOSING).endswith(_ENDS)
            if whole and stands_alone(sentence) and holds(sentence, said[place + 1 : place + 4]):
                yield found[place], section, place == 0


def _led_in(before: Sequence[str], sentence: str) -> bool:
    """Whether the last of these stands alone and says what the sentence goes on about."""
    *earlier, last = before
    alone = stands_alone(last) and not introduced(last, earlier) and last.endswith(_ENDS)
    return alone and introduces(last, sentence, first=not earlier)


def _items(weighed: tuple[Weighed, ...]) -> Iterator[_Found]:
    for section in weighed:
        for block in section.section.blocks:
            if isinstance(block, ItemList):
                for item in filter(_says_something, block.items):
                    yield item, section, False


def _says_something(item: Text) -> bool:
    """An agenda's line belongs to the dates, a word in lower case to the words above it, and a
    row of a table ('2025: lamps 4,700; cost 1.31') to its table.
    """
    found = plain(item)
    row = item[0].style == "strong" and item[0].text.endswith(":") and "; " in found
    whole = stands_alone(found) and not found[:1].islower() and not _AGENDA.match(found)
    return whole and not row


def _fits(sentence: str, longest: int, *, shown: frozenset[str]) -> bool:
    return (
        _FEWEST <= len(sentence.split()) <= longest
        and sentence not in shown
        and not sentence.endswith((":", "?", ","))
    )
