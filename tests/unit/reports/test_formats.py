"""Markdown, HTML and Word come out as the same blocks; nothing dangerous passes (S6, S18)."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from mailer.reports.errors import (
    EmptySourceError,
    ReportError,
    TooLargeError,
    UnknownFormatError,
    UnsafeSourceError,
)
from mailer.reports.model import Image, ItemList, Paragraph, Quote, plain
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
    assert [plain(item) for item in lists[0].items] == ["a", "b"]


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
