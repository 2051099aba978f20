"""Where figures, tables and paragraphs come from, in every format (issue 5)."""

from io import BytesIO

import pytest
from docx import Document

from mailer.reports.codec import content_hash, from_json, to_json
from mailer.reports.model import Figure, Image, Paragraph, Report, Section, Source, plain
from mailer.reports.read import read_report

TOP = "# Titel\n\nEin Satz.\n\n## Zahlen\n\n"
COUNT = Source("Zählstelle", "https://zaehlung.stadt.example.org/2025")
PLAIN = """Radverkehr wächst

Die Stadt Jena zählt seit 2020 Räder.

Zahlen

An der Brücke fuhren 2025 mehr Räder als Autos.
Quelle: Zählstelle, https://zaehlung.stadt.example.org/2025

Gesamtkosten: 1,2 Mio. Euro
Radwege: 14 Kilometer
Quelle: Haushaltsplan 2026

Ausblick

Im Mai folgen drei weitere Zählstellen.

Quellen: Tiefbauamt; Radverkehrsplan
"""
MARKDOWN = """# Radverkehr wächst

Die Stadt Jena zählt seit 2020 Räder.

## Zahlen

An der Brücke fuhren 2025 mehr Räder als Autos.

*Quelle: [Zählstelle](https://zaehlung.stadt.example.org/2025)*

Es werden noch mehr.
"""
HTML = """<article><h1>Radverkehr wächst</h1><p>Die Stadt Jena zählt seit 2020 Räder.</p>
<h2>Zahlen</h2><table><tr><th>Jahr</th><th>Räder</th></tr><tr><td>2025</td><td>1.800</td></tr></table>
<p><small>(Quelle: <a href="https://zaehlung.stadt.example.org/2025">Zählstelle</a>)</small></p>
<p>Es werden noch mehr.</p></article>"""


def word() -> bytes:
    file, paper = BytesIO(), Document()
    paper.add_heading("Radverkehr wächst", 0)
    paper.add_paragraph("Die Stadt Jena zählt seit 2020 Räder.")
    paper.add_heading("Zahlen", 1)
    paper.add_paragraph("An der Brücke fuhren 2025 mehr Räder als Autos.")
    paper.add_paragraph("Quelle: Zählstelle, https://zaehlung.stadt.example.org/2025")
    paper.add_paragraph("Es werden noch mehr.")
    paper.save(file)
    return file.getvalue()


def numbers(report: Report) -> Section:
    return next(section for section in report.sections if section.heading == "Zahlen")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", PLAIN.encode()),
        ("a.md", MARKDOWN.encode()),
        ("a.html", HTML.encode()),
        ("a.docx", word()),
    ],
    ids=["text", "markdown", "html", "word"],
)
def test_a_source_is_of_what_stands_above(name: str, data: bytes) -> None:
    """'Quelle: ...' opens no section, stays no paragraph, and keeps its link."""
    report = read_report(name, data)
    assert COUNT in numbers(report).sources
    assert [s.heading for s in report.sections if "uelle" in s.heading] == []
    assert "Quelle" not in repr([s.blocks for s in report.sections])
    last = numbers(report).blocks[-1]
    assert name == "a.txt" or (
        isinstance(last, Paragraph) and plain(last.text) == "Es werden noch mehr."
    )


def test_figures_carry_their_source() -> None:
    """All figures that stand together get it, and nothing else does."""
    section = numbers(read_report("a.txt", PLAIN.encode()))
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    assert [(f.value, f.source) for f in figures] == [
        ("1,2 Mio. Euro", "Haushaltsplan 2026"),
        ("14 Kilometer", "Haushaltsplan 2026"),
    ]
    assert section.sources == (COUNT,)


def test_several_sources_stand_in_one_line() -> None:
    """Semicolons part them."""
    report = read_report("a.txt", PLAIN.encode())
    assert report.sections[-1].sources == (Source("Tiefbauamt"), Source("Radverkehrsplan"))


def test_the_source_of_a_picture_is_its_credit() -> None:
    """Below a picture, the line names who made it."""
    page = TOP + "![Brücke](https://stadt.example.org/b.jpg)\n\nQuelle: Stadtarchiv\n"
    image = read_report("a.md", page.encode()).sections[-1].blocks[0]
    assert isinstance(image, Image)
    assert image.credit == "Stadtarchiv"


def test_a_line_that_was_joined_to_its_paragraph() -> None:
    """Markdown joins lines; a sentence about sources in the middle stays."""
    page = TOP + "Es fuhren 12 Räder.\nQuelle: Zählung 2025\n"
    section = numbers(read_report("a.md", page.encode()))
    assert section.sources == (Source("Zählung 2025"),)
    assert plain(section.blocks[0].text) == "Es fuhren 12 Räder."  # type: ignore[union-attr]
    page = (
        "# Titel\n\nEin Satz.\n\n## Zahlen\n\nDie Quelle: Sie sprudelt wieder. Alle freuen sich.\n"
    )
    assert numbers(read_report("a.md", page.encode())).sources == ()


def test_sources_survive_the_database_and_change_no_known_hash() -> None:
    """What has none is written as before, so that no report becomes a revision by an update."""
    report = read_report("a.txt", PLAIN.encode())
    assert from_json(to_json(report)) == report
    bare = read_report("b.txt", b"Titel\n\nEin Satz.\n\nZahlen\n\nKosten: 12 Euro\nPreis: 3 Euro\n")
    assert "'url'" not in repr([section["blocks"] for section in to_json(bare)["sections"]])
    assert all("sources" not in section for section in to_json(bare)["sections"])
    assert content_hash(bare) == content_hash(from_json(to_json(bare)))
