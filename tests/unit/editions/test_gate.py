"""The gate: good mails pass, each bad one is refused for what is bad about it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mailer.editions.check import Facts, Finding, Look, Period, Severity, check, rules
from mailer.editions.check.duty import delicate
from mailer.editions.check.moments import past
from mailer.reports.model import Contact, Span
from mailer.reports.read import read_report
from tests.unit.editions.bad import (
    BAD,
    DAY,
    FACTS,
    LINK,
    PLACARD,
    added,
    good,
    subject,
    swapped,
)
from tests.unit.editions.reports import CYCLE, IDENTITY, edition, item

SAMPLES = Path(__file__).parents[3] / "samples" / "reports"
OURS = "https://rundbrief.example.org/a"
# What does not stop a mail.
LOOK = {
    "image-alt-vague": f'<img src="{OURS}" alt="Foto" width="9" height="9">',
    "image-size": f'<img src="{OURS}" alt="Ein Rad am Ufer">',
    "link-address": '<a href="https://stadt.example.org/014">https://stadt.example.org/014</a>',
    "link-http": '<a href="http://stadt.example.org/alt">Der Plan</a>',
    "link-same-name": f'<a href="{OURS}/1">Der Plan</a> <a href="{OURS}/2">Der Plan</a>',
    "date-past": "<p>Die Feier findet am 3. Januar 2026 statt.</p>",
    "paid-offer": "<p>Tickets im Vorverkauf.</p>",
    "lang-part": "<p>The city has opened a new station for bikes and it is free for you.</p>",
}
AUDIENCES = ("citizens", "councils", "partner-cities")


@cache
def usual() -> frozenset[str]:
    """What is found in the good mail."""
    return frozenset(found(good()))


def found(mail: Any, facts: Facts = FACTS) -> set[str]:
    return {finding.rule for finding in check(mail, facts)}


def refused(mail: Any, facts: Facts = FACTS) -> set[str]:
    return {f.rule for f in check(mail, facts) if f.severity == Severity.BLOCKING}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_mail_is_refused_for_its_own_reason(name: str) -> None:
    """M1, M8, M12, M64, M66, M68, M69, P21, P23, P33, S4, S6: one fault, one rule, nothing else."""
    bad = BAD[name]
    mail, facts = bad.change(good()), replace(FACTS, **bad.facts)  # type: ignore[arg-type]
    assert refused(mail, facts) == {bad.rule}
    assert found(mail, facts) - usual() == {bad.rule}


def test_there_are_twenty_bad_mails_and_every_blocking_rule_has_one() -> None:
    """Issue 5: a rule that no mail ever broke is not known to work."""
    blocking = {rule.id for rule in rules().values() if rule.severity == Severity.BLOCKING}
    elsewhere = {"lang-tag", "delicate-subject"}
    assert len(BAD) >= 20
    assert {bad.rule for bad in BAD.values()} == blocking - elsewhere


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["kongress", "pressemitteilung", "ratsvorlage", "sehr-lang"])
def test_good_reports_pass_in_every_telling(name: str, audience: str, language: str) -> None:
    """P29: what ships is never refused, alone or in a digest, in both languages."""
    path = SAMPLES / f"{name}.txt"
    report = read_report(path.name, path.read_bytes())
    for items in ([item(report)], [item(report, 1), item(CYCLE, 2)]):
        mail = edition(audience, *items, language=language)
        assert [f for f in check(mail, FACTS) if f.severity == Severity.BLOCKING] == []


def test_what_follows_a_short_preheader_is_hidden() -> None:
    """M4: five letters are a preheader, too; the inbox shows nothing of the mail behind it."""
    short = replace(CYCLE, lead=(Span("Kurz."),))
    assert edition("citizens", item(short)).preheader == "Kurz."
    assert "preheader-leftover" not in found(edition("citizens", item(short)))


def test_a_picture_may_repeat_what_the_text_says() -> None:
    """1.4.5: the same poster is fine beside the words; so is the day of an old photo."""
    words = "<p>Das Brückenfest: 12. September 2027 ab 14 Uhr, Uferweg 3, www.fest.example.org.</p>"
    old = PLACARD.replace("am 12. September 2027 ab 14 Uhr, Uferweg 3, www.fest.example.org", "")
    old = old.replace("Brückenfest", "Brückenfest vom 3. Mai 2014")
    assert "image-facts" in found(added(PLACARD)(good()))
    assert "image-facts" not in found(added(words + PLACARD)(good()))
    assert "image-facts" not in found(added(old)(good()))


def test_a_picture_tells_only_what_people_act_on() -> None:
    """The finding names the days, hours and addresses that are missing."""
    (mark,) = [f for f in check(added(PLACARD)(good()), FACTS) if f.rule == "image-facts"]
    assert mark.words["en"].endswith("12. September 2027, 14 Uhr, Uferweg 3, www.fest.example.org")


def test_a_sample_with_another_programs_fields_is_refused() -> None:
    """Invariant 9: '{{ first_name }}' in a report is text, and readers would see it."""
    path = SAMPLES / "sonderzeichen.txt"
    mail = edition("citizens", item(read_report(path.name, path.read_bytes())))
    assert refused(mail) == {"placeholder"}


def test_what_nobody_looked_at_is_not_checked_and_never_fine() -> None:
    """Issue 5: no network and no DNS mean 'not checked', whether asked or unreachable."""
    unknown = {"links-unchecked", "sender-unchecked", "spam-unchecked"}
    away = {name: Look("unreachable") for name in FACTS.looks}
    assert unknown.isdisjoint(usual())
    for looks in ({}, away):
        findings = check(good(), replace(FACTS, looks=looks))
        assert {f.rule for f in findings if f.severity == Severity.UNCHECKED} == unknown


@pytest.mark.parametrize("name", ["spf", "dkim", "dmarc", "spam"])
def test_a_sender_out_of_order_is_said(name: str) -> None:
    """M26: what DNS and a spam filter mind is passed on in their words."""
    facts = replace(FACTS, looks={**FACTS.looks, name: Look("bad", "no record")})
    [finding] = [f for f in check(good(), facts) if f.rule == name]
    assert "no record" in finding.words["de"]


def test_a_language_that_there_is_not_is_refused() -> None:
    """M64: lang holds a tag, not a word."""
    assert refused(added('<p lang="deutsch!">Wort</p>', "Wort")(good())) == {"lang-tag"}


def test_findings_speak_both_languages() -> None:
    """P29: place, words and remedy, in German and in English, no placeholder left in them."""
    for bad in BAD.values():
        facts = replace(FACTS, **bad.facts)  # type: ignore[arg-type]
        for finding in check(bad.change(good()), facts):
            for words in (finding.place, finding.words, finding.remedy):
                assert words["de"]
                assert "{count}" not in words["de"] + words["en"]
            assert finding.words["de"] != finding.words["en"]


def test_a_finding_survives_storage_and_keeps_its_key() -> None:
    """P29: kept as evidence; a waiver finds its finding again, and no other one."""
    findings = check(added("<h4>Zu tief</h4><h4> </h4>", "Zu tief")(good()), FACTS)
    again = [Finding.from_dict(finding.as_dict()) for finding in findings]
    assert again == findings
    assert len({finding.key for finding in again}) == len(findings)


@pytest.mark.parametrize(("rule", "html"), LOOK.items())
def test_what_is_worth_a_look_is_said(rule: str, html: str) -> None:
    """M64, M69, P25: it does not stop a mail, but nobody overlooks it."""
    assert rule not in usual()
    mail = added(html, html)(good())
    assert rule in found(mail)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("subject-long", subject("Wort " * 19)),
        ("preheader", lambda mail: replace(mail, preheader="")),
        ("preheader-same", lambda mail: replace(mail, preheader=mail.subject)),
        ("preheader-leftover", lambda m: replace(m, html=m.html.replace("\u034f\u200c", ""))),
        ("dark-scheme", swapped('name="color-scheme"', 'name="nothing"')),
        ("preferences", swapped("\ue000preferences_url\ue001", "\ue000unsubscribe_url\ue001")),
        ("web-version", lambda mail: replace(mail, html=mail.html.replace("/ausgabe/7", "/x"))),
    ],
)  # fmt: skip
def test_what_surrounds_the_words_is_looked_at(rule: str, change: Any) -> None:
    """M66, M70: subject, preheader, dark scheme, the ways out."""
    assert rule not in usual()
    assert rule in found(change(good()))


@pytest.mark.parametrize(
    ("words", "test"),
    [
        ("Test-Zentrum in Lobeda öffnet", False), ("Testen Sie die neue Linie", False),
        ("Test der Sirenen am Donnerstag", False), ("Schnelltest-Ausgabe im Rathaus", False),
        ("Protest: Was der Rat sagt", False), ("Warntag: Testnachricht aufs Handy", False),
        ("Testausgabe: Neues aus Jena", True), ("Das ist eine Testmail", True),
        ("Test: Neues aus Jena", True), ("[Test] Neues aus Jena", True), ("Test", True),
        ("Test – bitte nicht beachten", True), ("Neues aus Jena (Test)", True),
        ("Unser Test-Versand", True), ("A test email from us", True),
    ],
)  # fmt: skip
def test_a_test_is_told_from_news_about_tests(words: str, test: bool) -> None:
    """Issue 5: what was left over from trying stops; a test centre is news."""
    assert ("leftover-test" in found(subject(words)(good()))) == test


@pytest.mark.parametrize(
    ("words", "empty"),
    [
        ("Mehr erfahren", True), ("Hier erfahren Sie mehr.", True), ("Weitere Informationen", True),
        ("Find out more", True), ("Mehr über das Rad erfahren", False),
        ("Hier erfahren Sie mehr über das Rad", False),
    ],
)  # fmt: skip
def test_links_that_could_stand_anywhere_say_nothing(words: str, empty: bool) -> None:
    """WCAG 2.4.4: what is read out alone must say where it leads."""
    mail = added(LINK.format(words), "https://stadt.example.org/014")(good())
    assert ("link-purpose" in found(mail)) == empty


def test_the_way_to_whom_readers_ask_is_named() -> None:
    """WCAG 2.4.4: our own contact block shows no address; the text part has it."""
    site = "https://stadt.example.org/radverkehr"
    who = replace(CYCLE, contact=replace(CYCLE.contact or Contact(), url=site))
    mail = edition("citizens", item(who))
    assert f'href="{site}"' in mail.html
    assert f"Website: {site}" in mail.text
    assert "link-address" not in found(mail)


def test_empty_places_are_counted() -> None:
    """S1: how many would read 'Hello ,', and that the salutation has words for everybody."""
    mail = added("<p>Hallo \ue000first_name\ue001</p>", "Hallo \ue000first_name\ue001")(good())
    facts = replace(FACTS, empty={"first_name": 12, "salutation": 9}, recipients=40)
    said = {f.rule: f.words["de"] for f in check(mail, facts)}
    assert "12 von 40" in said["slot-empty"]
    assert "9 von 40" in said["slot-neutral"]
    assert "slot-empty" not in found(good(), facts)


def test_heavy_pictures_are_found() -> None:
    """M69: at most 1 MB each."""
    heavy = replace(
        FACTS, picture_bytes={"https://rundbrief.example.org/medien/rad.jpg": 2_000_000}
    )
    assert "image-heavy" in found(good(), heavy)


@pytest.mark.parametrize(("days", "holds"), [(0, True), (14, True), (15, False), (-1, False)])
def test_periods_hold_on_their_days(days: int, holds: bool) -> None:
    """P23: both ends included; a recess asks, an election stops."""
    period = Period(
        "recess", "Sommerpause", DAY - timedelta(days), DAY - timedelta(days) + timedelta(14)
    )
    assert ("recess" in found(good(), replace(FACTS, periods=(period,)))) == holds
    assert "election" not in found(good(), replace(FACTS, periods=(period,)))


def test_delicate_lists_have_neutral_subjects() -> None:
    """P33: on such a list a subject tells nothing; on others the same subject is news."""
    mail = subject("Neue Beratung: Suchthilfe zieht um")(good())
    lists = replace(FACTS, lists=("Suchthilfe Jena",), public_lists=())
    assert refused(mail, lists) == {"delicate-subject"}
    assert "delicate-list" in found(good(), lists)
    assert refused(mail) == set()
    assert refused(mail, replace(FACTS, sensitive=True)) == {"delicate-subject"}


DELICATE = (
    "Suchtberatung", "Geflüchtete in Jena", "Leben mit Krebs", "Brustkrebs: Nachsorge",
    "Menschen mit Behinderung", "Schwerbehindertenvertretung", "Aids-Hilfe", "Alkohol und ich",
    "Schwangerschaftsberatung", "Jüdische Gemeinde", "Muslimische Seelsorge", "Frauenhaus",
    "Leben mit Demenz", "Gehörlose in Jena", "Services for disabled people", "Debt advice",
)  # fmt: skip
HARMLESS = (
    "Die Stadt sucht Helfer", "Bürgerinnen und Bürger", "Verkehr und Baustellen", "Stadtrat",
    "Partner cities", "Baustellen und Verkehrsbehinderungen", "Krebsbachtal", "Flusskrebse",
    "Am Krebsweg", "Alkoholverbotszonen", "Alkoholfreie Feste", "Partnerstadt Islamabad",
    "Sichtbehinderung durch Hecken", "Drogerie am Markt", "Asphalt und Wege",
    "Christine liest vor", "Transport und Verkehr",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "word"),
    [*((name, True) for name in DELICATE), *((name, False) for name in HARMLESS)],
)
def test_delicate_names(name: str, word: bool) -> None:
    """P33: health, origin, religion, politics; not whatever sounds like it."""
    assert bool(delicate(name)) == word


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("Der Stadtrat entscheidet am 12. März 2026.", False),
        ("Der Stadtrat entscheidet am 12. Januar 2026.", True),
        ("Bewerbungen bis zum 24.01.2026 an das Amt.", True),
        ("Register by 2026-01-24 until noon.", True),
        ("Die Wahl fand am 12. Januar 2026 statt.", False),
        ("Am 3. Januar 2026 wurde gezählt. Am 3. März 2026 wird gefeiert.", False),
        ("Bis zum 31. Februar 2026 wird gebaut.", False),
    ],
)
def test_only_announced_days_can_be_over(words: str, over: bool) -> None:
    """A report tells of the past; only what is announced must lie ahead."""
    assert bool(list(past(words, date(2026, 1, 25)))) == over


@pytest.mark.parametrize(
    ("line", "enough"),
    [
        ("Verantwortlich (§ 18 Abs. 2 MStV): Rosa Beispiel, Am Anger 15", True),
        ("V.i.S.d.P.: Rosa Beispiel", True),
        ("Responsible: Rosa Beispiel", True),
        ("Oberbürgermeisteramt", False),
    ],
)
def test_editorial_lists_name_somebody(line: str, enough: bool) -> None:
    """P22, § 18(2) MStV: in the imprint of the sender, where a list is editorial."""
    identity = replace(IDENTITY, imprint=f"{IDENTITY.imprint}\n{line}")
    facts = replace(FACTS, editorial=True, identity=identity)
    assert ("responsible" in found(good(), facts)) != enough
    assert "responsible" not in found(good(), replace(facts, editorial=False))
