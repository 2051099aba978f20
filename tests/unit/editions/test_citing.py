"""Councils see where each statement comes from: numbered, linked, in HTML and text."""

from dataclasses import replace

from mailer.editions.article import article
from mailer.editions.origins import cited, sources
from mailer.reports.model import Figure, Source, Span
from tests.unit.editions.reports import edition, item, report, section, text

PLAN = Source("Haushaltsplan 2026", "https://stadt.example.org/plan.pdf")
OFFICE = Source("Tiefbauamt")
FOUND = report(
    replace(section("Zahlen", text("Der Verkehr wächst.")), sources=(OFFICE,)),
    section("Kosten", Figure("1,2 Mio. Euro", "Gesamtkosten", PLAN.label, PLAN.url)),
    replace(section("Ausblick", text("Es geht weiter.")), sources=(PLAN, OFFICE)),
)


def test_each_source_is_listed_once_in_order() -> None:
    """Those of sections and figures, by address or name."""
    assert sources(FOUND) == (OFFICE, PLAN)


def test_statements_name_their_source_by_its_number() -> None:
    """Figures and sections refer to the list; without a list, by name."""
    figure = cited(FOUND.sections[1], sources(FOUND), language="de")[0]
    assert isinstance(figure, Figure)
    assert figure.source == "Haushaltsplan 2026 [2]"
    last = cited(FOUND.sections[2], sources(FOUND), language="de")[-1]
    words = "Quellen: Haushaltsplan 2026 [2]; Tiefbauamt [1]"
    assert last == text("").__class__((Span(words, style="em"),))
    alone = cited(FOUND.sections[0], (), language="en")[-1]
    assert alone == text("").__class__((Span("Source: Tiefbauamt", style="em"),))


def test_councils_get_them_numbered_and_linked() -> None:
    """Issue 5: sources are listed in councils' editions, in HTML, in text and on the web."""
    councils = edition("councils", item(FOUND))
    assert (
        "1. Tiefbauamt\n2. Haushaltsplan 2026 <https://stadt.example.org/plan.pdf>" in councils.text
    )
    assert "(Haushaltsplan 2026 [2])" in councils.text
    for page in (councils.html, article(councils.told)):
        listed = page[page.index("<ol") : page.index("</ol>")]
        assert "Tiefbauamt" in listed
        assert 'href="https://stadt.example.org/plan.pdf"' in listed
    assert "Tiefbauamt" not in edition("citizens", item(FOUND)).html
