"""Layouts that a campaign chooses: every one in every telling, and what each promises."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from mailer.editions.check import Severity, check
from mailer.editions.compose import CLIP, compose
from mailer.editions.event import NoDayError
from mailer.editions.layouts import laid, layouts
from mailer.editions.model import Edition
from mailer.editions.personalise import personalise
from mailer.editions.skeleton import skeleton
from mailer.editions.tell import tell
from mailer.editions.telling import shipped, telling_from
from mailer.editions.told import Passage
from mailer.reports.model import Image
from tests.unit.editions.bad import FACTS
from tests.unit.editions.layouts import (
    AS_OF,
    AUDIENCES,
    EVERY,
    LANGUAGES,
    event_of,
    laid_out,
    sample,
)
from tests.unit.editions.reports import (
    BROWSER,
    CYCLE,
    IDENTITY,
    THEME,
    item,
    report,
    section,
    text,
)
from tests.unit.editions.reports import edition as themed
from tests.unit.editions.specimen import HEAD, SENT, parse, recipient


@pytest.mark.parametrize(("layout", "audience", "language"), EVERY)
def test_every_layout_passes_the_gate_in_every_telling(
    layout: str, audience: str, language: str
) -> None:
    """M8, M12, M64, M66, P29: nothing blocks, and the text says what the HTML says."""
    edition = laid_out(layout, audience, language)
    facts = replace(FACTS, browser_url=BROWSER, day=date(2025, 3, 1))
    blocking = [f for f in check(edition, facts) if f.severity == Severity.BLOCKING]
    assert [(f.rule, f.words["en"]) for f in blocking] == []
    assert len(edition.html.encode()) < CLIP
    assert edition.text.count("://") >= 4


@pytest.mark.parametrize("slug", layouts())
def test_layouts_are_named_for_staff_and_speak_every_language(slug: str) -> None:
    """A comms officer chooses by name, in German and English; each has words in easy language."""
    layout = layouts()[slug]
    assert set(layout.names) == set(LANGUAGES)
    assert all(layout.changes[code]["kicker"] for code in LANGUAGES)
    easy = laid(shipped()["citizens-easy"], slug)
    assert easy["de"]["subject"].startswith("Leichte Sprache: ")


def test_a_layout_brings_no_language_that_a_telling_does_not_speak() -> None:
    """Half a voice would be refused; a telling in German only stays one."""
    german = {name: value for name, value in shipped()["citizens"].items() if name != "en"}
    assert "en" not in laid(german, "crisis")
    assert telling_from(laid(german, "crisis")).template == "crisis"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_warning_says_what_happened_what_to_do_until_when_and_where_to_get_help(
    audience: str,
) -> None:
    """Issue 5: all of it, in this order, with its time, whatever order the report has."""
    told = sample("warnung.txt")
    mixed = replace(told.report, sections=tuple(reversed(told.report.sections)))
    telling = telling_from(laid(shipped()[audience], "crisis"))
    found = tell([replace(told, report=mixed)], telling, language="de", city="Jena")
    passages = [part for part in found.parts if isinstance(part, Passage)]
    assert [part.role for part in passages] == ["happened", "do", "until", "help"]
    assert sum(len(part.blocks) for part in passages) == sum(len(s.blocks) for s in mixed.sections)
    assert "25. November 2026, 14:30 Uhr" in found.kicker
    assert found.subject == "Warnung: Trinkwasser in Lobeda abkochen"
    assert layouts()["crisis"].urgent


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_has_one_button_to_the_survey(language: str) -> None:
    """Issue 5, invariant 11: one address for all, straight to it, and it says so."""
    html = laid_out("survey", "citizens", language).html
    [button] = re.findall(r'<a[^>]*href="([^"]+)"[^>]*style="display: inline-block[^"]*"', html)
    assert button == "https://umfrage.stadt.example.org/schulhoefe"
    assert ("für alle gleich" in html) or ("same for everybody" in html)


def test_a_themes_corners_and_colours_reach_the_mail() -> None:
    """Issue 5: a radius is taken instead of a layout's own; dark colours of its own as well."""
    theme = replace(THEME, radius=3, dark_primary="#9fd6ff")
    html = themed("citizens", item(CYCLE), theme=theme).html
    assert "border-radius: 3px 3px 0 0" in html or "border-radius:3px 3px 0 0" in html
    assert not re.search(r"border-radius: ?(?:14|18|999)px", html)
    assert "#9fd6ff !important" in html


def test_a_picture_is_told_with_description_caption_and_credit() -> None:
    """M8, M64: the text part says all that stands under a photo."""
    photo = Image(
        f"{BROWSER}/a.jpg", "Zwei Räder am Ufer", "Der neue Weg", "Foto: Stadt Jena", 9, 9
    )
    found = themed("councils", item(report(section("Der Weg", text("Er ist da."), photo)))).text
    assert "[Bild: Zwei Räder am Ufer]\nDer neue Weg (Foto: Stadt Jena)" in found


def message(edition: Edition) -> EmailMessage:
    return parse(personalise(skeleton(edition), recipient(), head=HEAD, date=SENT))


def test_an_invitation_carries_its_calendar_entry() -> None:
    """M1, M6, M7, RFC 5545: text, then HTML, and the file behind both."""
    parsed = message(laid_out("invitation", "citizens", "de"))
    assert parsed.defects == []
    assert parsed.get_content_type() == "multipart/mixed"
    body, file = parsed.iter_parts()
    kinds = [part.get_content_type() for part in body.iter_parts()]
    assert (body.get_content_type(), kinds) == (
        "multipart/alternative",
        ["text/plain", "text/html"],
    )
    assert file.get_content_type() == "text/calendar"
    inside = b"".join(bytes(part) for part in parsed.walk() if not part.is_multipart())
    for part in (parsed, body):
        assert (part.get_boundary() or "").encode() not in inside
    assert file.get_param("method") == "PUBLISH"
    assert (file.get_filename(), file.get_content_disposition()) == ("termin.ics", "attachment")
    written = file.get_payload(decode=True)
    assert isinstance(written, bytes)
    assert written.decode() == laid_out("invitation", "citizens", "de").calendar


def test_mails_without_an_event_have_no_attachment() -> None:
    """M7"""
    parsed = message(laid_out("survey", "citizens", "de"))
    assert parsed.get_content_type() == "multipart/alternative"


def test_the_entry_is_in_utc_folded_and_stays_one_entry() -> None:
    """RFC 5545, 3.1, 3.8.4.7: 75 octets, CRLF, the same UID in both languages."""
    long = replace(
        sample("veranstaltung.txt").report, title="Einladung zum großen Fest der Brücken " * 4
    )
    told = replace(sample("veranstaltung.txt"), report=long)
    telling = telling_from(laid(shipped()["citizens"], "invitation"))
    folded, english = (
        compose(
            [one],
            telling,
            language=language,
            theme=THEME,
            identity=IDENTITY,
            browser_url=BROWSER,
        ).calendar
        for one, language in ((told, "de"), (sample("veranstaltung.txt"), "en"))
    )
    lines = folded.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in folded.replace("\r\n", "")
    german = event_of(folded)
    assert german["DTSTART"] == datetime(2025, 9, 27, 12, tzinfo=UTC)
    assert german["DTEND"] == datetime(2025, 9, 27, 16, tzinfo=UTC)
    assert german["DTSTAMP"] == AS_OF
    assert german["LOCATION"] == "Stadtteilzentrum Winzerla, Großer Saal"
    assert str(german["SUMMARY"]).startswith("Einladung zum großen Fest der Brücken Einladung")
    assert german["UID"] == event_of(english)["UID"]


def test_day_and_place_are_said_once_in_the_words_of_the_report() -> None:
    """Nothing is lost of 'Wann', and no line comes twice."""
    words = laid_out("invitation", "citizens", "de").text
    assert words.count("14 bis 18 Uhr") == 1
    assert words.count("Stadtteilzentrum Winzerla, Großer Saal") == 1
    assert "Eintritt: frei" in words


def test_without_a_day_nobody_is_invited() -> None:
    """Refused, with what to write."""
    telling = telling_from(laid(shipped()["citizens"], "invitation"))
    with pytest.raises(NoDayError, match=r"names no day to invite to.*Wann: Samstag"):
        tell([item(replace(CYCLE, dates=()))], telling, language="de", city="Jena")
