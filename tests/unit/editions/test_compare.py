"""Editions side by side: what each tells of a section, why, and which words it has alone."""

from dataclasses import replace

from mailer.editions.compare import GAP, Cell, Column, Row, State, compare
from mailer.editions.tell import tell
from mailer.reports.model import Quote, Report, Section
from tests.unit.editions.reports import CYCLE, item, items, report, section, telling, text

ALL = ("citizens", "councils", "partner-cities")


def column(found: Report, audience: str, language: str = "de", **changes: object) -> Column:
    told = tell([item(found)], telling(audience, **changes), language=language, city="Jena")
    return Column(audience, language, told, found)


def rows(found: Report = CYCLE, audiences: tuple[str, ...] = ALL) -> dict[str, Row]:
    return {row.name: row for row in compare([column(found, a) for a in audiences])}


def cells(row: Row, audiences: tuple[str, ...] = ALL) -> dict[str, Cell]:
    return dict(zip(audiences, row.cells, strict=True))


def alone(cell: Cell) -> list[str]:
    return [words for words, only in cell.pieces if only]


def test_every_section_has_a_row_and_every_edition_a_reason() -> None:
    """Issue 5: per section told, shortened or left out, with its reason in a sentence."""
    found = rows()
    sections = [row for row in found.values() if row.place >= 0]
    assert [row.name for row in sections] == [s.heading for s in CYCLE.sections]
    for row in sections:
        assert all(cell.decision and cell.reason for cell in row.cells), row.name
        assert cells(row)["councils"].state is State.WHOLE
    assert {cell.state for row in sections for cell in row.cells} >= set(State) - {State.FRAME}


def test_words_of_one_edition_alone_are_marked() -> None:
    """The subject differs by what a telling puts in front of the title."""
    subject = cells(rows()["subject"])
    assert alone(subject["citizens"]) == []
    assert alone(subject["councils"]) == ["Zur Kenntnis:"]


def test_a_section_in_one_edition_says_so_as_a_whole() -> None:
    """Not each word of it is marked, but the cell."""
    jena = section("Was das für Jena bedeutet", text("In Jena wird im Mai gebaut."))
    found = report(jena, section("Übrig", text("Sie ist da.")))
    councils = cells(rows(found)["Übrig"])["councils"]
    assert (councils.only, alone(councils)) == (True, [])
    assert not cells(rows(found)["Was das für Jena bedeutet"])["councils"].only


def test_gaps_show_where_something_is_left_out() -> None:
    """Items stand apart, gaps are no difference, and what is left out whole has no words."""
    long = section("Nutzen", text("Rad eins. " + "Wort " * 90 + "."), items("Bus", "Bahn"))
    found = report(long, section("Übrig", text("Sie ist da.")), lead="Kurz.")
    citizens = cells(rows(found)["Nutzen"])["citizens"]
    assert (citizens.state, citizens.words) == (State.SHORTENED, f"Rad eins. {GAP}")
    assert not citizens.only
    assert cells(rows(found)["Nutzen"])["councils"].words.endswith("Bus · Bahn")
    assert cells(rows(found)["Übrig"])["citizens"].words == ""


def test_where_only_a_quote_is_told_its_reason_counts() -> None:
    """A section that is left for the whole report lends its quote."""
    said = Quote("Wir haben viel gelernt.", "Kim Beispiel")
    body = Section("Stimmen", (text("Sie kamen alle."), said))
    found = report(section("Was das für Jena bedeutet", text("Jena baut.")), body)
    cell = cells(rows(found)["Stimmen"])["citizens"]
    assert (cell.state, cell.decision) == (State.SHORTENED, "zitiert")


def test_other_languages_are_not_compared_word_by_word() -> None:
    """A translation stands in the same row; only editions of one language are compared."""
    english = replace(CYCLE, language="en", title="Cycle street")
    columns = [column(CYCLE, "citizens"), column(english, "citizens", "en")]
    assert not any(alone(cell) or cell.only for row in compare(columns) for cell in row.cells)


def test_the_same_editions_give_the_same_rows() -> None:
    """Deterministic, and without a difference between equal editions."""
    twice = [column(CYCLE, "councils"), column(CYCLE, "councils")]
    assert compare(twice) == compare(twice)
    assert not any(alone(cell) or cell.only for row in compare(twice) for cell in row.cells)


def test_nothing_to_compare() -> None:
    """No edition, no row."""
    assert compare([]) == ()
