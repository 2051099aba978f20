"""A telling is data: checked with words, extended without code."""

import copy
from typing import Any

import pytest

from mailer.editions.tell import tell
from mailer.editions.telling import TellingError, shipped, telling_from
from tests.unit.editions.reports import CYCLE, edition, item, telling


def test_three_tellings_and_an_easy_one_ship_and_speak_two_languages() -> None:
    tellings = {name: telling_from(data) for name, data in shipped().items()}
    easy = tellings.pop("citizens-easy")
    assert (easy.audience, easy.easy, set(easy.languages)) == ("citizens", True, {"de", "en"})
    assert set(tellings) == {"citizens", "councils", "partner-cities"}
    for name, found in tellings.items():
        assert found.audience == name
        assert set(found.languages) == {"de", "en"}
        names = [[p.name for p in voice.profiles] for voice in found.languages.values()]
        assert names[0] == names[1], "a reason is looked up by name in the other language"


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (("keep",), "everything", "keep", "must be one of"),
        (("template",), "../../etc/passwd", "template", "must be one of"),
        (("order",), ["link", "link"], "order", "each once"),
        (("key_points",), -1, "key_points", "whole number"),
        (("key_points",), True, "key_points", "whole number"),
        (("de", "subject"), "{titel}", "de.subject", "{titel} is not known"),
        (("de", "profiles", 0, "words"), [], "de.profiles[0].words", "list of texts"),
        (("de", "profiles", 0, "weight"), "high", "de.profiles[0].weight", "a number"),
        (("de", "labels", "link"), None, "de.labels.link", "must be text"),
        (("colour",), "red", "colour", "is not known here"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    path: tuple[Any, ...], value: object, place: str, words: str
) -> None:
    data: Any = copy.deepcopy(shipped()["citizens"])
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(TellingError) as error:
        telling_from(data)
    assert error.value.path == place
    assert words in error.value.words


def test_a_missing_field_is_named() -> None:
    data = {k: v for k, v in shipped()["citizens"].items() if k != "audience"}
    with pytest.raises(TellingError, match="audience: is missing"):
        telling_from(data)


def test_a_language_falls_back_to_the_first_voice() -> None:
    found = telling()
    assert found.voice("de-AT") is found.languages["de"]
    assert found.voice("fr") is found.languages["de"]


def test_a_fourth_telling_needs_data_only() -> None:
    """The order: a city can add a fourth telling without code."""
    data: Any = copy.deepcopy(shipped()["partner-cities"])
    data |= {"audience": "press", "address": "informal", "order": ["quotes", "key_points", "link"]}
    data |= {"key_points": 2, "keep": "key_points"}
    del data["en"]
    data["de"]["subject"] = "Für die Presse: {title} ({date})"
    data["de"]["profiles"] = [{"name": "news", "words": ["Stadtrat*"], "weight": 9}]
    press = telling_from(data)
    assert press.audience == "press"
    told = tell([item(CYCLE)], press, language="de", city="Jena")
    assert told.subject == f"Für die Presse: {CYCLE.title} (20. Januar 2026)"
    assert [part.kind for part in told.parts] == ["intro", "quote", "key_points", "more"]
    reasons = [c.reason for c in told.choices if "Stadtrat" in c.subject]
    assert reasons == ["weil hier „Stadtrat“ steht"]


def test_english_is_told_in_english() -> None:
    assert "Unsubscribe" in edition("citizens", item(CYCLE), language="en").text
