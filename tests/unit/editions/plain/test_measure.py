"""P29: figures as the formulas' authors define them, for German and English."""

from __future__ import annotations

import pytest

from mailer.editions.plain import Level, measure
from mailer.editions.plain.formulas import Counts, amstad, flesch, wiener
from mailer.editions.plain.syllables import syllables

COUNTS = Counts(sentences=5, words=100, syllables=180, letters=560, long=30, many=20, single=50)
GERMAN = {
    "Haus": 1, "Bürger": 2, "Rathaus": 2, "Stadtverwaltung": 4, "Nation": 3, "Familie": 4,
    "Energie": 3, "Ferien": 3, "Medien": 3, "Museum": 3, "neue": 2, "Feier": 2, "Bäume": 2,
    "beenden": 3, "geeignet": 3, "Theater": 3, "Qualität": 3, "System": 2, "Idee": 2, "See": 1,
    "Ideen": 3, "Seen": 2, "Energien": 4, "offiziell": 4, "Kooperation": 6, "Bayern": 2, "naiv": 2,
    "Wien": 1, "dient": 1, "Autounfall": 4, "Tourismus": 3, "online": 2, "Team": 1, "Niveau": 2,
    "Bürger:innen": 4, "Bürger_innen": 4, "Mitarbeiter/innen": 6,
    "Smart-City-Kongress": 5, "EU": 2, "2024": 4, "die": 1, "aktuell": 3, "Studie": 3,
}  # fmt: skip
ENGLISH = {
    "house": 1, "city": 2, "table": 2, "walked": 1, "wanted": 2, "council": 2, "idea": 3,
    "council's": 2, "don't": 1, "didn't": 2, "safely": 2, "statement": 2, "element": 3,
    "special": 2, "association": 5, "employee": 3, "committee": 3, "agreed": 2, "value": 2,
    "league": 1, "science": 2, "patient": 2, "museum": 3, "hundred": 2, "every": 2,
    "nation": 2, "quiet": 2, "the": 1, "places": 2, "people": 2, "residents": 3,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), GERMAN.items())
def test_german_syllables(word: str, count: int) -> None:
    assert syllables(word, "de") == count


def test_english_syllables() -> None:
    """English spelling follows no rule; nine in ten of common words are enough for a formula."""
    right = [word for word, count in ENGLISH.items() if syllables(word, "en") == count]
    assert len(right) >= 0.9 * len(ENGLISH), set(ENGLISH) - set(right)


def test_formulas_give_what_their_authors_published() -> None:
    """By hand: 20 words a sentence, 1.8 syllables a word, 20 % of three and more, 50 % of one."""
    assert amstad(COUNTS) == pytest.approx(180 - 20 - 58.5 * 1.8)
    assert flesch(COUNTS) == pytest.approx(206.835 - 1.015 * 20 - 84.6 * 1.8)
    assert wiener(COUNTS) == pytest.approx(3.87 + 3.344 + 3.891 - 1.635 - 0.875)


def test_a_text_is_counted_by_words_and_sentences() -> None:
    found = measure(["Das Rathaus ist am 3. Mai zu.", "Es gibt Kaffee."], "de").as_dict()
    assert (found["sentences"], found["words"]) == (2, 10)
    assert found["words_per_sentence"] == 5.0
    assert measure(["The town hall is closed."], "en").wiener is None


def test_a_sentence_counted_by_hand() -> None:
    """Bürger:innen (4) schreiben (2) z (1) B (1) bis (1) 3 (1) 5 (1) an (1) die (1) Stadt (1)
    oder (2): 11 words and 16 syllables; addresses and telephone numbers are no prose.
    """
    words = "Bürger:innen schreiben z. B. bis 3. 5. an die Stadt, klima@stadt.example.org"
    found = measure([f"{words}, 03641 49-1234 oder https://stadt.example.org/a?b=1."], "de")
    assert (found.counts.words, found.counts.syllables) == (11, 16)
    assert found.score == pytest.approx(180 - 11 - 58.5 * 16 / 11)
    assert (found.counts.long, found.counts.many, found.counts.single) == (2, 1, 8)


def test_levels_tell_plain_from_official_german() -> None:
    plain = ["Das Bad ist neu.", "Es hat ab Mai auf.", "Kommen Sie gern zu uns!"]
    official = (
        "Die Inanspruchnahme der Betreuungsleistungen setzt die Vorlage der "
        "Einkommensbescheinigungen sämtlicher Erziehungsberechtigten voraus."
    )
    assert measure(plain, "de").level == Level.EASY
    assert measure([official], "de").level == Level.HARD
    assert measure([], "de").level == Level.NONE
