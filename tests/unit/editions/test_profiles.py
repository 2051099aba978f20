"""Words of profiles are looked for where a text has their first letters, and found all the same."""

from __future__ import annotations

import re

import pytest

from mailer.editions.profiles import Keywords, Profile, within
from mailer.editions.sentences import sentences

TEXT = (
    "Die Stadt Jena trägt die Kosten. Baukosten steigen, sagt die Jenaerin; Zahl der Stellen: 12. "
    "Stellte man fest? Das stellte sie fest. U-Bahn und Neue-U-Bahn, §5 und § 5, EU-Mittel, "
    "kosten_los, JENA, jena. An der Saale, Land an der Saale."
)
LONGER = f"İzmir. {TEXT}"


@pytest.mark.parametrize(
    ("word", "pattern"),
    [
        ("Kosten", "Kosten"),
        ("*kosten", r"\w*kosten"),
        ("*kosten*", r"\w*kosten\w*"),
        ("Zahl der", "Zahl der"),
        ("stellte* fest", r"stellte\w* fest"),
        ("U-Bahn", "U-Bahn"),
        ("§ 5", "§ 5"),
        ("EU*", r"EU\w*"),
        ("an der", "an der"),
        ("*", r"\w*"),
        ("Fehlt*", r"Fehlt\w*"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, LONGER, ""])
def test_first_letters_lead_to_all_that_a_search_of_every_letter_finds(
    word: str, pattern: str, text: str
) -> None:
    """Wildcards, words with a blank, and letters that grow when they are made small."""
    every = re.findall(rf"(?<!\w)(?:{pattern}|steigen)(?!\w)", text, re.IGNORECASE)
    every = [word for word in every if word]
    profile = Profile("one", (word, "steigen"))
    [found] = Keywords((profile,), "Stadt Jena").findings([("", text)], factor=2)
    different = len({word.lower() for word in every})
    assert [one.word for one in found] == every[:1]
    assert [one.weight for one in found] == [1 + min(3, different - 1) * 0.25] * bool(every)


def test_a_city_is_found_with_its_capital_letter_and_its_forms() -> None:
    """Jena, Jenaerin and JENA, but not jena."""
    keywords = Keywords((Profile("city", ("{city}",)),), "Stadt Jena")
    [[found]] = keywords.findings([("", TEXT)], factor=2)
    assert (found.word, found.weight) == ("Jena", 1.25)


def test_a_part_is_weighed_by_what_was_found_in_the_whole() -> None:
    """Looked for anew, each sentence gives the same, and so it does among other passages."""
    profiles = (
        Profile("money", ("Kosten", "*kosten", "Stellen")),
        Profile("city", ("{city}",), weight=2),
        Profile("top", ("Saale",), heading_only=True),
    )
    keywords = Keywords(profiles, "Stadt Jena")
    heading = "An der Saale: was Baukosten sind"
    parts = sentences(TEXT)
    [whole] = keywords.findings([(heading, TEXT)], factor=2)
    assert [f.profile.name for f in whole if f.in_heading] == ["money", "top"]
    anew = keywords.findings([("", part) for part in parts], factor=2)
    assert [within(whole, part, factor=2, headed=False) for part in parts] == anew
    [first] = keywords.findings([(heading, parts[0])], factor=2)
    assert within(whole, parts[0], factor=2, headed=True) == first
    assert sum(map(len, anew)) >= len(parts) > 3


def test_no_word_goes_on_from_one_passage_to_the_next() -> None:
    """A heading ends before its text, and a text before the next heading."""
    keywords = Keywords((Profile("way", ("an der",)),), "Jena")
    passages = [("Weg an", "der Saale\nLand an"), ("der Elbe", "Land an\nder Elbe")]
    assert [len(found) for found in keywords.findings(passages, factor=2)] == [0, 1]
