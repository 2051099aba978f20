"""Lists in pasted text: agendas, numbers between numbered headings, brackets, broken words."""

from __future__ import annotations

import pytest

from mailer.reports.model import ItemList, Paragraph, Report, Section, plain
from mailer.reports.read import read_report

BODY = "Das ist ein ganzer Satz, der lang genug ist, um ein Absatz zu sein."


def read(text: str) -> Report:
    """A text below a title and a lead."""
    return read_report("text.txt", f"Titel des Berichts\n\n{BODY}\n\n{text}\n".encode())


def items(section: Section) -> list[str]:
    """The items of a section's lists."""
    return [plain(i) for b in section.blocks if isinstance(b, ItemList) for i in b.items]


@pytest.mark.parametrize(
    "lines",
    [
        ["1. Juni, 14 Uhr: Auftakt", "7. Juni, 10 Uhr: Tour nach Kahla", "21. Juni: Schluss"],
        ["11:00 Uhr   Begrüßung", "11:30 Uhr   Vortrag", "13.00 – 14.00 Uhr   Essen"],
        ["Sa, 6.9. Flohmarkt im Park", "So, 7.9. Konzert am Fluss"],
        ["9 am registration", "10:30 am talk by the river"],
        ["3 May: opening", "17 May: closing party"],
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_an_agenda_is_a_list_and_its_lines_are_no_headings(lines: list[str], between: str) -> None:
    """Lines that begin with their day or time, under a heading that stands right above."""
    report = read(f"Termine\n{between.join(lines)}\n\nUnd danach\n\n{BODY}")
    dates, after = report.sections
    assert (dates.heading, after.heading) == ("Termine", "Und danach")
    assert items(dates) == [" ".join(line.split()) for line in lines]


def test_a_day_alone_may_be_a_heading() -> None:
    """One line with its time among none is what it was: a heading."""
    report = read(f"Samstag, 7. Juni\n\n{BODY}\n\nSonntag, 8. Juni\n\n{BODY}")
    assert [s.heading for s in report.sections] == ["Samstag, 7. Juni", "Sonntag, 8. Juni"]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_numbered_list_ends_where_the_numbered_heading_comes(count: int) -> None:
    """'3. Kosten' behind a list in part 2, whatever number the list has reached."""
    listed = [f"{n}. Punkt {n}" for n in range(1, count + 1)]
    inner = "\n".join(listed)
    report = read(f"1. Anlass\n{BODY}\n\n2. Stand\n{BODY}\n{inner}\n\n3. Kosten\n{BODY}")
    assert [s.heading for s in report.sections] == ["1. Anlass", "2. Stand", "3. Kosten"]
    assert items(report.sections[1]) == [line.partition(" ")[2] for line in listed]


def test_blank_lines_between_items_do_not_end_a_list() -> None:
    """Set apart like headings, but they count on, and nothing stands below them."""
    loose = "\n\n".join(f"{n}. Punkt {n}" for n in range(1, 5))
    report = read(f"2. Stand\n{BODY}\n\n{loose}\n\n{BODY}")
    assert [s.heading for s in report.sections] == ["2. Stand"]
    assert items(report.sections[0]) == [f"Punkt {n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    "marks", [("(1)", "(2)"), ("(a)", "(b)"), ("a.", "b."), ("1)", "2)"), ("001", "002")]
)
def test_numbers_and_letters_are_marked_in_many_ways(marks: tuple[str, str]) -> None:
    """In brackets, with a bracket or a full stop."""
    (section,) = read(f"Maßnahmen\n\n{marks[0]} Eine Bank\n{marks[1]} Ein Baum").sections
    (block,) = section.blocks
    assert isinstance(block, ItemList)
    assert block.ordered
    assert items(section) == ["Eine Bank", "Ein Baum"]


@pytest.mark.parametrize("text", ["a. D. war er da.", "(siehe oben) steht es.", "b. A"])
def test_a_letter_alone_is_no_list(text: str) -> None:
    """Abbreviations and brackets at the beginning of a paragraph."""
    assert not any(isinstance(b, ItemList) for s in read(text).sections for b in s.blocks)


def test_what_leads_a_list_in_is_no_heading() -> None:
    """'Mitzubringen sind' above its list is half a sentence."""
    (section,) = read("Mitzubringen sind\n- Helm\n- Licht").sections
    assert section.heading == ""
    assert read("Unsere Preise\n- Helm\n- Licht").sections[0].heading == "Unsere Preise"


def test_a_frame_of_signs_is_no_part_of_a_heading() -> None:
    """'+++ Neues +++'"""
    report = read(f"+++ Neues aus dem Zoo +++\n\n{BODY}\n\n*** Und nun ***\n\n{BODY}")
    assert [s.heading for s in report.sections] == ["Neues aus dem Zoo", "Und nun"]


def test_runs_of_blanks_are_one() -> None:
    """Justified text: dates are found in it, too."""
    report = read_report("a.txt", f"Neuer  Park\n\nAm  19.  und  20. Mai 2025. {BODY}".encode())
    assert report.title == "Neuer Park"
    assert plain(report.lead).startswith("Am 19. und 20. Mai 2025. Das")
    assert len({day for found in report.dates for day in (found.start, found.end)}) == 2


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("mit der Bürger-\nbeteiligung", "mit der Bürgerbeteiligung"),
        ("auf der Fuck-up-\nNight", "auf der Fuck-up-Night"),
        ("am Karl-Marx-\nPlatz", "am Karl-Marx-Platz"),
        ("alle Vor-\nund Nachteile", "alle Vor- und Nachteile"),
        ("a well-\nknown place", "a well-known place"),
        ("von Mai –\nund gern", "von Mai – und gern"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_whole_again(broken: str, whole: str) -> None:
    """A hyphen that broke a noun goes; one of a compound stays, without a blank behind it."""
    fill = "Die Stadt hat im vergangenen Jahr vier neue Wege gebaut, von denen\n"
    line, rest = broken.split("\n")
    text = f"{fill}{'viele Menschen in der Stadt etwas haben, und dazu gehören sie'} {line}\n{rest}"
    (section,) = read(f"{text} gehört dazu.").sections
    (block,) = section.blocks
    assert isinstance(block, Paragraph)
    assert whole in plain(block.text)
