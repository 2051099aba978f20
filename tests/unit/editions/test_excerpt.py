"""Shortening takes whole sentences, and none without the one that it refers to."""

from mailer.editions.excerpt import excerpt
from mailer.editions.weigh import words
from mailer.reports.model import Block, Image, Quote
from tests.unit.editions.reports import items, section, text

LONG = "Das ist ein Satz " + "mit vielen Worten " * 20 + "am Ende."


def cut(*blocks: Block, limit: int = 40) -> list[str]:
    return [words(block) for block in excerpt(section("Titel", *blocks), limit)]


def test_no_list_without_the_sentence_that_announces_it() -> None:
    """A list is not shown where its announcement fell to the limit."""
    blocks = (text(f"Die Stadt baut. {LONG} Geplant sind:"), items("Rampen", "Aufzüge"))
    assert cut(*blocks) == ["Die Stadt baut."]
    assert cut(*blocks, limit=400)[-1] == "Rampen Aufzüge"


def test_nothing_follows_a_paragraph_that_was_cut() -> None:
    """What comes later may refer to what was left out."""
    assert cut(text(f"Die Stadt baut. {LONG}"), text("Der Umbau beginnt im Mai.")) == [
        "Die Stadt baut."
    ]


def test_what_only_announces_a_quote_is_not_missed() -> None:
    """A quote is told elsewhere; what stands behind it goes on."""
    said = Quote("Gut so.", "Kim Beispiel")
    photo = Image("https://stadt.example.org/b.jpg", alt="Brücke")
    blocks = (
        text("Die Stadt baut. Kim Beispiel sagte:"),
        said,
        photo,
        text("Baubeginn ist im Mai."),
    )
    assert cut(*blocks) == ["Die Stadt baut.", "Baubeginn ist im Mai."]
