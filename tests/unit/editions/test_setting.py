"""How mails are set: figures beside each other, words that break well, pictures not too tall."""

from __future__ import annotations

import pytest

from mailer.editions.check.dom import Page
from mailer.editions.colours import PAPER, SEEN, contrast, palette
from mailer.editions.figures import numbers
from mailer.editions.hyphens import SHY, softened
from mailer.editions.images import fitting, upright
from mailer.editions.model import Theme
from mailer.editions.skeleton import filled_text
from mailer.reports.model import Figure, Image
from tests.browser.test_mails import VALUES
from tests.unit.editions.layouts import EVERY, laid_out
from tests.unit.editions.reports import edition, item, report, section, text

FIGURES = [Figure("3,4 km", "Wege"), Figure("240", "Plätze"), Figure("80 %", "Förderung")]


@pytest.mark.parametrize(
    ("values", "across"),
    [
        (["3 km"], [1]),
        (["3 km", "4 km", "5 km"], [3]),
        (["3 km", "4 km", "5 km", "6 km"], [2, 2]),
        (["3 km"] * 5, [3, 2]),
        (["3 km", "1,2 Mio. Euro", "5 km"], [2, 1]),
        (["3 km", "rund 1,2 Millionen Euro"], [1, 1]),
    ],
)
def test_figures_stand_beside_each_other_where_they_have_room(
    values: list[str], across: list[int]
) -> None:
    made = numbers([Figure(value, "was") for value in values])
    assert [len(list(filter(None, row))) for row in made.rows] == across
    assert len({len(row) for row in made.rows}) == 1
    assert [figure.value for figure in made.figures] == values


def test_figures_are_cells_in_html_and_columns_in_the_text() -> None:
    """Issue 5: beside each other without CSS, too; what they count stands in one column."""
    mail = edition("councils", item(report(section("Zahlen", *FIGURES, text("Und mehr.")))))
    rows = [row for row in Page(mail.html).all("tr") if "3,4 km" in row.text]
    assert "Förderung" in min((row.text for row in rows), key=len)
    assert "\n3,4 km:  Wege\n240:     Plätze\n80 %:    Förderung\n\nUnd mehr." in mail.text


@pytest.mark.parametrize(
    ("word", "parted"),
    [
        ("Bürgerbeteiligungsverfahren", "Bürger-beteiligungs-verfahren"),
        ("Stadtentwicklungsausschuss", "Stadt-entwicklungs-ausschuss"),
        ("Grundstücksverkehrsgenehmigung", "Grund-stücks-verkehrs-genehmigung"),
        ("Verkehrsberuhigung", "Verkehrsberuhigung"),
        ("Stadtrat", "Stadtrat"),
    ],
)
def test_very_long_words_may_break_where_they_are_put_together(word: str, parted: str) -> None:
    """M65: on a phone they would break anywhere; the text part and other words stay as they are."""
    assert softened(f"Zur {word}.") == f"Zur {parted.replace('-', SHY)}."


@pytest.mark.parametrize(
    "words",
    ["eine E-Mail an", "03641 49-12 34", "+49 (0)3641 49-1234", "mit der S-Bahn", "3 U-Bahnen"],
)
def test_no_line_ends_in_a_telephone_number_or_behind_one_letter(words: str) -> None:
    """M65: at 320 pixels; they can be searched and copied as they were written."""
    mail = edition("councils", item(report(section("Neu", text(f"Wir haben {words} heute.")))))
    page = Page(mail.html)
    kept = [e.text for e in page.all("span") if e.style.get("white-space") == "nowrap"]
    assert any(piece in words.replace(" ", "\u00a0") or piece in words for piece in kept)
    assert f"Wir haben {words} heute." in page.text.replace("\u00a0", " ")
    assert f"Wir haben {words} heute." in mail.text


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_lines_of_the_text_have_at_most_78_characters(key: tuple[str, str, str]) -> None:
    """M8: with what slots are filled with, all but addresses."""
    lines = filled_text(laid_out(*key), VALUES).splitlines()
    assert [line for line in lines if len(line) > 78 and "https://" not in line] == []


def test_an_upright_picture_leaves_room_for_words() -> None:
    tall, wide = Image("a", width=800, height=1200), Image("b", width=1200, height=800)
    assert (upright(tall), fitting(tall, 568)) == (True, (320, 480))
    assert (upright(wide), fitting(wide, 568)) == (False, (568, 379))
    assert fitting(Image("c"), 568) == (568, 0)


def test_the_title_of_a_story_is_its_link() -> None:
    """M64: by its own words, for GMX and WEB.DE drop aria-label; easy language says 'read on'."""
    page = Page(laid_out("digest", "citizens", "de").html)
    titles = [e.text for e in page.all("h2")]
    links = [e.text for e in page.all("a")]
    assert set(titles) <= set(links)
    easy = Page(laid_out("digest", "citizens-easy", "de").html)
    said = [e.text for e in easy.all("a") if e.text.startswith("Hier lesen Sie mehr: ")]
    assert len(set(said)) == 2


@pytest.mark.parametrize("primary", ["#ffd400", "#0a4a6e", "#3b0a45", "#9ad0ff"])
def test_boxes_of_a_light_theme_can_be_seen(primary: str) -> None:
    assert contrast(palette(Theme(city="Jena", primary=primary)).tint, PAPER) >= SEEN
