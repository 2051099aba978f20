"""'And seven more': a digest holds so many reports, and its page on the web holds all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailer.editions.article import article
from mailer.editions.compose import CLIP, compose
from mailer.editions.model import Edition, Item
from mailer.editions.tell import tell
from tests.unit.editions.reports import IDENTITY, THEME, item, report, section, telling, text

WHOLE = "https://rundbrief.example.org/ausgabe/7/all"


def many(number: int) -> list[Item]:
    made = []
    for place in range(1, number + 1):
        body = section("Was neu ist", text(f"Der Bus {place} fährt jetzt abends. " * 3))
        made.append(item(report(body, lead=f"Ein Satz zu {place}.", title=f"Thema {place}"), place))
    return made


def page_of(made: Edition) -> str:
    """The page on the web."""
    assert made.told
    return article(made.told)


def digest(number: int, language: str = "de", **changes: object) -> Edition:
    told = telling("citizens", digest_order="given", **changes)
    return compose(
        many(number), told, language=language, theme=THEME, identity=IDENTITY,
        browser_url="https://rundbrief.example.org/ausgabe/7", whole_url=WHOLE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "language", "line"),
    [
        (11, "de", "… und ein weiterer Bericht"),
        (17, "de", "… und sieben weitere Berichte"),
        (22, "de", "… und zwölf weitere Berichte"),
        (23, "de", "… und 13 weitere Berichte"),
        (11, "en", "… and one more report"),
        (17, "en", "… and seven more reports"),
    ],
)
def test_a_line_says_how_many_more_there_are(number: int, language: str, line: str) -> None:
    """Issue 5: at most N, the rest by a number in words and one link; all stand on the web."""
    made = digest(number, language)
    assert line in made.text
    assert line in made.html
    assert made.text.count(WHOLE) == made.html.count(WHOLE) == 1
    assert "Thema 10" in made.text
    assert "Thema 11" not in made.text + made.html
    assert f"Thema {number}</h2>" in page_of(made)
    assert made.left == number - 10


def test_what_fits_has_no_such_line() -> None:
    made = digest(10)
    assert made.left == 0
    assert WHOLE not in made.html + made.text
    assert digest(11, digest_most=0).left == 0


def test_the_choices_say_what_was_left_for_the_web() -> None:
    told = tell(many(12), telling(digest_order="given"), language="de", city="Jena")
    assert [(c.subject, c.decision) for c in told.choices[-2:]] == [
        ("Thema 11", "nur im Netz"),
        ("Thema 12", "nur im Netz"),
    ]
    assert "10 Berichte" in told.choices[-1].reason


def test_a_month_of_reports_fits_into_a_mail() -> None:
    """M12: below 102,400 bytes by itself, whatever a month brings."""
    made = digest(90)
    assert len(made.html.encode()) < CLIP * 2 / 3
    assert page_of(made).count("<section") == 90


def test_an_easy_digest_says_what_has_no_easy_text() -> None:
    """P30: digits, short sentences, and nothing of another text but its title on the web."""
    easy = replace(report(lead="Das Bad ist neu.", title="Das Bad"), language="de-simple")
    items = [replace(one, translations=(easy,)) if place < 1 else one
             for place, one in enumerate(many(3))]  # fmt: skip
    made = compose(
        items, telling("citizens-easy"), language="de-simple", theme=THEME, identity=IDENTITY,
        browser_url="https://rundbrief.example.org/ausgabe/7", whole_url=WHOLE,
    )  # fmt: skip
    assert "Es gibt noch 2 Berichte." in made.text
    assert "Nicht alles gibt es in Leichter Sprache." in made.text
    assert "Thema 2" not in made.text
    assert "Thema 2</h2>" in page_of(made)
    assert "Ein Satz zu 2" not in page_of(made)
    assert [c.subject for c in made.choices if "Leichter Sprache" in c.reason] == [
        "Thema 2",
        "Thema 3",
    ]
