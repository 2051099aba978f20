"""Markdown, HTML and Word come out as the same blocks; nothing dangerous passes (S6, S18)."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from mailer.reports.errors import (
    EmptySourceError,
    ReportError,
    TooLargeError,
    UnknownFormatError,
    UnknownLanguageError,
    UnsafeSourceError,
)
from mailer.reports.model import Figure, Image, ItemList, Paragraph, Quote, plain
from mailer.reports.read import MAX_BYTES, read_report

MARKDOWN = """---
topics: Bau, Verkehr
date: 2025-03-12
---
# Neue Brücke

Die Brücke ist **fertig**, siehe [Plan](https://jena.example.org/plan).

## Bau

- eins
- zwei

> Jetzt geht es schneller.
>
> — Anna Weber, Bauleiterin

Danach sagte Otto Brand: „Wir sind froh darüber.“
"""


def test_markdown_keeps_links_emphasis_lists_and_quotes() -> None:
    """Front matter, a block quote with its signature, speech in a paragraph."""
    report = read_report("a.md", MARKDOWN.encode())
    assert (report.title, report.topics) == ("Neue Brücke", ("Bau", "Verkehr"))
    assert [(s.text, s.style, s.href) for s in report.lead][1] == ("fertig", "strong", "")
    assert any(s.href == "https://jena.example.org/plan" for s in report.lead)
    items, cited, said = report.sections[0].blocks
    assert isinstance(items, ItemList)
    assert isinstance(cited, Quote)
    assert (cited.text, cited.speaker, cited.role) == (
        "Jetzt geht es schneller.",
        "Anna Weber",
        "Bauleiterin",
    )
    assert isinstance(said, Quote)
    assert said.speaker == "Otto Brand"


HOSTILE = """<html><head><title>Seite</title></head><body><nav>Menü</nav>
<h1>Titel &amp; mehr</h1><p>Vor <a href="javascript:alert(1)">dem</a> Fest
<img src="https://jena.example.org/a.png" alt="Bild" width="600" onerror="x()">
ist nach dem Fest.</p>
<script>alert(1)</script><style>p{}</style><iframe src="https://evil.test"></iframe>
<p style="position:fixed" onclick="x()">Zweiter <b>Absatz</b>\ue000first_name\ue001</p>
<img src="https://zaehler.test/p.gif" width="1" height="1"><img src="data:image/png;base64,AA">
<svg><script>alert(2)</script></svg>
<h3>Weiter</h3><ul><li>a<ul><li>b</li></ul></li></ul>
</body></html>"""


def test_html_is_sanitised_before_it_is_read() -> None:
    """S6: scripts, handlers, frames, counting pixels and foreign schemes leave no trace."""
    report = read_report("a.html", HOSTILE.encode())
    assert report.title == "Titel & mehr"
    dump = repr(report)
    for trace in ("alert", "javascript", "onerror", "evil", "zaehler", "data:", "Menü", "\ue000"):
        assert trace not in dump
    images = [b for s in report.sections for b in s.blocks if isinstance(b, Image)]
    assert [(i.src, i.alt, i.width) for i in images] == [
        ("https://jena.example.org/a.png", "Bild", 600)
    ]
    lists = [b for s in report.sections for b in s.blocks if isinstance(b, ItemList)]
    assert [plain(item) for item in lists[0].items] == ["a: b"]


def test_a_block_quote_may_name_its_speaker_inside() -> None:
    """As people write it in Markdown: '> „…“, sagte ...'."""
    text = "# Titel\n\nWorte.\n\n> „Wir lassen niemanden allein“, sagte Marktleiterin Ada Muster.\n"
    [section] = read_report("a.md", text.encode()).sections
    [quote] = [block for block in section.blocks if isinstance(block, Quote)]
    assert (quote.text, quote.speaker) == ("Wir lassen niemanden allein.", "Ada Muster")


def test_a_figure_around_a_quote_names_its_speaker() -> None:
    """The way of HTML: whoever is quoted stands in the caption, also if nobody knows the name."""
    page = """<h1>Titel</h1><p>Worte.</p><figure><blockquote><p>So ist es.</p></blockquote>
    <figcaption>Ada Muster, Leiterin des Archivs</figcaption></figure><p>Ende.</p>"""
    [section] = read_report("a.html", page.encode()).sections
    [quote] = [block for block in section.blocks if isinstance(block, Quote)]
    assert (quote.text, quote.speaker, quote.role) == (
        "So ist es.",
        "Ada Muster",
        "Leiterin des Archivs",
    )


TOP = "<h1>Titel</h1><p>Ein Satz.</p><h2>Zahlen</h2>"
COSTS = [Figure("1,2 Mio. Euro", "Kosten"), Figure("4 km", "Länge")]
KEPT = "<tr><td>Kosten</td><td>1,2 Mio. Euro</td></tr>"
KEPT_LENGTH = "<tr><td>Länge</td><td>4 km</td></tr>"
TABLE = """# Titel

Ein Satz.

## Zahlen

| Was | Wie viel |
|--|--|
| Kosten | 1,2 Mio. Euro |
| Länge | 4 km |
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            f"{TOP}<dl><dt>Kosten</dt><dd>1,2 Mio. Euro</dd><dt>Länge:</dt><dd>4 km</dd></dl>",
        ),
        ("b.html", f"{TOP}<table>{KEPT}<tr><th>Länge</th><td><p>4 km</p></td></tr></table>"),
        (
            "c.html",
            f"{TOP}<table><tr><th>Was</th><th>Wert</th></tr>{KEPT}{KEPT_LENGTH}</table>",
        ),
        ("d.md", TABLE),
    ],
)
def test_labels_with_numbers_are_figures_in_every_markup(name: str, text: str) -> None:
    """As 'Kosten: 1,2 Mio. Euro' is in plain text: definition lists, and tables of two columns."""
    [section] = read_report(name, text.encode()).sections
    assert list(section.blocks) == COSTS


def test_a_column_names_what_it_counts_and_a_source_what_it_counted() -> None:
    """A number without a unit is one in such a table; its caption stays above it."""
    page = (
        f"{TOP}<table><caption>Zählung im Mai</caption><thead><tr><th>Ort</th><th>Räder</th></tr>"
        "</thead><tr><td>Brücke</td><td>1.800</td></tr><tr><td>Markt</td><td>+12</td></tr></table>"
        "<p>Quelle: Zählstelle</p>"
    )
    caption, *figures = read_report("a.html", page.encode()).sections[0].blocks
    assert isinstance(caption, Paragraph)
    assert figures == [
        Figure("1.800", "Brücke (Räder)", "Zählstelle"),
        Figure("+12", "Markt (Räder)", "Zählstelle"),
    ]


@pytest.mark.parametrize(
    "grid",
    [
        "<table><tr><td>2024</td><td>1.700</td></tr><tr><td>2025</td><td>1.800</td></tr></table>",
        f"<table>{KEPT}<tr><td>Amt</td><td>03641 123456</td></tr></table>",
        f"<table>{KEPT}<tr><td>Ort</td><td>Brücke</td></tr></table>",
        f"<table>{KEPT.replace('</tr>', '<td>2026</td></tr>')}</table>",
        f"<table>{KEPT}<tr><td>Mehr</td><td><a href='https://a.example.org/'>12</a></td></tr></table>",
        f"<table>{''.join(KEPT.replace('Kosten', f'Teil {n}') for n in 'abcdefghi')}</table>",
        f"<table><tr><td><table>{KEPT}</table><h3>Oben</h3></td><td>4 km</td></tr></table>",
        "<dl><dt>Was kostet das?</dt><dd>1,2 Mio. Euro</dd></dl>",
        f"<dl><dt>Kosten</dt><dd>{'Sie sind hoch. ' * 10}</dd></dl>",
        "<dl><dt>Kosten</dt><dd><ul><li>4 km</li></ul></dd></dl>",
    ],
)
def test_other_tables_and_lists_stay_what_they_are(grid: str) -> None:
    """Years, telephones, words, three columns, links, long tables, layout, questions, text."""
    report = read_report("a.html", (TOP + grid).encode())
    blocks = [block for section in report.sections for block in section.blocks]
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert not figures or "Oben" in grid
    for words in re.findall(r">([^<>]{2,})<", grid):
        assert words.strip() in repr(blocks) + repr([s.heading for s in report.sections])


def test_definitions_are_facts() -> None:
    """What a list of terms says beside numbers is a list with its labels, links and all."""
    page = TOP + (
        "<dl><dt>Wo</dt><dd>Brücke</dd><dt>Mehr</dt>"
        '<dd>im <a href="https://a.example.org/plan">Plan</a></dd><dd>im Amt</dd></dl>'
    )
    [facts] = read_report("a.html", page.encode()).sections[0].blocks
    assert isinstance(facts, ItemList)
    assert [plain(i) for i in facts.items] == ["Wo: Brücke", "Mehr: im Plan", "Mehr: im Amt"]
    assert facts.items[0][0].style == "strong"
    assert "https://a.example.org/plan" in repr(facts.items[1])


def test_a_page_without_headings_takes_its_title() -> None:
    """The title element, as text."""
    report = read_report("a.htm", b"<title>Neu &amp; gut</title><p>Ein Absatz steht hier.</p>")
    assert (report.title, plain(report.lead)) == ("Neu & gut", "Ein Absatz steht hier.")


def word_file() -> bytes:
    """A Word file as an editor writes it."""
    document = docx.Document()
    document.add_heading("Bericht aus Jena", 0)
    document.add_paragraph("Der Lead steht hier und sagt das Wichtigste.")
    document.add_heading("Verkehr", 1)
    document.add_paragraph("Paul Degen sagte: „Der Bus kommt öfter.“ So ist es.")
    document.add_paragraph("eins", style="List Bullet")
    document.add_paragraph("zwei", style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_files_are_read() -> None:
    """Styles become title, headings and lists; speech is found as anywhere."""
    report = read_report("a.docx", word_file())
    assert report.title == "Bericht aus Jena"
    assert plain(report.lead).startswith("Der Lead")
    (section,) = report.sections
    assert section.heading == "Verkehr"
    quote, rest, items = section.blocks
    assert isinstance(quote, Quote)
    assert isinstance(rest, Paragraph)
    assert isinstance(items, ItemList)
    assert len(items.items) == 2


def archive(files: dict[str, bytes]) -> bytes:
    """A zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.pdf", b"%PDF-1.7", UnknownFormatError),
        ("a", b"Text", UnknownFormatError),
        ("a.txt", b" \r\n ", EmptySourceError),
        ("a.txt", b"--- *** ---", EmptySourceError),
        ("a.html", b"<script>x</script>", EmptySourceError),
        ("a.txt", b"a" * (MAX_BYTES + 1), TooLargeError),
        ("a.txt", b"Wort " * 250_000, TooLargeError),
        ("a.html", b"<div>" * 100_000 + b"x", TooLargeError),
        ("a.md", b"> " * 50_000 + b"x", ReportError),
        ("a.docx", b"PK\x03\x04 broken", ReportError),
        ("a.docx", archive({"x.txt": b"no document"}), ReportError),
        ("a.docx", archive({"word/document.xml": b"not xml"}), ReportError),
        ("a.txt", "مدينة يينا تفتتح محطة دراجات ".encode(), UnknownLanguageError),
        ("a.docx", archive({"word/document.xml": b"\0" * 20_000_000}), UnsafeSourceError),
        (
            "a.docx",
            archive({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            UnsafeSourceError,
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    name: str, data: bytes, error: type[ReportError]
) -> None:
    """S18: each error names file, place and remedy, in English and German."""
    with pytest.raises(error) as caught:
        read_report(name, data)
    for language in ("de", "en"):
        sentence = caught.value.sentence(language)
        assert sentence.startswith(name)
        assert sentence.endswith(".")
    assert caught.value.place or name == "a"
    assert caught.value.remedy


TABLE = """<table><tr><th>Art</th><th>Plan</th><th>Ist</th></tr>
<tr><td>Steuern</td><td>66,5</td><td>61,3</td></tr></table>"""
UNMARKED = TABLE.replace("th>", "td>")


@pytest.mark.parametrize("table", [TABLE, UNMARKED, f"{TABLE}<table><tr><td><p>So</p></td></tr>"])
def test_rows_of_a_table_say_what_their_figures_are(table: str) -> None:
    """A figure without the head of its column says nothing."""
    report = read_report(
        "a.html", f"<h1>Bericht</h1><p>Die Lage.</p><h2>Zahlen</h2>{table}".encode()
    )
    listed = report.sections[0].blocks[0]
    assert isinstance(listed, ItemList)
    assert [plain(item) for item in listed.items] == ["Steuern: Plan 66,5; Ist 61,3"]


def test_a_day_that_opens_an_item_keeps_its_number() -> None:
    """Markdown takes '22.' for the number of a list in the list."""
    report = read_report(
        "a.md", b"# Plan\n\nBald.\n\n## Termine\n\n- 22. April: Fest\n- bis Mai: Bau\n"
    )
    listed = report.sections[0].blocks[0]
    assert isinstance(listed, ItemList)
    assert [plain(item) for item in listed.items] == ["22. April: Fest", "bis Mai: Bau"]


def test_the_foot_of_a_page_is_no_part_of_its_text() -> None:
    page = "<main><h1>Bericht</h1><p>Die Lage.</p></main><footer><p>Impressum</p></footer>"
    assert "Impressum" not in repr(read_report("a.html", page.encode()))


def test_of_when_a_text_is_stands_above_it() -> None:
    """Not in the place of the lead, where the news belongs."""
    report = read_report(
        "a.md", b"# Abschluss\n\n*Stand: 30. Oktober 2026, Nr. 4*\n\nEs war gut.\n"
    )
    assert plain(report.lead) == "Es war gut."
    assert str(report.date) == "2026-10-30"
