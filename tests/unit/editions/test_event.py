"""What an invitation invites to, and its entry for calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from mailer.editions.calendar import entry
from mailer.editions.compose import compose
from mailer.editions.event import Occasion, occasion, without_lines
from mailer.editions.layouts import laid
from mailer.editions.telling import shipped, telling_from
from mailer.editions.told import Event
from mailer.reports.model import DateMention, ItemList, Report, plain
from mailer.reports.read import read_report
from tests.unit.editions.layouts import AS_OF, event_of, sample
from tests.unit.editions.reports import BROWSER, IDENTITY, THEME, items, report, section, text

HOURS = {
    "14 bis 18 Uhr": (time(14), time(18)),
    "um 19.30 Uhr": (time(19, 30), None),
    "18:00–20:15 Uhr": (time(18), time(20, 15)),
    "6 pm": (time(18), None),
    "from 6:30 to 8 p.m.": (time(18, 30), time(20)),
    "14:00 to 16:30": (time(14), time(16, 30)),
    "ganztägig": (None, None),
    "Einlass 18 Uhr, Beginn 19 Uhr": (time(19), None),
    "19 Uhr (Einlass ab 18 Uhr)": (time(19), None),
    "22 bis 2 Uhr": (time(22), time(2)),
    "20 bis 24 Uhr": (time(20), time(0)),
    "14:00 bis 18:00": (time(14), time(18)),
    "10 to 2 pm": (time(10), time(14)),
    "18 bis 17 Uhr": (time(18), None),
    "14 bis 18 Uhr Eintritt: frei": (time(14), time(18)),
}


def dated(said: str) -> Report:
    made = report(section("", items(f"Wann: 12. März 2027, {said}", "Ort: Volkshaus, Saal 2")))
    mention = DateMention(date(2027, 3, 12), date(2027, 3, 12), "12. März 2027")
    return replace(made, dates=(mention,))


@pytest.mark.parametrize("said", HOURS)
def test_hours_are_read_as_they_are_written(said: str) -> None:
    """An hour that cannot be read makes a whole day, never a wrong hour."""
    found = occasion(dated(said))
    assert (found.begins, found.ends) == HOURS[said]
    assert (found.first, found.where) == (date(2027, 3, 12), "Volkshaus, Saal 2")


def test_an_event_in_the_night_ends_on_the_next_day() -> None:
    """'20 bis 24 Uhr' is over when the next day begins."""
    found = occasion(dated("20 bis 24 Uhr"))
    assert found.end(UTC) == datetime(2027, 3, 13, tzinfo=UTC)


BROKEN = {
    "x.html": "<h1>Einladung</h1><p>Wir laden ein.</p><p><strong>Wann:</strong> Freitag, "
    "12. März 2027, 14 bis 18 Uhr<br><strong>Wo:</strong> Volkshaus, Großer Saal<br>"
    "<strong>Eintritt:</strong> frei</p>",
    "x.md": "# Einladung\n\nWir laden ein.\n\n**Wann:** Freitag, 12. März 2027, 14 bis 18 Uhr\n"
    "**Wo:** Volkshaus, Großer Saal\n**Eintritt:** frei\n",
    "y.md": "# Einladung\n\nWir laden ein.\n\nWann: Freitag, 12. März 2027, 14 bis 18 Uhr  \n"
    "Wo: Volkshaus, Großer Saal  \nEintritt: frei\n",
    "z.md": "# Einladung\n\nWir laden ein.\n\n**Wann?** Freitag, 12. März 2027, 14 bis 18 Uhr  \n"
    "**Wo?** Volkshaus, Großer Saal\n",
    "t.md": "# Einladung\n\nWir laden ein.\n\n| Wann | Freitag, 12. März 2027, 14 bis 18 Uhr |\n"
    "|---|---|\n| Wo | Volkshaus, Großer Saal |\n| Eintritt | frei |\n",
    "x.txt": "Einladung\n\nWir laden ein.\n\nUhrzeit: 14 bis 18 Uhr\nDatum: 12. März 2027\n"
    "Wo: Volkshaus, Großer Saal\nEintritt: frei\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_day_hours_and_place_are_found_whatever_breaks_the_line(name: str) -> None:
    """`<br>`, a line of Markdown, a line of its own for the hours."""
    made = read_report(name, BROKEN[name].encode())
    found = occasion(made)
    assert (found.first, found.begins, found.ends) == (date(2027, 3, 12), time(14), time(18))
    assert found.where == "Volkshaus, Großer Saal"
    assert "14 bis 18 Uhr" in found.said
    lines = [plain(i) for s in (without_lines(s, found) for s in made.sections) for b in s.blocks
             if isinstance(b, ItemList) for i in b.items]  # fmt: skip
    assert lines in ([], ["Eintritt: frei"])


def test_a_second_day_under_a_name_of_its_own_stays_in_the_mail() -> None:
    """Only what the event says is taken out of the text."""
    made = dated("14 Uhr")
    [section_] = made.sections
    more = items("Wann: 12. März 2027, 14 Uhr", "Termin: 19. März 2027 (Ersatz)")
    kept = without_lines(replace(section_, blocks=(*section_.blocks, more)), occasion(made))
    assert [plain(i) for b in kept.blocks if isinstance(b, ItemList) for i in b.items] == [
        "Termin: 19. März 2027 (Ersatz)"
    ]


def test_a_heading_names_what_stands_below_it() -> None:
    """'Wann' and 'Wo' as headings serve as well."""
    made = report(section("Wo", text("Im Rathaus.")), section("Wann", text("Am 12. März 2027.")))
    mention = DateMention(date(2027, 3, 12), date(2027, 3, 12), "12. März 2027")
    found = occasion(replace(made, dates=(mention,)))
    assert (found.where, found.begins) == ("Im Rathaus", None)


def test_a_newer_entry_replaces_the_older_one_and_names_its_sender() -> None:
    """RFC 5546, 2.1.4, 3.2.1; RFC 5545, 3.8.7.3: ORGANIZER, a SEQUENCE that rises."""
    telling = telling_from(laid(shipped()["citizens"], "invitation"))
    first, second = (
        event_of(
            compose(
                [replace(sample("veranstaltung.txt"), revision=revision)],
                telling,
                language="de",
                theme=THEME,
                identity=IDENTITY,
                browser_url=BROWSER,
            ).calendar
        )
        for revision in (1, 2)
    )
    assert first["ORGANIZER"] == f"mailto:{IDENTITY.address}"
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == ("1", "2")
    assert first["DTSTAMP"] == first["LAST-MODIFIED"] == AS_OF


def test_an_entry_of_whole_days_ends_on_the_day_after() -> None:
    """RFC 5545, 3.6.1: DTEND is not part of it."""
    days = Occasion(date(2027, 3, 12), date(2027, 3, 13))
    event = Event("", "", days, "Fest", "https://a.example.org/", "1")
    stamp = datetime(2027, 1, 1, tzinfo=UTC)
    made = entry(event, stamp=stamp, revision=1, organizer=("Jena", "a@b.test"), host="b.test")
    found = event_of(made)
    assert (found["DTSTART"], found["DTEND"]) == (date(2027, 3, 12), date(2027, 3, 14))
