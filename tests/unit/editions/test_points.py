"""What is a main point, and what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailer.editions.substance import named
from mailer.editions.told import Passage
from mailer.editions.weigh import words
from mailer.reports.model import DateMention
from tests.unit.editions.reports import edition, item, items, report, section, text
from tests.unit.editions.test_tell import everything, parts, points, told


def test_who_was_present_is_no_key_point() -> None:
    """Attendance and the like are no news, however many people they name."""
    there = items("Anwesend: elf Mitglieder und zwei Gäste", "Elf Kinder kamen ins Rathaus.")
    found = report(section("Sitzung", text("Jena hat getagt.")), section("Wer da war", there))
    assert points(told("citizens", found)) == ["Elf Kinder kamen ins Rathaus."]


def test_fragments_are_no_key_points() -> None:
    found = report(section("Mitbringen", items("Fahrräder (nur Bremse und Licht)", "Stühle")))
    assert points(told("citizens", found)) == []


def test_a_proposal_is_no_finding() -> None:
    """Without its heading, a wish would read like a decision."""
    found = report(
        section("Beschlussvorschlag", text("Der Stadtrat stimmt 12 neuen Brunnen in Jena zu.")),
        section("Anlass", text("Im Sommer war es in Jena sehr heiß.")),
    )
    assert points(told("councils", found)) == ["Im Sommer war es in Jena sehr heiß."]
    assert "stimmt 12 neuen Brunnen" in everything(found)


def test_items_that_are_sentences_are_findings() -> None:
    found = report(
        section("Ergebnisse", items("Im Schnitt fuhren 38 Personen mit.", "Stühle")),
        section("Ablauf", text("Der Versuch dauerte ein halbes Jahr.")),
    )
    assert points(told("councils", found))[0] == "Im Schnitt fuhren 38 Personen mit."


def test_what_the_next_sentence_takes_back_is_no_finding() -> None:
    """Shortening keeps the sense: 'the trip took 48 minutes' is not news where it is 31 now."""
    old = "Bisher mussten alle am Markt umsteigen. Die Fahrt nach Jena dauerte 48 Minuten."
    found = report(
        section("Linie 15", text(f"{old} Künftig sind es nur 31 Minuten in Jena.")),
        section("Busse", text("Der Plan sah neue Busse vor. Die Firma ging jedoch insolvent.")),
        section("Kosten", text("Die Linie kostet 1,3 Millionen Euro. Der Rest ist Förderung.")),
    )
    assert points(told("councils", found)) == ["Die Linie kostet 1,3 Millionen Euro."]
    assert "1. Die Linie" not in edition("councils", item(found)).text
    short = report(section("Linie 15", text(f"{old} Künftig sind es 31 Minuten. {'Wort ' * 80}.")))
    (passage,) = parts(told("citizens", short), Passage)
    assert "Künftig sind es 31" in " ".join(map(words, passage.blocks))  # type: ignore[attr-defined]


def test_an_agenda_is_told_by_its_dates() -> None:
    """Lines that begin with a day stand below 'dates', not among the main points."""
    agenda = items("1. Dezember 2026: Infoabend am Markt, 18 Uhr", "14. Dezember 2026: erste Fahrt")
    found = replace(
        report(section("Wie es weitergeht", agenda), section("Kosten", text("Sie sind gering."))),
        date=date(2026, 11, 20),
        dates=(DateMention(date(2026, 12, 1), date(2026, 12, 1), "1. Dezember 2026"),),
    )
    assert points(told("citizens", found)) == []


def test_the_background_is_no_main_point_for_citizens() -> None:
    """What a plan of 2022 calls it is no news; councils may want it."""
    found = report(
        section("Hintergrund", text("Der Plan von 2022 nennt die Linie als Maßnahme 7.")),
        section("Was kommt", text("Die Busse in Jena fahren öfter. Kinder fahren frei.")),
    )
    assert "Maßnahme 7" not in repr(told("citizens", found).parts)
    assert "Der Plan von 2022" in " ".join(points(told("councils", found)))


def test_a_sentence_that_names_next_to_nothing_gives_way() -> None:
    """Where only its place speaks for a sentence, one that names more is told instead of it; what
    the audience looks for stays, however little it names.
    """
    found = report(
        section("Am Abend", text("Am längsten geklatscht wurde bei der „Nacht“. Es war schön.")),
        section("Am Tag", text("Gelacht haben vor allem die Kinder.")),
        section(
            "Die Stände",
            text("Zwei Tage waren nötig. An vielen Ständen ging es um Saatgut, Kompost und Regen."),
        ),
        section("Was es kostete", text("Das Fest kostete 3.000 Euro.")),
        section("In Jena", text("Jena legt vier Gärten an.")),
    )
    assert points(told("citizens", found)) == [
        "Gelacht haben vor allem die Kinder.",
        "Das Fest kostete 3.000 Euro.",
        "An vielen Ständen ging es um Saatgut, Kompost und Regen.",
    ]


@pytest.mark.parametrize(
    ("sentence", "language", "count"),
    [
        ("Am meisten gelacht wurde bei der „Fuck-up-Night“.", "de", 1),
        ("Kinder und Eltern bauten 12 Kästen aus Holz.", "de-AT", 4),
        ("The children were very quick.", "en", 1),
        ("Residents of Jena replaced the lanterns along twelve streets.", "en", 3),
    ],
)
def test_what_a_sentence_names(sentence: str, language: str, count: int) -> None:
    """Nouns by their capitals in German, else names and long words; the first word never."""
    assert named(sentence, language) == count
