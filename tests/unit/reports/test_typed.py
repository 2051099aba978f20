"""What is typed like a heading, a caption, a note or a contact without being marked as one."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from mailer.editions.weigh import words
from mailer.reports.model import Image, ItemList, Quote, Report, plain
from mailer.reports.prose.dates import find_dates
from mailer.reports.read import read_report

BODY = "Das ist ein ganzer Satz, der lang genug ist, um ein Absatz zu sein."


def read(text: str) -> Report:
    """A report in Markdown below a title and a lead."""
    return read_report("a.md", f"# Titel des Berichts\n\n{BODY}\n\n{text}\n".encode())


def headings(report: Report) -> list[tuple[str, int]]:
    """What the sections are called, with their level."""
    return [(s.heading, s.level) for s in report.sections]


def items(report: Report) -> list[str]:
    """The items of all lists."""
    lists = (b.items for s in report.sections for b in s.blocks if isinstance(b, ItemList))
    return [plain(item) for found in lists for item in found]


def test_a_line_in_bold_type_is_a_heading() -> None:
    """On the level below the heading that it stands under; a sentence in bold type is none."""
    report = read(
        f"**Kosten:**\n\n{BODY}\n\n## Stand\n\n**Dach**\n\n{BODY}\n\n**Bitte kommen Sie.**"
    )
    assert headings(report) == [("Kosten", 2), ("Stand", 2), ("Dach", 3)]


def test_a_word_file_without_styles_has_title_headings_captions_and_tables() -> None:
    """Bold lines for headings, 'Caption' below a picture, a first row that names the columns."""
    word = docx.Document()
    for said in ("Neubau der Schule", "Was es kostet"):
        word.add_paragraph().add_run(said).bold = True
        word.add_paragraph(BODY)
    table = word.add_table(rows=3, cols=3)
    cells = ["Abschnitt", "Beginn", "Ende", "Rohbau", "Mai", "Juni", "Dach", "Juli", "August"]
    for cell, said in zip((c for row in table.rows for c in row.cells), cells, strict=True):
        cell.text = said
    data = io.BytesIO()
    word.save(data)
    report = read_report("a.docx", data.getvalue())
    assert report.title == "Neubau der Schule"
    assert headings(report) == [("Was es kostet", 2)]
    assert items(report) == ["Rohbau: Beginn Mai; Ende Juni", "Dach: Beginn Juli; Ende August"]


@pytest.mark.parametrize("caption", ["*Das Dach im Mai*", "Foto: Stadt Jena / T. Muster"])
def test_what_stands_below_a_picture_is_its_caption(caption: str) -> None:
    (section,) = read(
        f"![Ein Dach](https://jena.example.org/a.png)\n\n{caption}\n\n{BODY}"
    ).sections
    (image,) = (b for b in section.blocks if isinstance(b, Image))
    assert image.caption == caption.strip("*")
    assert words(section.blocks[-1]) == BODY


def test_points_below_a_point_stay_with_it() -> None:
    """They say nothing alone; where all of it is too long for one point, each is its own."""
    nested = "- Wir bauen nachts.\n   - Das ist laut.\n- Zählung\n   - Räder\n   - Autos"
    assert items(read(nested)) == ["Wir bauen nachts. Das ist laut.", "Zählung: Räder; Autos"]
    assert items(read(f"- Eins\n  - {'lang ' * 60}")) == ["Eins", "lang " * 59 + "lang"]


def test_footnotes_stand_at_the_end_with_their_numbers() -> None:
    note = "[^a]: Bericht des Landes,\n    Seite 4."
    report = read(f"## Prüfung\n\nAlles ist gut.[^a]\n\n{note}\n\n## Ende\n\nJa.")
    assert [words(b) for s in report.sections for b in s.blocks] == [
        "Alles ist gut.[1]",
        "Ja.",
        "[1] Bericht des Landes, Seite 4.",
    ]


def test_a_contact_in_a_line_is_no_news() -> None:
    report = read(f"## Ende\n\n{BODY}\n\n**Kontakt:** Stabsstelle, Tel. 03641 49-2044, a@jena.test")
    assert headings(report)[-1] == ("Kontakt", 2)
    assert report.contact is not None
    assert report.contact.email == "a@jena.test"


def test_who_said_it_may_stand_at_the_foot_of_a_quote() -> None:
    said = "<blockquote><p>So ist es.</p><footer>Ada Muster</footer></blockquote>"
    page = f"<h1>Titel</h1><p>Worte.</p>{said}"
    (section,) = read_report("a.html", page.encode()).sections
    (quote,) = (b for b in section.blocks if isinstance(b, Quote))
    assert (quote.text, quote.speaker) == ("So ist es.", "Ada Muster")


def test_minutes_say_in_their_title_of_which_meeting_they_are() -> None:
    head = "Niederschrift über die 27. Sitzung\nDatum: 12.11.2026\nOrt: Rathaus"
    text = f"Ausschuss für Umwelt\n\n{head}\n\nTOP 1 Bäume\n{BODY}"
    report = read_report("a.txt", text.encode())
    assert report.title == "Ausschuss für Umwelt: Niederschrift über die 27. Sitzung"
    assert report.date == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Der Rat tagt am 11. Januar im Rathaus.", 2027),
        ("Bis zum 15. Februar nehmen wir Anträge an.", 2027),
        ("Am 20. März lädt die Stelle zum Zukunftstag.", 2027),
        ("Am 3. März legte ein Fehler die Seite lahm.", 2026),
        ("Der Beschluss vom 14. Januar gilt.", 2026),
        ("Am 12. Oktober stimmte der Rat zu.", 2026),
        ("Am 9. Dezember entscheidet der Rat.", 2026),
        ("Apply until 31 March.", 2027),
        ("The bridge was closed on 4 February.", 2026),
    ],
)
def test_a_day_without_a_year_is_next_years_where_that_is_meant(text: str, year: int) -> None:
    """In a report of November, January is to come, unless it is told as past."""
    (found,) = find_dates(text, date(2026, 11, 16))
    assert found.start.year == year


def test_a_report_of_january_tells_of_last_december() -> None:
    (found,) = find_dates("Am 16. Dezember wurde gewählt.", date(2027, 1, 12))
    assert found.start == date(2026, 12, 16)
