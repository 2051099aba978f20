"""Small forms: what stays on one line, whose a picture is, when a list is none."""

from __future__ import annotations

import pytest

from mailer.editions.compose import compose
from mailer.editions.model import Own
from mailer.editions.wording import credit, tied, unbroken
from mailer.reports.model import Image, Paragraph, Span
from tests.unit.editions.layouts import laid_out, sample
from tests.unit.editions.reports import (
    BROWSER,
    IDENTITY,
    THEME,
    edition,
    item,
    items,
    report,
    section,
    telling,
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("am 17. Mai um 11 Uhr", "am 17._Mai um 11_Uhr"),
        ("3,9 Millionen und 1.240 Autos", "3,9_Millionen und 1.240_Autos"),
        (
            "Seit 2026 ist es so. Bis 2027. Dann nicht.",
            "Seit 2026 ist es so. Bis 2027. Dann nicht.",
        ),
        ("Stadt Jena", "Stadt Jena"),
    ],
)
def test_a_number_stays_with_what_it_counts(said: str, kept: str) -> None:
    assert tied(said) == kept.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Samstag, 27. September 2025, 14 bis 18 Uhr",
            "Samstag, 27._September_2025, 14_bis_18_Uhr",
        ),
        ("As of 25 November 2026, 14:30", "As of 25_November_2026, 14:30"),
    ],
)
def test_a_day_stays_on_one_line(said: str, kept: str) -> None:
    assert unbroken(said) == kept.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("named", "said"),
    [("Stadt Jena", "Bild: Stadt Jena"), ("Foto: Stadt Jena", "Foto: Stadt Jena"), ("", "")],
)
def test_a_credit_says_what_it_is(named: str, said: str) -> None:
    assert credit(Image("https://rundbrief.example.org/a.jpg", credit=named), "de") == said


def test_one_thing_alone_is_no_list() -> None:
    """The council's telling has sections whole: an item alone is a paragraph, in both parts."""
    told = report(section("Ort", items("Nur im Saal")), section("Zeit", items("Früh", "Spät")))
    mail = edition("councils", item(told))
    assert "* Nur" not in mail.text
    assert "* Früh\n* Spät" in mail.text
    assert "Nur im Saal</p>" in mail.html
    assert "<li" in mail.html


def test_an_address_shown_as_a_link_is_said_once_in_the_text() -> None:
    """The text has it whole, so that a program makes a link of it."""
    link = Span("www.stadt.example.org", "https://www.stadt.example.org/")
    mail = edition("councils", item(report(section("Netz", Paragraph((link,))))))
    assert "\n\nhttps://www.stadt.example.org/\n" in mail.text


def test_a_correction_in_easy_language_has_a_line_to_each_sentence() -> None:
    """P30: also what staff write themselves."""
    mail = compose(
        [sample("kongress.simple.txt")], telling("citizens-easy"), language="de", theme=THEME,
        identity=IDENTITY, browser_url=BROWSER, own=Own("Der Tag war falsch. Es ist der 3. Mai."),
    )  # fmt: skip
    assert "Korrektur:\n\nDer Tag war falsch.\n\nEs ist der 3. Mai.\n" in mail.text
    assert "Der Tag war falsch.</p>" in mail.html


def test_easy_language_asks_and_answers_line_by_line_in_the_foot() -> None:
    """P30: in the text part, too."""
    text = laid_out("", "citizens-easy", "de").text
    assert "Wollen Sie etwas ändern?\nDann klicken Sie hier:\nMeine E-Mails ändern:\n" in text
