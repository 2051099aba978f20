"""What an inbox shows, and what partner cities get of a report without a lesson."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailer.editions.told import Intro, Passage, Pull, Story
from mailer.editions.weigh import words
from mailer.reports.model import Quote, plain
from tests.unit.editions.reports import items, report, section, text
from tests.unit.editions.test_tell import parts, points, told

MEETING = replace(
    report(
        section("Wer da war", items("Anwesend: elf Mitglieder")),
        section("TOP 1 Antrag der Grünen: Tempo 30 am Markt (26/100-AN)", text("Kinder radeln.")),
        lead="",
    ),
    title="Ausschuss für Umwelt: Niederschrift über die 27. Sitzung",
)


def test_the_subject_of_minutes_says_what_they_tell_of_first() -> None:
    """Which committee met is no news for citizens; councils look for the meeting."""
    assert told("citizens", MEETING).subject == "Tempo 30 am Markt (Ausschuss für Umwelt)"
    assert told("councils", MEETING).subject == f"Zur Kenntnis: {MEETING.title}"
    long = replace(MEETING, title=f"Ausschuss für {'Umwelt und ' * 6}Verkehr: Protokoll")
    assert told("citizens", long).subject == "Tempo 30 am Markt"


@pytest.mark.parametrize(
    ("lead", "preheader"),
    [
        ("Jena. Am Montag öffnet das Bad wieder.", "Am Montag öffnet das Bad wieder."),
        (f"Es {'lang ' * 40}. Das Angebot kostet 3 Euro.", "Alle Kinder in Jena radeln jetzt."),
    ],
)
def test_a_preheader_is_a_sentence_that_says_something(lead: str, preheader: str) -> None:
    found = report(section("Rad", text("Es regnet. Alle Kinder in Jena radeln jetzt.")), lead=lead)
    assert told("citizens", found).preheader == preheader


def test_partner_cities_are_told_where_a_report_holds_no_lesson() -> None:
    """Figures and whom to ask may be of use; nothing is called a lesson that is none."""
    bath = section("Bad", text("Das Bad kostet 3,2 Mio. Euro."))
    ice = section("Eis", text("Im Winter kommen 40 Prozent mehr Gäste."))
    plain_ = section("Wetter", text("Am Abend schien die Sonne."))
    found = told("partner-cities", report(plain_, bath, ice))
    assert [p.heading for p in parts(found, Passage)] == ["Eis", "Bad"]  # type: ignore[attr-defined]
    assert {p.label for p in parts(found, Passage)} == {"In Zahlen"}  # type: ignore[attr-defined]
    (intro,) = parts(found, Intro)
    assert isinstance(intro, Intro)
    assert "keine Lehre" in intro.words
    lesson = section("Lehre", text("Das Projekt ist gescheitert, weil niemand zuständig war."))
    (intro,) = parts(told("partner-cities", report(bath, lesson)), Intro)
    assert isinstance(intro, Intro)
    assert "keine Lehre" not in intro.words


def test_a_lesson_at_the_end_of_a_long_section_is_what_partner_cities_read() -> None:
    start = text("Die Stadt baut Wege im Süden und im Norden für alle, die zu Fuß gehen. " * 6)
    lesson = text("Gescheitert ist der Versuch mit Sensoren, weil sie bei Frost ausfielen.")
    (passage,) = parts(told("partner-cities", report(section("Wege", start, lesson))), Passage)
    assert isinstance(passage, Passage)
    assert list(map(words, passage.blocks)) == [words(lesson)]
    (passage,) = parts(told("citizens", report(section("Wege", start, lesson))), Passage)
    assert isinstance(passage, Passage)
    assert words(passage.blocks[0]).startswith("Die Stadt baut")


def test_a_price_is_no_lesson_to_quote() -> None:
    said = Quote("49 Euro im Monat sind für uns viel Geld.", "Ada Muster", "Mutter")
    found = told("partner-cities", report(section("Preise", text("Es gibt 3 Karten."), said)))
    assert parts(found, Pull) == []


@pytest.mark.parametrize(
    ("audience", "said", "wrong"),
    [
        ("citizens", "Das Anwohnerparken bleibt in allen Straßen.", "Menschen"),
        ("citizens", "Der Antrag der Fraktion hat zwei Seiten.", "Alltag"),
        ("citizens", "Das Haus wurde später fertig als geplant.", "ändert"),
        ("councils", "Am Montag stellen sich alle im Saal vor.", "Kosten"),
        ("partner-cities", "Der Datenschutz gilt auch im Saal am Markt.", "Methode"),
        ("citizens", "The house was ready later than planned.", "change"),
        ("partner-cities", "Guided tours start at the old town hall.", "method"),
    ],
)
def test_a_reason_rings_true(audience: str, said: str, wrong: str) -> None:
    """A word inside another, or in another sense, is no reason."""
    language = "en" if said.isascii() and said.startswith(("The", "Guided")) else "de"
    found = replace(report(section("Markt", text(said))), language=language)
    choices = told(audience, found, language=language).choices
    assert not [c for c in choices if wrong in c.reason and c.subject != "Quellen"]


def test_a_subject_gives_up_what_stands_in_front_where_there_is_no_room() -> None:
    """A phone shows 40 letters of it."""
    title = f"Ausschuss für Umwelt, {'Verkehr und ' * 5}Ordnung"
    assert told("councils", replace(MEETING, title=title)).subject == title


def test_a_point_of_minutes_stands_behind_its_item_in_a_digest_too() -> None:
    """Without it nobody knows what costs so much; only councils look for the paper's number."""
    rad = section("TOP 1 Rad", text("Alle Kinder in Jena radeln jetzt."))
    cost = text("Sie ist alt. Die Kosten steigen auf 3 Mio. Euro.")
    paper = section("TOP 2 Anfrage: Brücke am Markt (26/17-AF)", cost)
    meeting = replace(MEETING, sections=(MEETING.sections[0], rad, paper))
    other = report(section("Rad", text("Es regnet sehr.")), title="Zoo")
    (story, _) = sorted(parts(told("councils", meeting, other), Story), key=repr)
    assert isinstance(story, Story)
    assert [plain(p) for p in story.points] == [
        "Anfrage: Brücke am Markt (26/17-AF): Die Kosten steigen auf 3 Mio. Euro."
    ]
    assert points(told("citizens", meeting)) == [
        "Brücke am Markt: Die Kosten steigen auf 3 Mio. Euro."
    ]
