"""Shortening takes whole sentences, and none without the one that it refers to."""

from mailer.editions.excerpt import excerpt, is_outline, unnumbered
from mailer.editions.tell import tell
from mailer.editions.told import Passage, Pull
from mailer.editions.weigh import words
from mailer.reports.model import Block, Image, Quote
from tests.unit.editions.reports import item, items, report, section, telling, text

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
    """A quote is told elsewhere; what stands behind it goes on, but for what refers to it."""
    said = Quote("Gut so.", "Kim Beispiel")
    photo = Image("https://stadt.example.org/b.jpg", alt="Brücke")
    blocks = (
        text("Die Stadt baut. Kim Beispiel sagte:"),
        said,
        photo,
        text("Das sahen nicht alle so. Baubeginn ist im Mai."),
    )
    assert cut(*blocks) == ["Die Stadt baut.", "Baubeginn ist im Mai."]


def test_who_was_there_is_no_news() -> None:
    """The head and foot of minutes are left out; other facts stay."""
    head = items("Anwesend: elf Mitglieder", "Ort: Rathaus")
    assert cut(head, text("Die Stadt baut.")) == ["Die Stadt baut."]
    assert cut(items("Kosten: 12 Euro")) == ["Kosten: 12 Euro"]


def test_a_quote_that_needs_what_was_said_before_is_not_pulled() -> None:
    """Whole with its speaker, or not at all; 'dort' and 'Das' point to what is missing."""
    said = (
        "Dort war es schön.",
        "Das ist faul.",
        "Drei saßen dort im Kühlen.",
        "Es ist ein Anfang.",
        "Schatten! Schatten! Schatten!",
    )
    whose = Quote("Wir fangen im Mai an.", "ihr Stellvertreter")
    quotes = [*(Quote(words_, "Kim Beispiel") for words_ in said), whose]
    told = tell(
        [item(report(section("Stimmen", *quotes)))],
        telling("citizens", quotes=6),
        language="de",
        city="Jena",
    )
    pulled = [part.quote.text for part in told.parts if isinstance(part, Pull)]
    assert pulled == ["Es ist ein Anfang."]


def test_headings_lose_their_number_where_they_count() -> None:
    """'3 Kosten' among '1 ...' and '2 ...' is a place in an outline, '3 Brunnen' alone is not."""
    outline = [section(f"{n} {name}") for n, name in enumerate(("Anlass", "Kosten"), start=1)]
    assert is_outline(outline)
    assert unnumbered("2 Kosten", outline=True) == "Kosten"
    assert not is_outline([section("3 Brunnen"), section("Kosten")])
    assert unnumbered("3 Brunnen") == "3 Brunnen"
    found = report(
        section("1 Anlass", text("Es war zu heiß.")),
        section("2 Was das für Jena bedeutet", text("In Jena wird es kühler.")),
    )
    told = tell([item(found)], telling("citizens"), language="de", city="Jena")
    headings = [part.heading for part in told.parts if isinstance(part, Passage)]
    assert headings == ["Was das für Jena bedeutet"]
