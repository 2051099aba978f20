"""What editors want of sections: found again in another revision, and stronger than any weight."""

from dataclasses import replace

import pytest

from mailer.editions.layouts import laid
from mailer.editions.marks import Anchor, Mark, anchor, sections_of, settle
from mailer.editions.model import Item
from mailer.editions.tell import tell
from mailer.editions.telling import shipped, telling_from
from mailer.editions.told import KeyPoints, Passage, Picture, Pull, Told
from mailer.editions.weigh import words
from mailer.reports.model import Image, Quote, Report, plain
from tests.unit.editions.layouts import sample
from tests.unit.editions.reports import CYCLE, item, report, section, telling, text

COSTS = "Der Umbau kostet die Stadt 2,4 Millionen Euro. Das Land trägt davon die Hälfte."
BUILT = report(
    section("Anlass", text("Die Brücke war für Räder zu schmal. Viele stiegen ab.")),
    section("Kosten", text(COSTS)),
    section("Zeitplan", text("Die Bauleute beginnen im Mai. Fertig ist die Brücke im Herbst.")),
    section("Was das für Jena bedeutet", text("In Jena fahren Räder bald ohne Halt.")),
    lead="Die Stadt baut die Brücke um.",
)


def told(
    found: Report, *wishes: tuple[int, str], audience: str = "citizens", language: str = "de"
) -> Told:
    wanted = replace(item(found), wishes=wishes)
    return tell([wanted], telling(audience), language=language, city="Jena")


def headings(told_: Told) -> list[str]:
    return [part.heading for part in told_.parts if isinstance(part, Passage)]


def why(told_: Told, subject: str) -> tuple[str, str]:
    return next((c.decision, c.reason) for c in told_.choices if c.subject == subject)


def mark(place: int, wish: str = "first", found: Report = BUILT) -> Mark:
    return Mark(anchor(found, place), wish)


def places(marks: list[Mark], found: Report) -> list[int]:
    return list(settle(marks, found, texts={found.language: found}).found)


def test_a_mark_beats_weight_and_says_so() -> None:
    """Issue 5: 'left out, because the editorial office marked it: not for citizens'."""
    assert headings(told(BUILT)) == ["Was das für Jena bedeutet"]
    hidden = told(BUILT, (3, "hide"), (1, "show"))
    assert headings(hidden) == ["Kosten"]
    reason = "weil die Redaktion es so vermerkt hat: nicht für „Bürgerinnen und Bürger“"
    assert why(hidden, "Was das für Jena bedeutet") == ("weggelassen", reason)
    assert why(hidden, "Kosten")[1].endswith("vermerkt hat: für „Bürgerinnen und Bürger“")
    english = told(BUILT, (3, "hide"), language="en")
    assert why(english, "Was das für Jena bedeutet") == (
        "left out",
        "because the editorial office marked it: not for “Citizens”",
    )


@pytest.mark.parametrize("audience", ["citizens", "councils", "partner-cities"])
def test_what_is_left_out_is_told_nowhere(audience: str) -> None:
    """No key point, quote or picture of a hidden section finds its way into the mail."""
    said = Quote("Das war nötig.", "Kim Beispiel")
    photo = Image("https://stadt.example.org/b.jpg", alt="Brücke")
    secret = replace(BUILT.sections[1], blocks=(text(COSTS), said, photo))
    found = replace(BUILT, sections=(BUILT.sections[0], secret, *BUILT.sections[2:]))
    shown = told(found, (1, "hide"), audience=audience)
    assert "Millionen" not in repr(shown.parts)
    assert not [part for part in shown.parts if isinstance(part, Pull | Picture)]


def test_all_that_is_marked_is_shown_however_little_room_there_is() -> None:
    """A telling for one section shows three, if editors want three; 'first' stands in front."""
    shown = told(BUILT, (0, "show"), (1, "show"), (2, "first"))
    assert headings(shown) == ["Zeitplan", "Kosten", "Anlass"]
    assert why(shown, "Zeitplan") == (
        "an erster Stelle",
        "weil die Redaktion es nach vorn gestellt hat",
    )
    assert why(shown, "Was das für Jena bedeutet")[0] == "nur im ganzen Bericht"


def test_whole_is_whole() -> None:
    """A section told whole keeps its quotes and pictures, and they stand nowhere else."""
    said = Quote("Das war nötig.", "Kim Beispiel")
    photo = Image("https://stadt.example.org/b.jpg", alt="Brücke")
    blocks = (text(" ".join([COSTS] * 12)), said, photo, text("Ende des Abschnitts."))
    found = replace(BUILT, sections=(BUILT.sections[0], section("Kosten", *blocks)))
    assert next(p for p in told(found, (1, "show")).parts if isinstance(p, Passage)).shortened
    whole = told(found, (1, "whole"))
    passage = next(part for part in whole.parts if isinstance(part, Passage))
    assert (passage.blocks, passage.shortened) == (blocks, False)
    assert not [part for part in whole.parts if isinstance(part, Pull | Picture)]


def test_whole_tellings_move_and_leave_out_as_well() -> None:
    """Councils get all sections but what editors left out, with what they moved in front."""
    shown = told(BUILT, (2, "first"), (0, "hide"), audience="councils")
    assert headings(shown) == ["Zeitplan", "Kosten", "Was das für Jena bedeutet"]
    assert why(shown, "Zeitplan")[0] == "an erster Stelle"
    assert why(shown, "Alle übrigen Abschnitte")[0] == "in ihrer Reihenfolge"


@pytest.mark.parametrize("audience", ["citizens", "councils", "partner-cities"])
def test_editors_order_sections_as_they_like(audience: str) -> None:
    """Issue 5: staff can override everything; the order too, in each kind of telling."""
    order = ((2, "first"), (3, "second"), (1, "third"), (0, "last"))
    wanted = ["Zeitplan", "Was das für Jena bedeutet", "Kosten", "Anlass"]
    shown = told(BUILT, *order, audience=audience)
    assert headings(shown) == wanted
    assert why(shown, "Anlass")[1] == "weil die Redaktion es ans Ende gestellt hat"
    assert headings(told(BUILT, *reversed(order), audience=audience)) == wanted


def test_what_nobody_moved_stands_between_the_fourth_and_the_last() -> None:
    """One mark moves one section; the others stay as they are."""
    shown = told(BUILT, (3, "second"), (0, "last"), audience="councils")
    assert headings(shown) == ["Was das für Jena bedeutet", "Kosten", "Zeitplan", "Anlass"]
    assert why(shown, "Anlass")[0] == "umgestellt"
    warning = replace(sample("warnung.txt"), wishes=((0, "last"),))
    laid_ = telling_from(laid(shipped()["citizens"], "crisis"))
    assert headings(tell([warning], laid_, language="de", city="Jena"))[-1] == "Was ist passiert?"


def test_subsections_go_along() -> None:
    """A mark holds for what is below, unless that has its own; empty headings do not stay."""
    parts = (
        section("Ergebnis", text("Die Zahl der Unfälle sank.")),
        section("Ausbau"),
        section("Nord", text("Im Norden wird im Mai gebaut."), level=3),
        section("Straße", text("Die Straße wird breiter."), level=4),
        section("Süd", text("Im Süden wird im Juni gebaut."), level=3),
    )
    found = report(*parts)
    shown = told(found, (1, "hide"), audience="councils")
    assert headings(shown) == ["Ergebnis", "Ausbau", "Süd"]
    shown = told(found, (1, "hide"), (2, "show"), audience="councils")
    assert headings(shown) == ["Ergebnis", "Ausbau", "Straße", "Süd"]
    shown = told(found, (1, "hide"), (3, "hide"), audience="councils")
    assert headings(shown) == ["Ergebnis"]
    shown = told(found, (1, "first"), audience="councils")
    levels = [(p.heading, p.level) for p in shown.parts if isinstance(p, Passage)]
    assert levels == [("Nord", 2), ("Straße", 3), ("Ergebnis", 2), ("Ausbau", 2), ("Süd", 3)]


def test_councils_get_a_point_of_what_editors_want() -> None:
    """A key point of each marked section comes before heavier ones."""
    shown = told(CYCLE, (len(CYCLE.sections) - 1, "show"), audience="councils")
    first = next(part for part in shown.parts if isinstance(part, KeyPoints)).points[0]
    assert why(shown, plain(first))[1].startswith("weil die Redaktion es so vermerkt hat")


def test_digests_leave_out_what_is_hidden() -> None:
    """A digest's points come from sections that are not hidden."""
    wide = telling("citizens", digest_points=3)
    reports = [replace(item(BUILT), wishes=((1, "hide"), (2, "show"))), item(CYCLE, 2)]
    stories = repr(tell(reports, wide, language="de", city="Jena").parts)
    assert "Millionen" not in stories
    assert "beginnen im Mai" in stories


def test_editors_write_their_own_subject() -> None:
    """Subject and preheader of an editor are words, never patterns."""
    own = replace(item(BUILT), subject="Die Brücke {title}", preheader="Kurz und gut")
    shown = tell([own], telling("citizens"), language="de", city="Jena")
    assert (shown.subject, shown.preheader) == ("Die Brücke {title}", "Kurz und gut")


def test_no_mark_no_change() -> None:
    """Whatever was told before is told now, word for word."""
    assert told(CYCLE) == tell([item(CYCLE)], telling("citizens"), language="de", city="Jena")


def test_a_section_is_found_in_a_new_revision() -> None:
    """By its heading, wherever it stands and whatever it says; a number in front is no matter."""
    moved = replace(BUILT, sections=(BUILT.sections[3], *BUILT.sections[:3]))
    assert places([mark(1)], moved) == [2]
    renumbered = replace(BUILT, sections=(section("3. KOSTEN:", text("Noch offen.")),))
    assert places([mark(1)], renumbered) == [0]


def test_a_renamed_section_is_found_by_its_words() -> None:
    """Another heading over nearly the same words is the same section."""
    renamed = replace(BUILT, sections=(section("Was es kostet", text(COSTS + " Mehr nicht.")),))
    assert places([mark(1)], renamed) == [0]


def test_a_section_that_is_gone_is_lost() -> None:
    """Neither heading nor words: the mark is kept and named, and changes nothing."""
    other = replace(BUILT, sections=(BUILT.sections[0], section("Dank", text("Danke an alle."))))
    settled = settle([mark(1)], other, texts={"de": other})
    assert (dict(settled.found), settled.lost) == ({}, (mark(1),))


def test_of_two_with_one_heading_the_more_alike_is_meant() -> None:
    """'Kosten' stands twice; what it says decides."""
    twice = replace(
        BUILT, sections=(section("Kosten", text("Der Zaun ist frei.")), *BUILT.sections)
    )
    assert places([mark(1)], twice) == [2]


SHORT = "Das Rathaus bleibt am Montag wegen der Wahl geschlossen."
TWINS = report(section("Montag", text(SHORT)), section("Dienstag", text(SHORT + " Auch abends.")))


@pytest.mark.parametrize("wishes", [("hide", "first"), ("first", "hide")])
@pytest.mark.parametrize("heading", ["Schließzeiten", "Montag", "Dienstag"])
def test_of_two_marks_on_one_section_the_closer_holds(
    wishes: tuple[str, str], heading: str
) -> None:
    """Two sections became one: the heading decides, then 'left out'; the other is flagged."""
    merged = report(section(heading, text(SHORT)))
    marks = [mark(place, wish, TWINS) for place, wish in enumerate(wishes)]
    settled = settle(marks, merged, texts={"de": merged})
    named = {"Montag": 0, "Dienstag": 1}.get(heading, wishes.index("hide"))
    assert settled.found == {0: marks[named]}
    assert settled.lost == (marks[1 - named],)


def test_translations_are_marked_along() -> None:
    """The section at the same place of a translation counts, if both are built alike."""
    english = Report(
        "en",
        "Title",
        BUILT.lead,
        tuple(section(h, text(f"Words on {h}.")) for h in ("Why", "Costs", "Plan", "Jena")),
    )
    texts = {"de": BUILT, "en": english}
    assert list(settle([mark(1)], english, texts=texts).found) == [1]
    short = replace(english, sections=english.sections[:3])
    assert settle([mark(1)], short, texts={**texts, "en": short}).lost == (mark(1),)


def test_easy_texts_are_told_as_they_are() -> None:
    """Easy language is told whole; marks are of the other texts."""
    easy = replace(BUILT, language="de-simple")
    found = Item(easy, "https://rundbrief.example.org/1", wishes=((1, "hide"),))
    shown = tell([found], telling("citizens-easy"), language="de", city="Jena")
    assert "Kosten" in headings(shown)
    short = replace(easy, sections=easy.sections[:1])
    assert settle([mark(1)], short, texts={"de": BUILT, "de-simple": short}).lost == ()


def test_anchors_hold_no_more_than_needed() -> None:
    """A long section is found by its beginning."""
    long = report(section("Lang", text("Wort " * 5000)))
    assert anchor(long, 0) == Anchor("de", "Lang", " ".join(["wort"] * 120), 0)


def test_marks_hold_in_a_layout_with_roles() -> None:
    """A warning puts what to do in front; what editors put first comes before it."""
    found = sample("warnung.txt")
    crisis = telling_from(laid(shipped()["citizens"], "crisis"))

    def order(*wishes: tuple[int, str]) -> list[str]:
        wanted = replace(found, wishes=wishes)
        return headings(tell([wanted], crisis, language="de", city="Jena"))

    plain_order = order()
    names = [part.heading for part in sections_of(found.report)]
    last = plain_order[-1]
    assert order((names.index(last), "first")) == [last, *plain_order[:-1]]
    assert order((names.index(last), "hide")) == plain_order[:-1]


def test_of_two_with_one_heading_only_the_marked_one_moves_in_a_layout_with_roles() -> None:
    """'Kosten' stands twice; the second one is put first."""
    costs = [section("Kosten", text(f"Der {nth} Teil kostet viel.")) for nth in ("erste", "zweite")]
    found = report(costs[0], section("Park", text("Der Park hat neue Bänke.")), costs[1])
    crisis = telling_from(laid(shipped()["citizens"], "crisis"))
    wanted = replace(item(found), wishes=((2, "first"),))
    told_ = tell([wanted], crisis, language="de", city="Jena")
    blocks = [part.blocks[0] for part in told_.parts if isinstance(part, Passage)]
    shown = [words(block) for block in blocks]
    assert shown[0] == "Der zweite Teil kostet viel."
    assert sorted(shown[1:]) == ["Der Park hat neue Bänke.", "Der erste Teil kostet viel."]
    reasons = [choice.reason for choice in told_.choices if choice.subject == "Kosten"]
    assert [("Redaktion" in reason) for reason in reasons] == [True, False]


def test_a_mark_on_one_of_two_with_one_heading_does_not_take_the_other() -> None:
    """The marked 'Kosten' is gone: the mark is lost, for what the other says is something else."""
    first = section("Kosten", text("Der erste Teil kostet 100.000 Euro, bezahlt hat das Land."))
    second = section("Kosten", text("Für alles andere gab die Stadt selbst 7 Millionen aus."))
    park = section("Park", text("Der Park hat neue Bänke."))
    wanted = mark(2, "hide", report(first, park, second))
    left = report(park, first)
    settled = settle([wanted], left, texts={"de": left})
    assert (dict(settled.found), settled.lost) == ({}, (wanted,))
    moved = report(second, park, first)
    assert places([wanted], moved) == [0]
