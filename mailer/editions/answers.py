"""Questions and answers: an answer is told with its question, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from mailer.editions.sentences import text_sentences
from mailer.editions.weigh import Weighed
from mailer.reports.model import Paragraph, Span, Text, plain

_FEWEST, _MOST = 3, 0.6


def asked(weighed: Sequence[Weighed]) -> bool:
    """Whether most headings of a report are questions."""
    headings = [w.section.heading for w in weighed if w.section.heading]
    count = sum(heading.endswith("?") for heading in headings)
    return count >= _FEWEST and count >= _MOST * len(headings)


def answers(
    weighed: Sequence[Weighed], longest: int, *, shown: Collection[str]
) -> Iterator[tuple[Text, Weighed, bool]]:
    """Each question and the beginning of its answer, up to `longest` words of it."""
    for one in weighed:
        blocks = one.section.blocks
        first = blocks[0] if one.section.heading.endswith("?") and blocks else None
        if isinstance(first, Paragraph):
            said = _opening(text_sentences(first.text), longest, shown=shown)
            if said:
                spans = [span for sentence in said for span in (*sentence, Span(" "))][:-1]
                yield (Span(f"{one.section.heading} ", style="strong"), *spans), one, True


def _opening(found: Sequence[Text], longest: int, *, shown: Collection[str]) -> list[Text]:
    """Whole sentences up to one that is shown already; none where the first is too long."""
    kept: list[Text] = []
    for sentence in found:
        longest -= len(plain(sentence).split())
        said = plain(sentence)
        if longest < 0 or said.endswith(":") or said in shown:
            break
        kept.append(sentence)
    return kept
