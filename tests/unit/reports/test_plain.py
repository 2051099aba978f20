"""Headings, paragraphs, lists and facts of pasted text, in all the ways people mark them."""

from __future__ import annotations

import pytest

from mailer.reports.model import Figure, ItemList, Paragraph, Report, plain
from mailer.reports.read import read_report

BODY = "Das ist ein ganzer Satz, der lang genug ist, um ein Absatz zu sein."


def read(text: str) -> Report:
    """A text as a report."""
    return read_report("text.txt", text.encode())


def headings(report: Report) -> list[str]:
    """The headings in order."""
    return [s.heading for s in report.sections if s.heading]


@pytest.mark.parametrize(
    ("marked", "heading"),
    [
        ("\nWas jetzt geschieht\n\n", "Was jetzt geschieht"),
        ("\nWas jetzt geschieht\n", "Was jetzt geschieht"),
        ("Was jetzt geschieht\n", "Was jetzt geschieht"),
        ("\nWas jetzt geschieht:\n\n", "Was jetzt geschieht"),
        ("\n1. Anlass\n\n", "1. Anlass"),
        ("\n2.1 Standorte\n", "2.1 Standorte"),
        ("\nTOP 3 Verschiedenes\n", "TOP 3 Verschiedenes"),
        ("\nII. Straßen\n\n", "II. Straßen"),
        ("\nKOSTEN UND FÖRDERUNG\n", "KOSTEN UND FÖRDERUNG"),
        ("\nEckdaten\n--------\n", "Eckdaten"),
        ("\nEckdaten\n========\n", "Eckdaten"),
        ("\n## Eckdaten ##\n", "Eckdaten"),
        ("\n**Eckdaten**\n\n", "Eckdaten"),
        ("\nKeynote: Reden hilft\n\n", "Keynote: Reden hilft"),
        ("\nWas bedeutet das für Jena?\n\n", "Was bedeutet das für Jena?"),
    ],
)
def test_headings_are_found_however_they_are_marked(marked: str, heading: str) -> None:
    """Set apart, above their paragraph, numbered, in capitals, underlined or with a sign."""
    report = read(f"Titel des Berichts\n\n{BODY}\n{marked}{BODY}\n\n{BODY}")
    assert headings(report) == [heading]
    assert plain(report.lead) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Mit freundlichen Grüßen",
        "Jena, 12. März 2025",
        "presse@jena.example.org",
        "Das ist kurz.",
        "Ort: Volkshaus",
        "Folgende Schritte sind geplant:",
        "- ein Punkt",
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    """Greetings, places with dates, addresses, sentences, facts and list items."""
    assert headings(read(f"Titel\n\n{BODY}\n\n{line}\n\n{BODY}")) == []


def test_broken_lines_are_joined_and_whole_ones_are_not() -> None:
    """Text wrapped at 72 columns is one paragraph; one line a paragraph stays so."""
    wrapped = (
        "Die Stadt hat im vergangenen Jahr vier neue Wege gebaut, die nun von\n"
        "vielen Menschen genutzt werden. Ein fünfter Weg folgt im Herbst, wenn\n"
        "die Brücke fertig ist.\n"
    )
    report = read(f"Titel\n\n{wrapped}\n{wrapped}")
    assert plain(report.lead) == " ".join(wrapped.split())
    assert len(report.sections[0].blocks) == 1
    assert len(read(f"Titel\n\n{BODY}\n{BODY}\n{BODY}").sections[0].blocks) == 2


def test_lists_keep_their_items() -> None:
    """Bullets of many kinds, numbers, letters, and items that go on in the next line."""
    for mark in "-*•–":
        report = read(f"Titel\n\n{BODY}\n\n{mark} eins\n{mark} zwei,\n  zweiter Teil\n{mark} drei")
        block = report.sections[0].blocks[0]
        assert isinstance(block, ItemList)
        assert [plain(item) for item in block.items] == ["eins", "zwei, zweiter Teil", "drei"]
        assert not block.ordered
    numbered = read(f"Titel\n\n{BODY}\n\n1. eins\n2. zwei\n").sections[0].blocks[0]
    assert isinstance(numbered, ItemList)
    assert numbered.ordered


def test_facts_become_a_list_and_plain_numbers_figures() -> None:
    """'Label: value' lines; a figure is made only where the value is nothing but a number."""
    report = read(f"Titel\n\n{BODY}\n\nWann: heute\nWo: hier\nKosten: 1,2 Mio. Euro")
    facts, figure = report.sections[0].blocks
    assert isinstance(facts, ItemList)
    assert [plain(item) for item in facts.items] == ["Wann: heute", "Wo: hier"]
    assert figure == Figure("1,2 Mio. Euro", "Kosten")
    told = read(f"Titel\n\n{BODY}\n\nWege: 3,4 km\nPlätze: 240\nBäume: 1.200")
    assert told.sections[0].blocks == (
        Figure("3,4 km", "Wege"), Figure("240", "Plätze"), Figure("1.200", "Bäume"),
    )  # fmt: skip


def test_what_stands_above_the_title_is_kept_apart() -> None:
    """Kind of paper, number, place and date; the date is the report's."""
    report = read(f"PRESSEMITTEILUNG\nNr. 3\n\nJena, 12. März 2025\n\nTitel hier\n\n{BODY}")
    assert report.kicker == ("PRESSEMITTEILUNG", "Nr. 3", "Jena, 12. März 2025")
    assert report.title == "Titel hier"
    council = read(f"Stadt Jena\nVorlage: 25/1\nBetreff: Neue Brunnen\n\n{BODY}")
    assert (council.title, council.kicker) == ("Neue Brunnen", ("Stadt Jena", "Vorlage: 25/1"))
    dated = read(f"Jena, 12. März 2025\n\nTitel hier\n\n{BODY}")
    assert dated.date is not None
    assert dated.date.isoformat() == "2025-03-12"


def test_a_text_without_title_gets_its_first_sentence() -> None:
    """Mail needs a subject: a short first sentence moves up, a long one is shortened."""
    short = read("Das Rathaus bleibt heute zu. " + BODY * 3)
    assert short.title == "Das Rathaus bleibt heute zu"
    long = read("Das Rathaus " + "und das Bürgerbüro " * 12 + "bleiben zu. " + BODY)
    assert long.title.endswith("…")
    assert plain(long.lead).startswith("Das Rathaus und das")


def test_links_and_contacts_are_found() -> None:
    """Addresses become links without the full stop behind them; a contact gets its fields."""
    report = read(
        f"Titel\n\nMehr auf www.jena.example.org/a. Fragen an a@jena.example.org.\n\n{BODY}\n\n"
        "Kontakt: Bauamt Jena, Telefon 03641 49-1234, bau@jena.example.org"
    )
    hrefs = [span.href for span in report.lead if span.href]
    assert hrefs == ["https://www.jena.example.org/a", "mailto:a@jena.example.org"]
    assert report.contact is not None
    assert (report.contact.email, report.contact.phone) == (
        "bau@jena.example.org",
        "03641 49-1234",
    )
    assert report.sections[-1].marks == ("contact",)
    assert isinstance(report.sections[-1].blocks[0], Paragraph)


def test_language_is_told_by_small_words() -> None:
    """German and English; front matter overrules."""
    assert read("Title\n\nThe city has opened a new library in the old town.").language == "en"
    assert read(f"Titel\n\n{BODY}").language == "de"
    assert read(f"---\nlanguage: en\n---\nTitel\n\n{BODY}").language == "en"


def test_a_letterhead_is_no_title() -> None:
    """The issuer and its parts, set apart by a bar, stand above the title."""
    text = "Stadt Jena | Pressestelle\n\nNeuer Park am Fluss\n\nDer Park ist offen.\n"
    report = read_report("a.txt", text.encode())
    assert report.title == "Neuer Park am Fluss"
    assert report.kicker == ("Stadt Jena | Pressestelle",)


def test_a_heading_with_nothing_below_it_behind_the_title_is_its_subtitle() -> None:
    """'What it is about' in a line of its own, before the first section."""
    text = (
        "Wir müssen mutiger werden\n\nEin Gespräch über Daten, Fehler und Geduld\n\n"
        "Was war schwierig?\n\nWir haben zu lange geplant.\n\nUnd heute?\n\nHeute testen wir.\n"
    )
    report = read_report("a.txt", text.encode())
    assert report.subtitle == "Ein Gespräch über Daten, Fehler und Geduld"
    assert [section.heading for section in report.sections] == ["Was war schwierig?", "Und heute?"]


def test_a_letter_is_titled_by_its_first_heading() -> None:
    """Not by its thanks; behind a greeting, a sentence begins with a capital."""
    text = (
        "Liebe Leserinnen und Leser,\n\nwieder ist ein Jahr vorbei. Wir danken allen!\n\n"
        f"KITA-BERICHT 2026\n\nWeniger Kinder, nicht weniger Arbeit\n\n{BODY} {BODY}\n"
    )
    report = read(text)
    assert report.title == "KITA-BERICHT 2026"
    assert not report.lead
    assert "Wieder ist ein Jahr vorbei." in repr(report.sections[0])


def test_minutes_are_titled_by_their_committee() -> None:
    text = f"MINUTES\n\nHighways Committee\nThursday 8 October 2026, 6.00 pm, Town Hall\n\n{BODY}"
    report = read(text)
    assert (report.title, str(report.date)) == ("Highways Committee", "2026-10-08")


def test_a_press_release_with_its_day_is_no_title() -> None:
    report = read(
        f"Pressemitteilung der Stadt Jena vom 3. November 2026\n\nBad zu\n\n{BODY}\n\n{BODY}"
    )
    assert (report.title, str(report.date)) == ("Bad zu", "2026-11-03")


def test_a_number_of_a_paper_is_no_lead() -> None:
    report = read(f"Zwischenbericht\n\nVorlage-Nr.: 26/1302-BE\nDatum: 12. November 2026\n\n{BODY}")
    assert "26/1302" not in plain(report.lead)
    assert str(report.date) == "2026-11-12"
