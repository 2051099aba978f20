"""Who said what: attribution before, behind, split, by pronoun, and what is no speech."""

from __future__ import annotations

import pytest

from mailer.reports.model import Paragraph, Quote, plain
from mailer.reports.prose.memory import Memory
from mailer.reports.prose.quotes import split_quotes
from mailer.reports.prose.spans import text_of
from mailer.reports.read import read_report

SPEECH = [
    (
        "Der Kölner Bürgermeister Andreas Muster hob hervor: „Das ist unsere Stadt.“",
        ("Das ist unsere Stadt.", "Andreas Muster", "Kölner Bürgermeister"),
    ),
    (
        "„Wir freuen uns sehr“, sagte Bürgermeisterin Anna Weber. „Sie wird ein Ort für alle.“",
        (
            "Wir freuen uns sehr. Sie wird ein Ort für alle.",
            "Anna Weber",
            "Bürgermeisterin",
        ),
    ),
    (
        "„Wir wissen“, sagte Thomas Schulz, Leiter des Bauamts, „dass es schwer ist.“",
        ("Wir wissen, dass es schwer ist.", "Thomas Schulz", "Leiter des Bauamts"),
    ),
    (
        "“We are glad to share this,” said Jane Miller, head of mobility.",
        ("We are glad to share this.", "Jane Miller", "head of mobility"),
    ),
    (
        '"This is a good day for Jena," Miller said.',
        ("This is a good day for Jena.", "Miller", ""),
    ),
    (
        "‘It doesn’t rain inside,’ said Mayor Jane Miller.",
        ("It doesn’t rain inside.", "Jane Miller", "Mayor"),
    ),
    (
        "»Das Archiv ist offen«, so die Leiterin des Stadtarchivs.",
        ("Das Archiv ist offen.", "Leiterin des Stadtarchivs", ""),
    ),
    (
        "«Das Archiv ist offen», erklärt Dr. Wiebke Lang (Stadtarchiv).",
        ("Das Archiv ist offen.", "Dr. Wiebke Lang", "Stadtarchiv"),
    ),
    (
        "„Ein Anfang ist gemacht.“ – Karla Quandt, Projektleiterin",
        ("Ein Anfang ist gemacht.", "Karla Quandt", "Projektleiterin"),
    ),
    (
        "Frau Krause betont: „Die ‚Grünen Höfe‘ wirken überall.“",
        ("Die ‚Grünen Höfe‘ wirken überall.", "Frau Krause", ""),
    ),
    (
        '"We should have tested it," Mirela Anescu, head of the water office in Lugo, admitted.',
        ("We should have tested it.", "Mirela Anescu", "head of the water office in Lugo"),
    ),
    (
        "„Wir graben erst“, so Herr Dr. von der Aue.",
        ("Wir graben erst.", "Herr Dr. von der Aue", ""),
    ),
    (
        "„Und jetzt mein Sohn“, erzählt Jugendwart Kemal Bulut stolz.",
        ("Und jetzt mein Sohn.", "Kemal Bulut", "Jugendwart"),
    ),
    (
        "Die Leiterin des Winterdienstes, Grit Heller, rechnet damit: „Wir sind ab drei da.“",
        ("Wir sind ab drei da.", "Grit Heller", "Leiterin des Winterdienstes"),
    ),
    (
        "»Endlich eine Seilbahn«, jubelte die neunjährige Lotte.",
        ("Endlich eine Seilbahn.", "Lotte", ""),
    ),
    (
        "„Wir sind bereit“, sagt Heike Sommer, die Leiterin der Kita „Am Park“.",
        ("Wir sind bereit.", "Heike Sommer", "Leiterin der Kita"),
    ),
    (
        "Ms O’Hara of Dock Street spotted it: “I never had a form tell me that.”",
        ("I never had a form tell me that.", "Ms O’Hara", "of Dock Street"),
    ),
    (
        "Cllr Desai voted no. Cllr Whitby disagreed. She said: “Two children were hit there.”",
        ("Two children were hit there.", "Cllr Whitby", ""),
    ),
    (
        "Der Ortsteilrat sieht das anders: „Der Verkehr ist das Problem.“",
        ("Der Verkehr ist das Problem.", "Ortsteilrat", ""),
    ),
    (
        "„Tür zu, 110 wählen“, rät Polizeihauptkommissarin Beate Sommer.",
        ("Tür zu, 110 wählen.", "Beate Sommer", "Polizeihauptkommissarin"),
    ),
    (
        "„Das war ein gutes Jahr“, erzählt der Rentner Hans-Georg Lippert.",
        ("Das war ein gutes Jahr.", "Hans-Georg Lippert", "Rentner"),
    ),
    (
        '"We had a checklist, but nobody used it," said Head of Data Xanthe Quill.',
        ("We had a checklist, but nobody used it.", "Xanthe Quill", "Head of Data"),
    ),
    (
        '"Buses became dearer this year," said climate commissioner Paul Quill.',
        ("Buses became dearer this year.", "Paul Quill", "climate commissioner"),
    ),
]

NO_SPEECH = [
    "Besonders war die „Fuck-up-Night“, bei der gelacht wurde.",
    "Unter dem Motto: „Gemeinsam sind wir stark!“ geht es los.",
    "Anna Weber sprach von einem „großen Schritt“ für Jena.",
    "Das Projekt „Jena gestaltet seine Zukunft gemeinsam“ beginnt im Mai.",
    "Im Stück „Der Sturm“ spielt der Bürgermeister mit.",
    "Die „Lange Nacht der Geschichten“, so der Titel, beginnt um acht.",
    "Ein Plakat mit der Aufschrift: „Wir bleiben alle hier!“ hing am Zaun.",
    "Er nannte es einen „Meilenstein“.",
]


@pytest.mark.parametrize(("text", "wanted"), SPEECH)
def test_speech_becomes_a_quote_with_its_speaker(text: str, wanted: tuple[str, str, str]) -> None:
    """A sentence in marks, whatever marks, with whoever is named for it."""
    blocks = split_quotes(text_of(text), Memory())
    found = [b for b in blocks if isinstance(b, Quote)]
    assert [(q.text, q.speaker, q.role) for q in found] == [wanted]


def test_an_unknown_name_is_not_taken_for_somebody_named_before() -> None:
    """'dass sie gefragt wurde' is about whom the sentence names."""
    memory = Memory()
    memory.note("Bürgermeisterin Anna Weber nahm den Bericht an.")
    asked = "Für die Leserin Xanthe Quill war es neu, dass sie gefragt wurde"
    (quote,) = split_quotes(text_of(f"{asked}: „Das machen andere.“"), memory)
    assert isinstance(quote, Quote)
    assert (quote.speaker, quote.role) == ("Xanthe Quill", "Leserin")


@pytest.mark.parametrize("text", NO_SPEECH)
def test_names_titles_and_single_words_are_no_quotes(text: str) -> None:
    """Marks around the name of an event, a motto or an ironic word."""
    memory = Memory()
    memory.note("Zuvor sprach Projektleiterin Anna Weber.")
    assert split_quotes(text_of(text), memory) == [Paragraph(text_of(text))]


def test_a_pronoun_means_the_person_named_last_of_its_gender() -> None:
    """'Sie' does not mean Otto, though he was named later."""
    memory = Memory()
    split_quotes(text_of("Maria Lenz, Leiterin der Werkstatt, begrüßte Otto Brand."), memory)
    found = split_quotes(text_of("Sie sagte: „Wir fangen einfach an.“ Alle nickten."), memory)
    assert isinstance(found[0], Quote)
    assert (found[0].speaker, found[0].role) == ("Maria Lenz", "Leiterin der Werkstatt")
    assert found[0].lead_in == "Sie sagte:"


def test_what_a_relative_says_is_not_attributed_to_the_person_named_before() -> None:
    """'Ihr Bruder' is somebody else than she; 'ihre Botschaft' is hers."""
    memory = Memory()
    memory.note("Lena Weber, Leiterin der Schule, war da.")
    (brother,) = split_quotes(text_of("Ihr Bruder ergänzte: „Das wird richtig schnell.“"), memory)
    (message,) = split_quotes(text_of("Ihre Botschaft: „Wir bleiben alle dran.“"), memory)
    assert isinstance(brother, Quote)
    assert isinstance(message, Quote)
    assert (brother.speaker, message.speaker) == ("ihr Bruder", "Lena Weber")


def test_a_surname_is_completed_from_before() -> None:
    """'so Hartwig' is whoever bore that name in full."""
    memory = Memory()
    split_quotes(text_of("Oberbürgermeisterin Dr. Lena Hartwig kam."), memory)
    found = split_quotes(text_of("„Wir können etwas tun“, so Hartwig weiter."), memory)
    assert isinstance(found[0], Quote)
    assert (found[0].speaker, found[0].role) == ("Dr. Lena Hartwig", "Oberbürgermeisterin")


def test_a_quote_stands_where_it_stood() -> None:
    """Words before and behind it are paragraphs of their own."""
    text = "Es regnete. Paul Degen sagte: „Wir bleiben hier.“ Dann kam die Sonne."
    before, quote, behind = split_quotes(text_of(text), Memory())
    assert isinstance(before, Paragraph)
    assert isinstance(quote, Quote)
    assert isinstance(behind, Paragraph)
    assert (plain(before.text), plain(behind.text)) == ("Es regnete.", "Dann kam die Sonne.")


def test_two_speakers_in_one_paragraph_are_told_apart() -> None:
    """A quote that names its own speaker is no second half of the one before."""
    text = (
        "„Die Maßnahme wirkt gut“, erklärt Dezernentin Petra Lang. "
        "„Wir machen weiter“, ergänzt Projektleiter Ole Brandt."
    )
    found = [b for b in split_quotes(text_of(text), Memory()) if isinstance(b, Quote)]
    assert [q.speaker for q in found] == ["Petra Lang", "Ole Brandt"]
    assert found[0].lead_out == "erklärt Dezernentin Petra Lang."


def test_the_last_line_of_a_block_quote_names_its_speaker() -> None:
    """Markdown joins the lines; the quote keeps its words, and only these."""
    page = (
        "# Title\n\nThree streets were closed.\n\n## Results\n\n> It was quiet enough.\n"
        "> — Maya Lindqvist, head teacher\n"
    )
    quote = read_report("a.md", page.encode()).sections[-1].blocks[0]
    assert isinstance(quote, Quote)
    assert (quote.text, quote.speaker) == ("It was quiet enough.", "Maya Lindqvist")
