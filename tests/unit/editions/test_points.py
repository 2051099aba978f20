"""What is a main point, and what is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailer.editions.antecedents import introduced
from mailer.editions.sentences import sentences
from mailer.editions.substance import named
from mailer.editions.tell import tell
from mailer.editions.told import Dates, Passage, Told
from mailer.editions.weigh import words
from mailer.reports.model import DateMention, ItemList, Report, Span, plain
from tests.unit.editions.reports import edition, item, items, report, section, telling, text
from tests.unit.editions.test_tell import everything, parts, points, told


def test_who_was_present_is_no_key_point() -> None:
    """Attendance and the like are no news, however many people they name."""
    there = items("Anwesend: elf Mitglieder und zwei Gäste", "Elf Kinder kamen ins Rathaus.")
    found = report(section("Sitzung", text("Jena hat getagt.")), section("Wer da war", there))
    assert points(told("citizens", found)) == ["Wer da war: Elf Kinder kamen ins Rathaus."]


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


@pytest.mark.parametrize(
    "words_",
    [
        "Die Fraktion beantragt 4 Geschosse für Jena. Der Antrag wird mit 6 zu 7 abgelehnt.",
        "Eine Petition fordert Tempo 20, so der Vorschlag. Kim Muster zögert. Er wird vertagt.",
        "Wir hatten Einnahmen von 90 Euro erwartet. Es sind 38 geworden.",
        "Früher gab es in Jena 2 Schaukeln. Heute ist das anders.",
        "Der Bericht wurde am 14.12.2022 von Jena beschlossen.",
        "Frau Muster berichtet über den Stand der Arbeiten in Jena.",
        "Wer Fragen hat, erreicht Jena unter Tel. 03641 555 0100.",
        "[1] Auswertung von 4.312 Inseraten in Jena.",
    ],
)
def test_what_came_to_nothing_and_what_is_no_news_is_no_main_point(words_: str) -> None:
    """A motion without its rejection would mislead; who reported, and whom to call, is no news."""
    found = report(
        section("Lage", text(words_)), section("Bad", text("Das Bad in Jena öffnet im Mai."))
    )
    assert points(told("councils", found)) == ["Das Bad in Jena öffnet im Mai."]


@pytest.mark.parametrize(
    ("words_", "reason"),
    [
        ("Die Umfrage in 2018 blieb ohne Folgen.", "weil es seinen Abschnitt eröffnet"),
        ("Die Umfrage endet am 3. Mai um 18 Uhr.", "weil es einen Tag nennt"),
        ("Die Umfrage füllten 312 Menschen aus.", "weil es eine Zahl nennt"),
    ],
)
def test_a_year_is_no_number_and_a_day_is_a_day(words_: str, reason: str) -> None:
    choices = told("councils", report(section("Umfrage", text(words_)))).choices
    assert [choice.reason for choice in choices if choice.subject == words_] == [reason]


def test_a_point_of_minutes_says_what_it_is_about() -> None:
    """'The cost rises to 2.6 million' is understood below its item only."""
    found = report(section("TOP 5 Radweg", text("Die Kosten steigen auf 2,6 Millionen Euro.")))
    assert points(told("councils", found)) == ["Radweg: Die Kosten steigen auf 2,6 Millionen Euro."]


def test_what_is_proposed_is_no_date_to_come() -> None:
    found = replace(
        report(
            section("Beschlussvorschlag", text("Bis zum 30. Juni 2027 legt Jena eine Liste vor."))
        ),
        date=date(2026, 11, 12),
        dates=(DateMention(date(2027, 6, 30), date(2027, 6, 30), "30. Juni 2027"),),
    )
    assert not parts(told("councils", found), Dates)


def test_the_preheader_is_a_point_where_the_lead_gives_none() -> None:
    """The first words that a mail program shows say the news."""
    found = report(section("Bad", text("Das Bad in Jena öffnet im Mai für alle.")), lead="")
    assert told("councils", found).preheader == "Das Bad in Jena öffnet im Mai für alle."
    dated = report(section("Bad", text("Es ist neu.")), lead="Jena, 02.10.2026. Das Bad ist auf.")
    assert told("councils", dated).preheader == "Das Bad ist auf."


def test_a_report_that_speaks_of_itself_comes_to_the_news() -> None:
    lead = "Dieser Bericht wurde im Mai verfasst. Das Bad in Jena öffnet nach drei Jahren wieder."
    told_ = told("citizens", report(section("Lage", text("Alles ist gut.")), lead=lead))
    assert plain(told_.lead) == "Das Bad in Jena öffnet nach drei Jahren wieder."


def test_a_row_of_a_table_is_no_main_point() -> None:
    row = (Span("2025:", style="strong"), Span(" Lampen 4.700; Kosten 1,31 Mio. Euro in Jena"))
    assert points(told("citizens", report(section("Zahlen", ItemList((row,)))))) == []


def test_notes_at_the_foot_are_for_those_who_get_the_whole() -> None:
    """'[1]' points to nothing where only parts are told."""
    found = report(
        section("Lage", text("In Jena stehen 12 Häuser leer[1]."), text("[1] Zählung von 2025.")),
        lead="Es wird gebaut [2].",
    )
    citizens = told("citizens", found)
    assert "[" not in everything_of(citizens)
    assert "[1] Zählung von 2025." in everything(found)


def everything_of(telling_: Told) -> str:
    passages = parts(telling_, Passage)
    blocks = (words(block) for passage in passages for block in passage.blocks)  # type: ignore[attr-defined]
    return " ".join([plain(telling_.lead), *blocks, *points(telling_)])


def test_a_thing_that_only_the_sentence_before_names_is_told_with_it() -> None:
    """'The diversion runs ...' says nothing to whoever has not read which road is closed."""
    closed = "Die Brücke am Gries ist bis Mai gesperrt. Die Umleitung führt über die Saalstraße."
    found = report(section("Verkehr", text(f"Es wird gebaut. {closed}")))
    assert closed in points(told("councils", found))
    vague = "Zwei Vereine machen mit. Die Jury tagt heute. Das Vorhaben kostet 3.000 Euro."
    found = report(section("Stand", text(vague)), section("Rad", text("In Jena radeln Kinder.")))
    assert not [point for point in points(told("councils", found)) if "Vorhaben" in point]
    named = replace(found, title="Das Vorhaben am Markt")
    assert "Das Vorhaben kostet 3.000 Euro." in points(told("councils", named))


def test_what_was_introduced_as_one_is_not_told_as_the_one() -> None:
    said = "In Jena gibt es nun einen Ausweis. Sie finden das gut. Der Ausweis kostet 15 Euro."
    assert introduced("Der Ausweis kostet 15 Euro.", sentences(said)[:2])
    assert not introduced("Der Stadtrat tagt.", ["Der Stadtrat stimmte zu."])
    assert not introduced("Der Ausweis für Kinder kostet nichts.", sentences(said)[:1])
    assert introduced("The lift was broken.", ["A lift was built in 2024."])
    assert not introduced("The lift was broken.", ["A lift was built."], known="The lift at Jena")


def test_an_answer_is_told_with_its_question() -> None:
    """'No.' is no news; the question is."""
    found = report(
        section("Muss ich etwas tun?", text("Nein.")),
        section("Steigt die Steuer?", text("Nein. Die Einnahmen bleiben bei 14 Mio. Euro.")),
        section("Wo steht mein Hebesatz?", text("Auf Seite 2.")),
    )
    assert points(told("councils", found)) == [
        "Steigt die Steuer? Nein. Die Einnahmen bleiben bei 14 Mio. Euro.",
        "Wo steht mein Hebesatz? Auf Seite 2.",
        "Muss ich etwas tun? Nein.",
    ]
    assert "because no sentence" not in repr(told("partner-cities", found, language="en").choices)


def test_each_item_of_a_meeting_has_one_point_its_decision_before_all() -> None:
    """A motion that was carried is no proposal any more; a second point of an item comes last."""
    carried = items("Beschluss: Die Stadt ordnet Tempo 30 an.", "Abstimmung: 8 Ja – angenommen")
    others = [section(f"TOP {n} Rad", text(f"Der Weg {n} wird breiter.")) for n in range(4, 7)]
    found = report(
        section("TOP 1 Antrag: Tempo 30", text("Die Kosten liegen bei 14.500 Euro."), carried),
        section("TOP 2 Markt", text("Der Ausschuss nimmt den Bericht zur Kenntnis.")),
        section("TOP 3 Antrag: Bäume", text("Der Rat pflanzt bald 30 Bäume.")),
        *others,
    )
    assert points(told("councils", found)) == [
        "Antrag: Tempo 30: Beschluss: Die Stadt ordnet Tempo 30 an.",
        *(f"Rad: Der Weg {n} wird breiter." for n in range(4, 7)),
    ]


def test_lines_of_a_timetable_are_no_findings() -> None:
    times = items("07:52 A certificate expires.", "13:05 It is found by two people of Jena.")
    found = report(section("Timeline", times), section("Rad", text("In Jena radeln jetzt alle.")))
    assert points(told("councils", found)) == ["In Jena radeln jetzt alle."]


def test_who_opened_a_congress_is_no_news() -> None:
    things = "Drei Dinge nimmt Jena mit nach Hause. Zweitens wird in Jena mehr getestet."
    assert points(told("citizens", report(section("Fazit", text(things))))) == []
    spoke = "Zur Eröffnung sprach Prof. Dr. Ada Muster. In Jena radeln jetzt alle."
    found = report(section("Kongress", text(spoke)))
    assert points(told("citizens", found)) == []
    assert "Prof. Dr. Ada Muster" in repr(told("citizens", found).parts)


def test_others_come_before_a_third_point_of_one_section() -> None:
    money = " ".join(f"Das Haus {n} kostet {n}0.000 Euro." for n in ("A", "B", "C", "D"))
    found = report(
        section("Kosten", text(money.replace("A0", "1").replace("B0", "2").replace("C0", "3"))),
        section("Rad", text("Alle Wege im Süden werden breiter.")),
        section("Bus", text("Viele Busse fahren nun öfter.")),
    )
    assert points(told("councils", found))[2:] == [
        "Alle Wege im Süden werden breiter.",
        "Viele Busse fahren nun öfter.",
    ]


@pytest.mark.parametrize("wish", ["tell", "skip"])
def test_what_was_chosen_or_struck_out_by_hand_is_told_with_no_other(wish: str) -> None:
    """Nor with the sentence that it introduces, nor behind the question that it answers."""

    def chosen(found: Report, words_: str) -> list[str]:
        wanted = replace(item(found), picks=((words_, wish),))
        return points(tell([wanted], telling("councils"), language="de", city="Jena"))

    closed = "Die Brücke am Gries ist bis Mai gesperrt."
    road = report(section("Verkehr", text(f"{closed} Die Umleitung führt über die Saalstraße.")))
    assert chosen(road, closed) == ([closed] if wish == "tell" else [])
    income = "Die Einnahmen bleiben bei 14 Millionen Euro im Jahr."
    tax = report(
        section("Muss ich etwas tun?", text("Nein.")),
        section("Steigt die Steuer?", text(f"Nein. {income}")),
        section("Wo steht mein Hebesatz?", text("Auf Seite 2.")),
    )
    told_ = chosen(tax, income)
    assert [point for point in told_ if income in point] == ([income] if wish == "tell" else [])
    assert "Steigt die Steuer? Nein." in told_
