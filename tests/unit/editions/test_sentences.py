"""Where sentences end, and which of them need the one before."""

import re
from pathlib import Path

import pytest

from mailer.editions.references import stands_alone
from mailer.editions.sentences import sentences, text_sentences
from mailer.reports.model import Span, plain
from tests.unit.editions.labelled import Labelled, Score, halves, labelled

PAGE = Path(__file__).resolve().parents[3] / "docs" / "readability.md"
TUNING, MEASURING = halves(labelled(Path(__file__).with_name("references.tsv")))


@pytest.mark.parametrize(
    "sentence",
    [
        "Am 19. und 20. November 2024 fand z. B. das Fest in St. Gallen statt.",
        "Dr. Muster kam u. a. mit Prof. Dr. h. c. Beispiel zum 5. Kongress.",
        "Das kostete 1,2 Mio. Euro bzw. 3 Mrd. Yen, vgl. § 3 Abs. 2 Nr. 4 der Satzung.",
        "Er sagte: „Das ist gut. Wir machen weiter. Warum auch nicht?“",
        "Mr. Sample met J. K. Example at 5 p.m. on 3 Nov. 2025, i.e. after work.",
        "“We are happy. Really happy,” she said.",
        "Die Straße (Nr. 5) ist ca. 2,5 km lang!",
        "Ein Gutachten von Prof. Dr. jur. E. Stahl nennt gem. Ziff. 4 i. d. R. 7,5 Monate.",
    ],
)
def test_abbreviations_ordinals_and_quotes_do_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} Die Stadt hofft.") == (sentence, "Die Stadt hofft.")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Es war im Jahr 2024. Das Rathaus schwieg.", 2),
        ("Kommt ihr? Ja! Bis morgen … Gut.", 4),
        ("Wir haben Äpfel, Birnen usw. Die Kinder freut es.", 2),
        ("Das Wasser hat 14 °C. Er liegt daneben. Es gibt Plan B. Die Stadt wählt A.", 4),
        ("They open from 7 to 10 p.m. Members enter with a card.", 2),
        ("They met at 5 p.m. Friday in town.", 1),
        ("Er rief: „Halt!“ Die anderen blieben stehen.", 2),
        ("Geöffnet ist bis 18 Uhr. Führungen gibt es samstags.", 2),
        ("Ohne Punkt am Ende", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_they_end(words: str, number: int) -> None:
    assert len(sentences(words)) == number


def test_links_and_emphasis_stay_where_they_were() -> None:
    text = (Span("Ein "), Span("Satz. Noch", "https://example.org"), Span(" einer."))
    first, second = text_sentences(text)
    assert first == (Span("Ein "), Span("Satz.", "https://example.org"))
    assert second == (Span("Noch", "https://example.org"), Span(" einer."))
    assert plain(second) == "Noch einer."


@pytest.mark.parametrize(
    "sentence",
    [
        "Dies freut alle.",
        "Er betonte die Bedeutung.",
        "Sie kommen wieder.",
        "Diese offenen Einblicke halfen.",
        "Dabei wurde gemessen.",
        "Das zeigt die Zählung.",
        "Das klingt einfach.",
        "Ein weiteres Highlight war die Rede.",
        "Mit diesem Ansatz gelang es.",
        "Drei Viertel davon zahlt der Bund.",
        "Für die Stadt bedeutet das weniger Lärm.",
        "Beim dritten blieb die Ampel rot.",
        "This surprised the contractor.",
        "It will be made permanent.",
        "Their children ride to school.",
        "With these tools it worked.",
        "However, nobody came.",
        "„Sie“ war gemeint.",
        "Die Verwaltung beziffert sie auf 240.000 Euro.",
        "Grund seien Leitungen, die in keinem Plan standen.",
        "Alle drei Themen stehen auch in der Strategie.",
        "All three are also part of the strategy.",
        "Die beiden Häuser stammen aus den siebziger Jahren.",
        "The remaining streets will follow.",
        "Manche wurden auf Dachböden gefunden.",
        "Sieben waren schlecht abgedichtet.",
        "Am Ende blieb es bei einem Zuschuss.",
        "Das sahen nicht alle so.",
        "Der habe jeden Samstag geholfen.",
        "Das Wort gefällt nicht allen.",
        "Zum Vergleich: Der Linienbus kostet fünf Euro.",
        "Geplant waren zwölf Querungen.",
        "Geplant sind deshalb 34 Bäume im Osten.",
        "Das Ziel von 600 Wohnungen wurde damit zum vierten Mal verfehlt.",
        "Ein Ausweis kostet dann 120 Euro im Jahr.",
        "Von den 312 Wohnungen sind 58 gebunden.",
        "Für alle 94 Kinder gibt es Plätze.",
        "Nach derzeitiger Planung wird er im November gebraucht.",
        "Um das Ziel zu erreichen, müssten sie jedes Jahr sinken.",
        "Wer umzieht, zahlt also mehr.",
        "Der Antrag wurde auf Dezember verschoben.",
        "Bis Ende September ja, täglich bis 20 Uhr.",
        "The oldest, in the harbour, come first.",
        "The proposal was deferred to 12 November.",
        "If it is still cloudy on Saturday, do not drink.",
        "For street parties, however, the time rose.",
        "Rund 6.400 Menschen nutzten sie.",
        "Die Städte Gera und Weimar nutzen sie mit; beide zahlen dafür.",
        "142,000 passengers used it, 18 percent more than forecast.",
        "Eltern und Anwohner:innen klagten zudem über Blendung.",
        "Anträge sind ab dem 1. März möglich.",
    ],
)
def test_a_back_reference_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Das neue Bad öffnet im Mai.",
        "Die acht Brunnen laufen wieder.",
        "Sieben neue Brunnen laufen wieder.",
        "Viele Menschen kamen ins Rathaus.",
        "In diesem Jahr wird gebaut.",
        "Der Stadtrat entscheidet am 12. März.",
        "There will be a workshop in May.",
        "The city has published its evaluation.",
        "Diesseits der Saale wird gebaut.",
        "Dieter Muster kommt.",
        "Die Menschen sagen, sie seien zufrieden.",
        "Die Stadt bittet Sie um eine Antwort.",
        "Der Grund für den Umbau ist alt.",
        "Von den 24 Maßnahmen, die der Rat beschlossen hat, sind 15 umgesetzt.",
        "Die Leitung des Amtes rechnet fest damit, dass im Mai gebaut wird.",
        "Der Antrag der Fraktion auf Tempo 30 wurde abgelehnt.",
        "Residents can borrow tools and return them.",
        "Anyone who finds a bike may keep it.",
        "Wer einen Garten hat, pflegt ihn.",
        "Both the council and the operator made mistakes.",
        "Wenn die Stadt zahlt, kann sie mitreden.",
    ],
)
def test_other_sentences_stand_alone(sentence: str) -> None:
    assert stands_alone(sentence)


def back_references(found: list[Labelled]) -> Score:
    score = Score()
    for one in found:
        score.count(said=not stands_alone(one.words), meant="back" in one.labels)
    return score


@pytest.mark.parametrize(
    ("half", "heading"),
    [(TUNING, "Tuned on"), (MEASURING, "Measured on")],
    ids=["tuned", "measured"],
)
def test_the_page_states_how_many_back_references_are_found(
    half: list[Labelled], heading: str
) -> None:
    """Issue 5: no sentence without the one that it refers to; measured on labelled sentences."""
    _, _, part = PAGE.read_text(encoding="utf-8").partition("## How many back references are found")
    _, _, behind = part.partition(f"### Back references: {heading.lower()} {len(half)} sentences")
    table, _, _ = behind.partition("\n#")
    rows = []
    for language, label in (("German", "de"), ("English", "en")):
        score = back_references([one for one in half if label in one.labels])
        rows.append(score.row(language).replace("`", ""))
    assert re.findall(r"^\| (?:German|English) \|.*$", table, re.MULTILINE) == rows
    assert back_references(half).precision >= 0.8
