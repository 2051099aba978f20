"""The reader against labelled reports of many shapes; see samples/reports/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer.reports.model import Report, plain
from mailer.reports.read import read_report
from mailer.reports.words import all_texts
from tests.unit.reports.measure import (
    SAMPLES,
    TUNED,
    UNSEEN,
    labels,
    points,
    quotes,
    read,
    score,
)

# The shape of a congress report as it is pasted from a website: headings set apart, two
# paragraphs on consecutive lines, speech behind a colon, a pronoun, an event in marks.
PASTED = (SAMPLES / "stadtgaerten.txt").read_bytes()

SHARED = sorted((Path(__file__).resolve().parents[4] / "shared" / "reports").glob("*.txt"))


def test_tuned_samples_are_read_as_labelled() -> None:
    """Section 3 of the order: the five samples that the rules were made with."""
    right, total, wrong = score(TUNED)
    assert (right, wrong) == (total, [])


def test_measured_samples_stay_as_good_as_measured() -> None:
    """The five samples kept apart while the rules were made."""
    right, total, wrong = score(UNSEEN)
    assert right == total, wrong


@pytest.mark.parametrize("name", [*TUNED, *UNSEEN])
def test_a_wrong_label_would_be_noticed(name: str) -> None:
    """The measure tells right from wrong: a report without sections misses its points."""
    report = Report(language="fr", title="", lead=(), sections=())
    assert sum(points(report, labels(name)).values()) <= 4


def test_pasted_report_has_its_structure() -> None:
    """Title, lead, sections, speakers and roles of a report as people paste it."""
    report = read_report("bericht.txt", PASTED)
    assert report.title.endswith("Saatgut und neue Kontakte")
    assert plain(report.lead).startswith("Am 4. und 5. Oktober 2025")
    assert [s.heading for s in report.sections] == [
        "Grußworte zum Auftakt",
        "Aus Pannen lernen",
        "Vortrag: Boden als Gedächtnis",
        "Was Jena mitnimmt",
    ]
    assert [(q.speaker, q.role) for q in quotes(report)] == [
        ("Marianne Holbein", "Erfurter Dezernentin"),
        ("Jochen Brandeis", "vom Landesamt für Umwelt, Bergbau und Naturschutz (LUBN)"),
        ("Sibylle Arndt", "Leiterin des Instituts für Bodenkunde und Autorin"),
    ]
    assert quotes(report)[2].lead_in.startswith("Sie beschrieb, wie sich")
    assert len(report.sections[0].blocks) == 3


def test_reports_at_hand_beside_the_project_are_structured_too() -> None:
    """Reports that lie beside a checkout; the pasted one above carries the proof without."""
    texts = [path.read_bytes() for path in SHARED] or [PASTED]
    for data in texts:
        report = read_report("bericht.txt", data)
        assert len(quotes(report)) == 3
        assert all(quote.speaker and quote.role for quote in quotes(report))
        assert len([s for s in report.sections if s.heading]) >= 4
        assert report.lead


@pytest.mark.parametrize("name", ["kongress", "kongress.en"])
def test_demo_report_and_its_translation_belong_together(name: str) -> None:
    """Front matter ties the languages of one report and fills what text cannot say."""
    report = read(name)
    assert report.key == "smart-city-kongress-2024"
    assert report.language == ("en" if name.endswith("en") else "de")
    assert [q.speaker for q in quotes(report)] == [
        "Andreas Wolter",
        "Renate Mitterhuber",
        "Christian Geiger",
    ]
    assert report.contact is not None
    assert report.contact.email == "smartcity@jena.example.org"
    assert report.topics
    assert report.sources[0].url


def test_awkward_characters_arrive_whole() -> None:
    """Umlauts, emoji, right-to-left words and things that look like templates are text."""
    report = read("sonderzeichen")
    words = " ".join(all_texts(report))
    for piece in ("{{ first_name }}", "<script>", "שלום", "你好", "=?utf-8?q?test?="):
        assert piece in words
    assert "🎉" in report.title
    assert b"\r\n" in (SAMPLES / "sonderzeichen.txt").read_bytes()


def test_the_very_long_sample_is_long() -> None:
    """At least 3,000 words, read in well under the time a task may take."""
    assert len((SAMPLES / "sehr-lang.txt").read_text().split()) >= 3000
