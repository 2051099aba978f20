"""Speech in paragraphs: a sentence in quotation marks that somebody is named for.

Names of events, titles and single words in quotation marks stay where they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mailer.reports.model import Block, Paragraph, Quote, Text, plain
from mailer.reports.prose.marks import Marked, spans
from mailer.reports.prose.memory import Memory
from mailer.reports.prose.names import ENGLISH_VERBS, FIRST, SMALL, THING, VERBS
from mailer.reports.prose.people import Person, find_people, has_role, is_role
from mailer.reports.prose.sentences import end_after, start_before
from mailer.reports.prose.spans import cut

# What is longer is no paragraph of a report; looking for speech in it would take too long.
_LONGEST: Final = 20_000
_NAMING: Final = re.compile(
    r"\b(?:\w*motto|\w*titel|\w*thema|\w*themen|überschrift|schlagwort|namen|aufschrift|slogan|"
    r"leitfrage|frage|heißt|title|titled|theme|called|named|slogan|heading|question)\b[^.]{0,25}$",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"\s*[,–—-]?\s*(?P<words>\S.*)", re.DOTALL)
_SIGNED: Final = re.compile(r"\s*(?:[–—-]+\s*|\()(?=[A-ZÄÖÜ])")
_ENDS: Final = re.compile(r"[.!?…]$")
_NAMES: Final = r"[A-ZÄÖÜ][\w’'-]+(?:\s[A-ZÄÖÜ][\w’'-]+){0,2}"
# 'sagt Jugendwart Kemal Bulut', 'Weber says'
_NEAR_VERB: Final = re.compile(
    rf"^(?:(?P<verb>[\w’'-]+)\s(?P<names>{_NAMES})|(?P<name>{_NAMES})\s(?P<after>[a-zß]+))"
)
# An article, what somebody is, and two names
_INTRODUCED: Final = re.compile(
    r"\b(?:der|die|den|dem|des|ein|eine|einen|einem|einer|the|an?) (?:[a-zäöüß-]+ )?"
    r"(?P<noun>[A-ZÄÖÜ][\w-]{3,}|[a-z]{4,}) (?P<name>[A-ZÄÖÜ][\w’'-]+ [A-ZÄÖÜ][\w’'-]+)\b"
)
# 'said Head of Libraries Xanthe Quill': the name is the last two words
_HEAD_OF: Final = re.compile(
    r"(?P<verb>\w+) (?P<role>(?:[A-Z][\w-]+ ){1,4}(?:of|for|at)(?: (?:the|and|[A-Z][\w-]+)){1,6}) "
    r"(?P<name>[A-Z][\w’'-]+ [A-Z][\w’'-]+)(?=[.,]|$)"
)
_CONJUNCTION: Final = re.compile(
    r"(?:dass|weil|wenn|ob|aber|sondern|denn|damit|um|wie|was|wo|die|der|das|but|because)\b"
)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    quote: Quote


def split_quotes(text: Text, memory: Memory) -> list[Block]:
    """The paragraph as blocks: what was said as Quote, the rest as Paragraph, in order."""
    whole = plain(text)
    if len(whole) > _LONGEST:
        return [Paragraph(text)]
    blocks: list[Block] = []
    at = noted = 0
    for mark in spans(whole):
        if mark.start < at:
            continue
        memory.note(whole[noted : mark.start])
        noted = mark.end
        found = _attributed(whole, mark, at=at, memory=memory)
        if found:
            blocks += _paragraphs(text, at, end=found.start)
            blocks.append(found.quote)
            memory.note(whole[noted : found.end])
            at = noted = found.end
    memory.note(whole[noted:])
    return blocks + _paragraphs(text, at, end=len(whole))


def _paragraphs(text: Text, start: int, *, end: int) -> list[Block]:
    piece = cut(text, start, end=end)
    return [Paragraph(piece)] if piece else []


def _attributed(whole: str, mark: Marked, *, at: int, memory: Memory) -> _Found | None:
    start = max(at, start_before(whole, mark.start))
    before = whole[start : mark.start].strip()
    if before.strip("–—- "):
        return _led_in(whole, mark, start=start, memory=memory) if _speech(mark.words) else None
    return _led_out(whole, mark, start=start, memory=memory) or _continued(
        whole, mark, start=start, memory=memory
    )


def _speech(words: str) -> bool:
    """Whether the words can be a statement rather than a name or a title."""
    count = len(words.split())
    return count >= 4 or (count >= 2 and bool(_ENDS.search(words)))


def _led_in(whole: str, mark: Marked, *, start: int, memory: Memory) -> _Found | None:
    before = whole[start : mark.start].strip()
    words = re.findall(r"[\w-]+", before)
    speaks = words[-1].lower() in VERBS if words else False
    if not (before.endswith(":") or speaks) or _NAMING.search(before.rstrip(": ")):
        return None
    person = _who(before, memory, speaks=speaks or any(w.lower() in VERBS for w in words))
    if person is None:
        return None
    text, end = _full_stop(whole, mark)
    out = _rest_of_sentence(whole, end)
    memory.speaker = person
    quote = Quote(text, person.name, person.role, lead_in=before, lead_out=whole[end:out].strip())
    return _Found(start, out, quote)


def _full_stop(whole: str, mark: Marked) -> tuple[str, int]:
    """The quote's words with the stop that German puts behind the closing mark."""
    stop = re.match(r"\s?[.!?](?!\w)", whole[mark.end :])
    if not stop:
        return mark.words, mark.end
    words = mark.words if _ENDS.search(mark.words) else mark.words + stop.group().strip()
    return words, mark.end + stop.end()


def _rest_of_sentence(whole: str, end: int) -> int:
    """Where words that go on behind the quote in the same sentence end."""
    rest = re.match(r"\s*(?:,|[a-zäöüß(–])", whole[end:])
    return end_after(whole, end + 1) if rest and end + 1 < len(whole) else end


def _led_out(whole: str, mark: Marked, *, start: int, memory: Memory) -> _Found | None:
    stop = _tail_end(whole, mark.end)
    inner = next((m for m in spans(whole) if mark.end < m.start < stop), None)
    tail = whole[mark.end : inner.start if inner else stop]
    cut_off = tail.lstrip()[:1] in tuple(",–—-(") or mark.words[-1:] in tuple(",.!?…")
    person = _speaker_behind(tail, memory) if cut_off else None
    if person is None or len(mark.words.split()) < 2:
        return None
    text, end = mark.words.rstrip(","), mark.end + len(tail)
    if inner and not tail.rstrip().endswith((",", ":", "–")):
        # 'sagt Ada Muster, Leiterin der Kita „Saaleknirpse“.'
        inner, tail, end = None, whole[mark.end : stop], stop
    if inner:
        text, end = _joined(text, inner), inner.end
        stop = _rest_of_sentence(whole, end)
        stop += whole[stop : stop + 1] in {".", "!", "?"} and stop == end
        tail, end = f"{tail.strip()} {whole[end:stop].strip(' .')}", stop
    else:
        text, end = _second_half(whole, text, end=end, tail=tail, memory=memory)
    memory.speaker = person
    return _Found(start, end, Quote(text, person.name, person.role, lead_out=_bare(tail)))


def _bare(tail: str) -> str:
    return tail.strip().lstrip(",–—- ").rstrip(", ")


def _tail_end(whole: str, end: int) -> int:
    blank = len(whole[end:]) - len(whole[end:].lstrip())
    return end_after(whole, end + blank) if end + blank < len(whole) else len(whole)


def _joined(first: str, inner: Marked) -> str:
    """Two halves of one sentence: „Wir wissen“, sagte X, „dass es geht.“"""
    if _ENDS.search(first):
        return f"{first} {inner.words}"
    comma = "," if _CONJUNCTION.match(inner.words) else ""
    return f"{first}{comma} {inner.words}"


def _second_half(whole: str, text: str, *, end: int, tail: str, memory: Memory) -> tuple[str, int]:
    """A quote that follows at once belongs to the same speaker, unless it names its own."""
    following = next((m for m in spans(whole) if m.start >= end), None)
    text = text if _ENDS.search(text) else f"{text}."
    if following is None or whole[end : following.start].strip() or len(tail.split()) > 16:
        return text, end
    stop = _tail_end(whole, following.end)
    if _speaker_behind(whole[following.end : stop], memory):
        return text, end
    second, behind = _full_stop(whole, following)
    if _rest_of_sentence(whole, behind) != behind:
        return text, end
    return f"{text} {second}", behind


def _speaker_behind(tail: str, memory: Memory) -> Person | None:
    """Who spoke, by the words behind the quote (', sagte X', 'X said', '– X, role')."""
    if signed := _SIGNED.match(tail):
        people = find_people(tail[signed.end() :])
        if people and people[0].start <= 1:
            return people[0]
    match = _TAIL.match(tail)
    words = match["words"] if match else ""
    first = re.findall(r"[\w’'-]+", words)[:12]
    if not first:
        return None
    if (
        first[:2] in (["mit", "diesen"], ["mit", "den"])
        or first[0].lower() in VERBS
        or (first[0] == "so" and first[1:2] != ["dass"])
    ):
        return _who(words, memory, speaks=True)
    if spans(tail):
        return None
    if ENGLISH_VERBS.intersection(first[:9]):
        return _who(words, memory, speaks=True)
    return _introduced(words, memory)


def _introduced(words: str, memory: Memory) -> Person | None:
    """'Ann Lee, head of a long name of an office, admitted': the verb behind the apposition."""
    people = Memory(list(memory.people)).note(words)
    first = people[0] if people else None
    return first if first and not first.start and _beside_verb(words, first) else None


def _continued(whole: str, mark: Marked, *, start: int, memory: Memory) -> _Found | None:
    """A whole sentence in marks right behind another quote, or as a paragraph of its own."""
    alone = not whole[: mark.start].strip() and not whole[mark.end :].strip(" .")
    after_quote = start > 0 and memory.speaker is not None
    if not _ENDS.search(mark.words) or len(mark.words.split()) < 4 or not (alone or after_quote):
        return None
    if _rest_of_sentence(whole, mark.end) != mark.end:
        return None
    person = memory.last() if alone else memory.speaker
    if person is None:
        return None
    text, end = _full_stop(whole, mark)
    return _Found(start, end, Quote(text, person.name, person.role))


def _who(words: str, memory: Memory, *, speaks: bool) -> Person | None:
    """The speaker that the words around a quote name or mean."""
    people = Memory(list(memory.people)).note(words)
    if people:
        return next((p for p in people if _beside_verb(words, p)), people[0])
    if named := _unknown(words):
        return named
    known = memory.refer(_without_small(words))
    return known or ((_bare_name(words) or memory.last()) if speaks else None)


def _unknown(words: str) -> Person | None:
    """'Für die Auszubildende Nour Haddad': nobody named before is meant, whatever her name."""
    found = _INTRODUCED.search(words)
    if not found or any(name in SMALL or THING.search(name) for name in found["name"].split()):
        return None
    return Person(found["name"], found["noun"])


def _bare_name(words: str) -> Person | None:
    """'sagt Weber', 'Weber says', 'sagt die neunjährige Emma': a name not introduced."""
    head = _HEAD_OF.match(words)
    if head and head["verb"].lower() in VERBS and has_role(head["role"]):
        return Person(head["name"], head["role"])
    for match in _NEAR_VERB.finditer(words):
        verb, names = match["verb"] or match["after"], (match["names"] or match["name"]).split()
        known = verb.lower() in VERBS or verb == "so"
        if known and names[0] not in SMALL and not is_role(names[-1]):
            return Person(" ".join(names[-2:]), " ".join(names[:-2]))
    first_name = next((w for w in re.findall(r"[\w-]+", words)[:6] if w in FIRST), "")
    return Person(first_name) if first_name else None


def _beside_verb(words: str, person: Person) -> bool:
    after = words[person.end :].removeprefix(", " + person.role).lstrip(" ,")
    following = re.match(r"\w+", after)
    before = words[: person.start].rstrip().removesuffix(person.role).split()
    behind = bool(before) and (before[-1].lower() in VERBS or before[-1] == "so")
    return behind or bool(following and following.group() in VERBS)


def _without_small(words: str) -> str:
    """Capitalised small words at the start would pass for surnames."""
    first, _, rest = words.partition(" ")
    return f"{first.lower()} {rest}" if first in SMALL else words
