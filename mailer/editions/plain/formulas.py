"""Readability formulas as their authors published them; all take counts, none takes text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas need of a text; `long` words have more than six letters,
    `many` three syllables or more, `single` one syllable.
    """

    sentences: int
    words: int
    syllables: int
    letters: int
    long: int
    many: int
    single: int

    @property
    def sentence_length(self) -> float:
        """Words in a sentence, on average."""
        return self.words / max(1, self.sentences)

    @property
    def word_length(self) -> float:
        """Letters in a word, on average."""
        return self.letters / max(1, self.words)

    @property
    def syllables_per_word(self) -> float:
        """Syllables in a word, on average."""
        return self.syllables / max(1, self.words)

    def percent(self, count: int) -> float:
        """A part of the words in per cent."""
        return 100 * count / max(1, self.words)


def flesch(counts: Counts) -> float:
    """Reading Ease for English: 100 very easy, 0 very hard.

    R. Flesch, 'A new readability yardstick', Journal of Applied Psychology 32 (1948), 221-233.
    """
    return 206.835 - 1.015 * counts.sentence_length - 84.6 * counts.syllables_per_word


def amstad(counts: Counts) -> float:
    """Reading Ease for German, on the same scale.

    T. Amstad, 'Wie verständlich sind unsere Zeitungen?', dissertation, Zürich 1978.
    """
    return 180 - counts.sentence_length - 58.5 * counts.syllables_per_word


def wiener(counts: Counts) -> float:
    """First Wiener Sachtextformel: the school year (4 to 15) that a German text suits.

    R. Bamberger, E. Vanecek, 'Lesen - Verstehen - Lernen - Schreiben', Wien 1984.
    """
    return (
        0.1935 * counts.percent(counts.many)
        + 0.1672 * counts.sentence_length
        + 0.1297 * counts.percent(counts.long)
        - 0.0327 * counts.percent(counts.single)
        - 0.875
    )
