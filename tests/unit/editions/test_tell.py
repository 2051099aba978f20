"""What each audience is told, in which order, and why."""

from dataclasses import replace
from datetime import date

import pytest

from mailer.editions.references import stands_alone
from mailer.editions.sentences import sentences
from mailer.editions.tell import tell
from mailer.editions.told import (
    Ask,
    Dates,
    KeyPoints,
    Note,
    Passage,
    Picture,
    Pull,
    Sources,
    Story,
    Told,
)
from mailer.editions.weigh import words
from mailer.reports.model import DateMention, Figure, Image, Quote, Report, plain
from tests.unit.editions.layouts import sample
from tests.unit.editions.reports import CYCLE, item, items, report, section, telling, text

ALL = ("citizens", "councils", "partner-cities")


def told(audience: str, *reports: Report, language: str = "de", city: str = "Jena") -> Told:
    chosen = [item(r, n) for n, r in enumerate(reports, start=1)]
    return tell(chosen, telling(audience), language=language, city=city)


def parts(told_: Told, kind: type) -> list[object]:
    return [part for part in told_.parts if isinstance(part, kind)]


def points(told_: Told) -> list[str]:
    return [plain(p) for part in told_.parts if isinstance(part, KeyPoints) for p in part.points]


def everything(found: Report) -> str:
    return " ".join(
        [plain(found.lead), *(words(block) for s in found.sections for block in s.blocks)]
    )


def test_citizens_hear_first_what_it_means_for_the_city() -> None:
    citizens = told("citizens", CYCLE)
    first = next(part for part in citizens.parts if isinstance(part, Passage))
    assert first.heading == "Wie es in Jena weitergeht"
    assert first.label == "Was das für Jena bedeutet"
    kinds = [part.kind for part in citizens.parts]
    assert kinds == [
        "intro",
        "picture",
        "passage",
        "key_points",
        "quote",
        "more",
        "contact",
    ]
    assert len(points(citizens)) == 3


def test_how_it_goes_on_here_comes_before_what_others_do() -> None:
    """The sample: what Jena does next, not what Cologne does, is what it means for Jena."""
    shown = told("citizens", sample("kongress.txt").report).parts
    first = next(part for part in shown if isinstance(part, Passage))
    assert (first.heading, first.label) == (
        "So geht es in Jena weiter",
        "Was das für Jena bedeutet",
    )


@pytest.mark.parametrize(
    ("language", "heading", "words_", "label"),
    [
        ("de", "Sommer in Jena", "Die Luft wird warm.", "Was das für Jena bedeutet"),
        ("de", "Sommer", "In Jena wird es warm.", "Aus dem Bericht"),
        ("de", "Ausblick", "Die Halle wird im Mai fertig.", "Was das für Jena bedeutet"),
        ("de", "Sommer", "Die Kinder haben Ferien.", "Aus dem Bericht"),
        ("en", "Next steps", "The hall will be ready in May.", "What it means for Jena"),
        ("en", "Summer", "Children have holidays.", "From the report"),
    ],
)
def test_only_what_speaks_of_the_city_is_said_to_mean_something_for_it(
    language: str, heading: str, words_: str, label: str
) -> None:
    found = report(section(heading, text(words_)), language=language)
    shown = told("citizens", found, language=language).parts
    assert [part.label for part in shown if isinstance(part, Passage)] == [label]


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        ("Die Halle öffnet am 12. März 2026.", "weil hier ein Tag genannt ist, der noch kommt"),
        ("Die Halle hat 2 Mio. Euro gebraucht.", "weil es um Geld geht („Mio. Euro“)"),
    ],
)
def test_a_day_to_come_and_money_speak_for_a_section(sign: str, reason: str) -> None:
    """Issue 5: signals are what a section names, money and dates among them."""
    bare = "Die Halle öffnet mit einem Fest."
    twins = [section("Nord", text(bare)), section("Mitte", text(bare)), section("Süd", text(sign))]
    days = (DateMention(date(2026, 3, 12), date(2026, 3, 12), "12. März 2026"),)
    found = replace(
        report(*twins, section("Kontakt", text(bare))), date=date(2026, 3, 1), dates=days
    )
    best = told("citizens", found).choices[0]
    assert (best.subject, best.reason) == ("Süd", reason)
    later = replace(found, date=date(2026, 3, 12))
    assert (told("citizens", later).choices[0].subject == "Süd") == ("Mio." in sign)


def test_the_choice_explains_itself() -> None:
    """The order: 'first, because it names Jena'."""
    choice = told("citizens", CYCLE).choices[0]
    assert choice.decision == "an erster Stelle"
    assert choice.reason == "weil hier Jena vorkommt („Jena“)"
    english = told("citizens", CYCLE, language="en").choices[0]
    assert (english.decision, english.reason) == ("first", "because it names Jena (“Jena”)")


@pytest.mark.parametrize("audience", ALL)
def test_every_section_is_accounted_for(audience: str) -> None:
    found = told(audience, CYCLE)
    assert all(c.subject and c.decision and c.reason for c in found.choices)
    if audience != "councils":
        assert {s.heading for s in CYCLE.sections} <= {c.subject for c in found.choices}


def test_councils_get_findings_and_sources_first_and_the_whole_report() -> None:
    councils = told("councils", CYCLE)
    kinds = [part.kind for part in councils.parts]
    assert kinds[:3] == ["intro", "key_points", "sources"]
    shown = [part for part in councils.parts if isinstance(part, Passage)]
    assert [part.heading for part in shown] == [s.heading for s in CYCLE.sections]
    assert [part.blocks for part in shown[1:]] == [s.blocks for s in CYCLE.sections[1:]]
    figure = next(block for block in shown[0].blocks if isinstance(block, Figure))
    assert figure.source == "Zählung Oktober 2025 [2]"
    assert councils.lead == CYCLE.lead
    sources = next(part for part in councils.parts if isinstance(part, Sources))
    assert [s.label for s in sources.sources] == ["Ratsvorlage 2026/014", "Zählung Oktober 2025"]


def test_a_report_without_sources_is_its_own_source() -> None:
    bare = report(section("Stand", text("Die Stadt baut.")))
    sources = next(p for p in told("councils", bare).parts if isinstance(p, Sources))
    assert sources.sources[0].url == "https://rundbrief.example.org/archiv/1"


def test_partner_cities_get_what_failed_with_its_badge() -> None:
    partner = told("partner-cities", CYCLE)
    cards = [part for part in partner.parts if isinstance(part, Passage)]
    assert cards[0].heading == "Was misslang"
    assert cards[0].label == "Was schwierig war"
    assert parts(partner, Ask)


@pytest.mark.parametrize("audience", ALL)
def test_only_whole_sentences_of_the_report_are_told(audience: str) -> None:
    source = " ".join(everything(CYCLE).split())
    found = told(audience, CYCLE)
    for point in points(found):
        assert point in source
        assert stands_alone(point)
    for part in found.parts:
        if isinstance(part, Passage) and audience != "councils":
            assert stands_alone(words(part.blocks[0]))


def test_a_passage_never_starts_in_mid_thought() -> None:
    found = report(
        section("Für Jena", text("Dabei ging es um Geld. Das war klar. Jena spart 5 Euro."))
    )
    passage = next(p for p in told("citizens", found).parts if isinstance(p, Passage))
    assert words(passage.blocks[0]) == "Jena spart 5 Euro."


def test_an_announcement_goes_with_what_it_announces() -> None:
    quote = Quote("Ja.", "Eva Beispiel")
    found = report(section("Für Jena", text("Jena baut. Eva Beispiel sagte dazu:"), quote))
    passage = next(p for p in told("citizens", found).parts if isinstance(p, Passage))
    assert words(passage.blocks[0]) == "Jena baut."
    with_list = report(section("Für Jena", text("In Jena gilt:"), items("Erstens.", "Zweitens.")))
    passage = next(p for p in told("citizens", with_list).parts if isinstance(p, Passage))
    assert [words(b) for b in passage.blocks] == ["In Jena gilt:", "Erstens. Zweitens."]


def test_quotes_come_whole_with_their_speaker_or_not_at_all() -> None:
    quote = next(p for p in told("citizens", CYCLE).parts if isinstance(p, Pull)).quote
    assert (quote.text, quote.speaker) == (
        "Meine Kinder fahren jetzt allein zur Schule.",
        "Eva Beispiel",
    )
    nameless = report(section("Stimmen", Quote("Wer hat das gesagt?")))
    assert not parts(told("citizens", nameless), Pull)
    endless = report(section("Stimmen", Quote("sehr " * 90, "Eva Beispiel")))
    assert not parts(told("citizens", endless), Pull)


def test_nothing_is_told_twice() -> None:
    found = told("citizens", CYCLE)
    shown = [*sentences(plain(found.lead)), *points(found)]
    for part in found.parts:
        if isinstance(part, Passage):
            shown += [s for block in part.blocks for s in sentences(words(block))]
    assert len(shown) == len(set(shown))


def test_contacts_and_formalities_are_no_news() -> None:
    found = report(
        section(
            "TOP 1 Begrüßung", text("Die Vorsitzende aus Jena begrüßt alle Anwesenden herzlich.")
        ),
        section("TOP 2 Spielplatz", text("Der Spielplatz am Fluss wird im Mai neu gebaut.")),
        section("Pressekontakt", text("Stadtverwaltung Jena, Pressestelle, Telefon 123.")),
    )
    citizens = told("citizens", found)
    passage = next(p for p in citizens.parts if isinstance(p, Passage))
    assert passage.heading == "Spielplatz"
    assert points(citizens) == []


def test_a_report_that_says_whom_to_ask_says_it_once_and_last() -> None:
    own = replace(section("Kontakt", text("Team Mobilität, Telefon 123.")), marks=("contact",))
    councils = told("councils", replace(CYCLE, sections=(own, *CYCLE.sections)))
    passages = [part.heading for part in councils.parts if isinstance(part, Passage)]
    assert passages == [*(s.heading for s in CYCLE.sections), "Kontakt"]
    assert not parts(councils, Ask)


def test_citizens_are_not_told_first_what_other_cities_can_take_over() -> None:
    found = report(
        section("Was andere Städte übernehmen können", text("Jena teilt den Bauplan gern.")),
        section("Was im Sommer kommt", text("Die Kinder bekommen einen Spielplatz am Fluss.")),
    )
    (passage,) = parts(told("citizens", found), Passage)
    assert passage.heading == "Was im Sommer kommt"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("2.1 Standorte", "Standorte"),
        ("3. Kosten", "Kosten"),
        ("TOP 4: Bad", "Bad"),
        ("1. Mai in Jena", "1. Mai in Jena"),
        ("400 Jahre Rathaus", "400 Jahre Rathaus"),
    ],
)
def test_numbers_of_sections_stay_in_the_whole_report(heading: str, shown: str) -> None:
    found = report(section(heading, text("Jena baut.")))
    (passage,) = parts(told("citizens", found), Passage)
    (whole,) = parts(told("councils", found), Passage)
    assert (passage.heading, whole.heading) == (shown, heading)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Jena lernt von Köln", "Jena lernt von Köln"),
        ("Jenas neue Brunnen: alle offen", "Aus Jena: Jenas neue Brunnen: alle offen"),
        ("Köln lernt von Jena", "Aus Jena: Köln lernt von Jena"),
    ],
)
def test_a_subject_does_not_say_twice_who_speaks(title: str, subject: str) -> None:
    """M4: the first words are all that a phone shows."""
    assert told("partner-cities", replace(CYCLE, title=title)).subject == subject


@pytest.mark.parametrize("audience", ["citizens", "citizens-easy", "partner-cities"])
def test_a_picture_is_shown_once(audience: str) -> None:
    """The picture on top is not shown in its section again."""
    photo = Image("https://stadt.example.org/a.jpg", "Zwei Räder am Ufer", width=900, height=600)
    made = report(section("Der Weg", photo, text("Der Weg in Jena ist neu.")))
    made = replace(made, language="de-simple" if "easy" in audience else "de")
    shown = told(audience, made).parts
    below = [b for p in shown if isinstance(p, Passage) for b in p.blocks]
    assert [p.image for p in shown if isinstance(p, Picture)] == [photo]
    assert photo not in below
    assert below


def days(audience: str, found: Report) -> list[str]:
    """What an edition announces."""
    return [day for p in told(audience, found).parts if isinstance(p, Dates) for day in p.days]


def test_only_days_to_come_are_announced_and_only_with_what_happens_then() -> None:
    """A day alone helps nobody; the sentence on it does, in a whole report once more."""
    assert days("councils", CYCLE) == ["Der Stadtrat entscheidet am 12. März 2026."]
    bare = replace(CYCLE, sections=(section("Wann", text("12. März 2026")),))
    assert days("councils", bare) == []


def test_a_day_that_the_mail_tells_of_is_not_announced_again() -> None:
    """The passage on what comes next is shown to citizens."""
    shown = next(p for p in told("citizens", CYCLE).parts if p.kind == "passage")
    assert "12. März 2026" in str(shown)
    assert days("citizens", CYCLE) == []


def test_a_day_is_not_found_inside_another() -> None:
    """'1. Juni' is no part of '21. Juni'."""
    later = DateMention(date(2026, 6, 1), date(2026, 6, 1), "1. Juni")
    agenda = section("Woche", items("Am 21. Juni Schluss im Bad", "Am 1. Juni Auftakt am Markt"))
    long = section("In Jena", text("In Jena " + "wird viel geredet, " * 20 + "und das oft."))
    found = replace(CYCLE, sections=(long, agenda), dates=(later,))
    assert days("councils", found) == ["Am 1. Juni Auftakt am Markt"]


@pytest.mark.parametrize("audience", ALL)
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_input_tells_the_same(audience: str, count: int) -> None:
    reports = [replace(CYCLE, title=f"Bericht {n}") for n in range(count)]
    assert told(audience, *reports) == told(audience, *reports)


@pytest.mark.parametrize("audience", ALL)
def test_almost_nothing_can_be_told(audience: str) -> None:
    found = told(audience, report(title="Nur ein Titel"))
    assert found.title == "Nur ein Titel"
    assert found.parts


def test_an_address_that_is_none_is_no_link() -> None:
    evil = replace(item(CYCLE), url="javascript:alert(1)")
    found = tell([evil], telling(), language="de", city="Jena")
    assert "more" not in [part.kind for part in found.parts]


def test_nothing_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="at least one report"):
        tell([], telling(), language="de", city="Jena")


def test_a_city_is_named_in_its_forms_and_not_in_others() -> None:
    for city, word, named in (
        ("Jena", "Jenaer", True),
        ("Stadt München", "Münchner", True),
        ("Essen", "essen", False),
        ("Ulm", "Ulme", False),
    ):
        found = report(
            section("A", text("Wir sagen etwas.")), section("B", text(f"Die {word} da."))
        )
        first = told("citizens", found, city=city).choices[0]
        assert ("vorkommt" in first.reason) is named, city


def test_a_translation_is_told_where_there_is_one() -> None:
    english = replace(CYCLE, language="en", title="Cycle street")
    both = replace(item(CYCLE), translations=(english,))
    found = tell([both], telling("partner-cities"), language="en", city="Jena")
    assert found.title == "Cycle street"
    assert not parts(found, Note)
    without = tell([item(CYCLE)], telling("partner-cities"), language="en", city="Jena")
    note = next(p for p in without.parts if isinstance(p, Note))
    assert note.words == "This text is available in German only."


def test_a_digest_tells_each_report_short_with_its_own_link() -> None:
    other = report(
        section("Fazit", text("Die Zahl der Bäume steigt.")), title="Bäume", lead="Kurz."
    )
    found = told("councils", other, CYCLE)
    stories = [part for part in found.parts if isinstance(part, Story)]
    assert [s.title for s in stories] == [CYCLE.title, "Bäume"]
    assert [s.url[-1] for s in stories] == ["2", "1"]
    assert len(stories[0].points) == 2, "councils get more"
    assert stories[0].sources
    assert found.subject == "Jena: 2 Berichte zur Kenntnis"
    citizens = [p for p in told("citizens", other, CYCLE).parts if isinstance(p, Story)]
    assert not citizens[0].points
