"""The gate's rules on other shapes of the same faults, and on what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailer.editions.check import Facts, rules
from mailer.editions.check.duty import delicate
from mailer.editions.check.mail import Mail
from mailer.editions.check.moments import misnamed, past
from mailer.editions.check.structure import is_file_name, says_nothing
from mailer.editions.compose import compose
from mailer.editions.layouts import laid
from mailer.editions.model import Edition, Identity
from mailer.editions.telling import shipped, telling_from
from tests.unit.editions.bad import FACTS, added, good
from tests.unit.editions.layouts import laid_out
from tests.unit.editions.reports import BROWSER, CYCLE, IDENTITY, THEME, item

PAGE = "https://stadt.example.org/seite"
A = f'<a href="{PAGE}">{{}}</a>'
TO = '<a href="{}">Der Plan</a>'
PICTURE = '<img src="{}" alt="Ein Rad am Ufer" width="300" height="200">'
DAY = date(2026, 1, 25)


def hits(rule: str, mail: Edition, facts: Facts = FACTS) -> list[str]:
    """What one rule says of a mail, in English."""
    return [finding.words["en"] for finding in rules()[rule].findings(Mail(mail, facts))]


FAULTS = {
    "link-purpose": (
        A.format("Klicken Sie hier!"), A.format("hier entlang"), A.format("Zur Website"),
        A.format("PDF"), A.format("Artikel lesen"), A.format("unter diesem Link"),
        A.format("Read the article"), A.format("»"), A.format("[1]"),
    ),
    "link-address": (
        A.format("stadt.example.org/x"), A.format("stadt.example.org"),
        A.format("WWW.Stadt.example.org/x?y=1"),
    ),
    "link-missing": ("<p>Mehr unter stadt.example.org/x.</p>", "<p>Siehe rathaus.de, Seite 2</p>"),
    "link-malformed": (
        '<a href="">Der Plan</a>', TO.format("https:/stadt.example.org"),
        TO.format("https://stadt example.org/"), TO.format("https://["), TO.format("tel:"),
        TO.format("mailto:amt@"), TO.format("http://https"),
    ),
    "link-inside": (
        TO.format("https://intranet/x"), TO.format("http://192.168.1.5/x"),
        TO.format("https://dms.rathaus.local/x"), TO.format("http://localhost:8000"),
    ),
    "link-scheme": (TO.format("#"), TO.format("/seite"), TO.format("file:///C:/plan.docx")),
    "tracking-host": (
        TO.format("https://eur01.safelinks.protection.outlook.com/?url=x"),
        TO.format("https://stadt.us1.list-manage.com/track/click?u=1"),
        TO.format("https://www.google.com/url?q=https://stadt.example.org"),
    ),
    "link-twice": (A.format("Der Plan") + A.format("Das Heft"),),
    "lang-part": (
        "<p>Please register for the workshop by Friday.</p>",
        "<h2>What happens next in the city</h2>",
        "<p>La ville a ouvert une station pour les vélos et elle est gratuite pour vous.</p>",
        "<p>Miasto otworzyło nową stację dla rowerów i mieszkańcy są bardzo zadowoleni.</p>",
        "<p>افتتحت مدينة يينا محطة دراجات جديدة تضم مئة وعشرين مكانا آمنا</p>",
    ),
    "font-size": ('<font size="1">Klein</font>', '<p style="font:10px Arial">Klein</p>'),
    "table-role": ("<table><tr><th> </th><td>Text</td></tr></table>",),
    "active": (
        "<svg><text>Ja</text></svg>", '<meta http-equiv="refresh" content="0">',
        "<marquee>Neu</marquee>",
    ),
    "image-kind": (
        PICTURE.format("data:image/png;base64,AAAA"),
        PICTURE.format("https://rundbrief.example.org/m/plan.svg?v=2"),
    ),
    "image-host": (
        '<ul style="list-style-image:url(https://t.example.com/x.gif)"><li>Ja</li></ul>',
        PICTURE.format("//t.example.com/x.gif"),
        '<!--[if mso]><v:fill src="https://t.example.com/a.gif"/><![endif]-->',
    ),
    "leftover": (
        "<p>Telefon 03641/xxx</p>", "<p>Ort: TBD</p>", "<p>Rednerin: t.b.a.</p>",
        "<p>Es kamen viele (Zahl noch prüfen!).</p>", "<p>Am ??.??. geht es los.</p>",
        "<p>Das ist ein Mustertext.</p>", "<p>Hier Text einfügen.</p>",
        "<p>Siehe Fehler! Verweisquelle konnte nicht gefunden werden.</p>",
        "<p>Anm. an Grafik: Bild tauschen</p>", "<p>Your text here</p>",
    ),
    "leftover-doubt": (
        "<p>Kontakt: N. N.</p>", "<p>Ort: ______</p>", "<p>Das Fest [AM1] ist am Samstag.</p>",
        "<p>Max Mustermann, 12345 Musterstadt</p>",
    ),
    "placeholder": (
        "<p>[Platzhalter]</p>", "<p>[bitte noch ergänzen]</p>", "<p>Liebe %VORNAME%,</p>",
        "<p>Liebe &lt;&lt;Name&gt;&gt;,</p>", "<p>«Anrede»</p>", "<p>##NAME##</p>",
        "<p>Liebe {Vorname},</p>", "<p>Hallo None,</p>", "<p>Sehr geehrte ,</p>",
        "<p>[Straße]</p>", "<p>[Insert date]</p>", "<p>Liebe #vorname#,</p>",
    ),
    "garbled": ("<p>F\ufffdr alle</p>", "<p>F&amp;uuml;r alle</p>", "<p>10 â€“ 12 Uhr</p>"),
    "date-relative": (
        "<p>Wie am letzten Montag kommt der Bus.</p>", "<p>Er fährt ab morgen.</p>",
        "<p>The bus runs from tomorrow.</p>",
    ),
    "date-none": (
        "<p>Das Fest ist am 31. Februar.</p>", "<p>Bis 31.04.2026</p>", "<p>Beginn: 25:30 Uhr</p>",
        "<p>The fair is on June 31st.</p>",
    ),
    "date-weekday": ("<p>Montag, 3. März 2026, 18 Uhr</p>", "<p>Sun 7.3.26</p>"),
}  # fmt: skip
HARMLESS = {
    "link-purpose": (A.format("Programm als PDF"), A.format("Zur Anmeldung"), A.format("Kita ABC")),
    "link-address": (A.format("Der Plan der Stadt"),),
    "link-missing": (
        "<p>Am 3.5. um 9.30 Uhr, z.B. bei Dr.med. Muster</p>", "<p>amt@stadt.example.org</p>",
        f"<p>{A.format('stadt.example.org/x')}</p>",
    ),
    "link-malformed": (
        TO.format("https://[2001:db8::1]/x"), TO.format("mailto:a@b.example.org?subject=Ja"),
        TO.format("tel:+49 3641 491234"), TO.format("https://straße.example.org:8443/?a=ü"),
    ),
    "link-inside": (TO.format("https://rundbrief.example.org/a"), TO.format("https://1.1.1.1/")),
    "tracking-host": (TO.format("https://orbit.ly.example.org/x"),),
    "link-twice": (
        f"<p>{A.format('Der Plan')}</p><ol><li>{A.format('Der Plan')}</li></ol>",
        f'<p>{A.format("Der Plan")}</p><div class="point">{A.format("Der Plan")}</div>',
    ),
    "lang-part": (
        "<p>Das Smart City Forum und die Open Data Community laden ein.</p>",
        '<p lang="en">Please register for the workshop by Friday.</p>',
    ),
    "table-role": ("<table><tr><th>Tag</th><td>Mo</td></tr></table>",),
    "image-kind": (PICTURE.format("https://rundbrief.example.org/m/1.png"),),
    "leftover": (
        "<p>Das will die Stadt noch prüfen.</p>", "<p>Die Größe XXL ist da.</p>",
        "<p>Der Entwurf liegt aus (die Stadt muss ihn noch prüfen).</p>",
    ),
    "leftover-doubt": ("<p>Warum? Darum.</p>",),
    "placeholder": (
        "<p>„[Hier] entsteht ein Park“, sagt er.</p>", "<p>20 % aller, 30% davon</p>",
        "<p>Liebe Leserinnen, liebe Leser,</p>", "<p>Quelle [1] und [2]</p>",
        "<p>Mit #Jena und #Ort dabei</p>",
        "<p>Der Rat [und nicht das Amt] entscheidet.</p>",
    ),
    "garbled": ("<p>Müller &amp; Söhne, São Paulo, Ângela, à la carte</p>",),
    "date-relative": (
        "<p>Am letzten Samstag im Monat, the last Monday of May.</p>",
        "<p>Guten Morgen! Jeden Morgen, am 3. Mai, nächsten Mai.</p>",
    ),
    "date-none": ("<p>29. Februar, 31. Mai, im Mai 45, Version 2.31.24, 24 Uhr, 9–31 Uhr</p>",),
    "date-weekday": (
        "<p>Donnerstag, 12. März 2026</p>", "<p>So am 3. März 2026</p>", "<p>Mo, 2.3.2026</p>",
        "<p>Dienstag, den 3. März</p>", "<p>Am Samstag, 7 March 2026</p>",
    ),
}  # fmt: skip


def cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(rule, html) for rule, found in table.items() for html in found]


@pytest.mark.parametrize(("rule", "html"), cases(FAULTS))
def test_a_fault_is_found_in_another_shape(rule: str, html: str) -> None:
    """Issue 5: rules hold for mails that nobody has seen, not for one way to write a fault."""
    assert hits(rule, added(html)(good()))


@pytest.mark.parametrize(("rule", "html"), cases(HARMLESS))
def test_what_looks_like_a_fault_is_let_be(rule: str, html: str) -> None:
    """Issue 5: who is warned for nothing stops reading warnings."""
    assert not hits(rule, added(html)(good()))


@pytest.mark.parametrize(
    ("rule", "subject"),
    [
        ("subject-short", "Info"), ("subject-short", "Newsletter 3/2026"),
        ("subject-short", "Pressemitteilung"), ("subject-short", "Rundbrief März 2026"),
        ("subject-loud", "WICHTIG: STADTRAT BESCHLIESST HAUSHALT"), ("subject-loud", "Neu!!!"),
        ("subject-loud", "Zur Information für alle: KITA-BERICHT 2026"),
        ("subject-reply", "AW: Neues aus Jena"), ("subject-reply", "Fwd: Neues"),
        ("leftover", "Entwurf: Neues aus Jena"), ("leftover", "Kopie von Neues aus Jena"),
        ("leftover-test", "TEST TEST TEST"), ("leftover-test", "Probe, bitte ignorieren"),
        ("leftover", "Bericht_v2_final"), ("leftover", "Mitteilung.docx"),
    ],
)  # fmt: skip
def test_subjects_that_put_readers_off(rule: str, subject: str) -> None:
    """Issue 5: too short, too loud, a draft's name."""
    assert hits(rule, replace(good(), subject=subject))


@pytest.mark.parametrize(
    "subject",
    [
        "Warntag: Stadt testet Sirenen", "Entwurf des Haushalts liegt aus", "ÖPNV und DSGVO neu!",
        "Leichte Sprache: Das ist neu", "Der Rathausplatz ist final",
        "Neues aus Jena", "Bericht der Feuerwehr 2025", "Kopie der Urkunde online bestellen",
        "Rebhühner kehren zurück", "UNESCO und NABU ehren Jenaer Schule", "Rohrbruch",
    ],
)  # fmt: skip
def test_subjects_that_are_fine(subject: str) -> None:
    for rule in ("subject-short", "subject-loud", "subject-reply", "leftover"):
        assert not hits(rule, replace(good(), subject=subject)), rule


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("sender-deaf", {"reply_to": "", "address": "no-reply@stadt.example.org"}),
        ("sender-freemail", {"address": "stadt@gmx.de"}),
        ("imprint-address", {"imprint": "Stadt Jena"}),
        ("sender", {"name": "rundbrief@stadt.example.org"}),
        ("sender", {"name": "Stadt Jena\nBcc: alle@stadt.example.org"}),
    ],
)
def test_senders_that_nobody_would_trust(rule: str, change: dict[str, str]) -> None:
    """P21, M26: who sends can be answered, found and told from others."""
    odd: Identity = replace(IDENTITY, **change)
    assert not hits(rule, good())
    assert hits(rule, good(), replace(FACTS, identity=odd))


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("Das Fest findet am 3. Januar statt.", True), ("Es beginnt am 03.01. um 10 Uhr.", True),
        ("Das Fest findet im Dezember 2025 statt.", True),
        ("It opens on the 3rd of January 2026.", True),
        ("Register by January 3, 2026.", True), ("Treffen am So., 4.1.26, 10 Uhr.", True),
        ("Samstag, 3. Januar 2026, 18 Uhr, Rathaus", True),
        ("Das Bad bleibt bis zum 20. Januar geöffnet.", True),
        ("Die Eröffnung ist am 10. Januar 2026.", True), ("The fair is on 3 January 2026.", True),
        ("Termin: Samstag, 3. Januar 2026", True), ("Wann: 3. Januar 2026, Rathaus", True),
        ("Am 5. Januar um 14.30 Uhr erreichte der Pegel 4,10 Meter.", False),
        ("Am 12. Januar 2026 gibt es ein Konzert.", True), ("Datum: 12. Januar 2026", False),
        ("Das Gesetz ist am 1. Januar 2026 in Kraft getreten.", False),
        ("Sie haben bis zum 3. Januar 2026 Zeit, sich anzumelden.", True),
        ("Das Fest findet am 3. Mai statt.", False), ("Es beginnt am 03.12. um 10 Uhr.", True),
        ("Der Beschluss vom 12. Januar 2026 wird umgesetzt.", False),
        ("Jena, 12.01.2026. Kinder können hier spielen.", False),
        ("Der Entwurf liegt vom 5. Januar 2026 bis zum 5. März 2026 aus.", False),
        ("Der Plan gilt von 3. Januar bis 4. Mai 2026.", False),
        ("Since 1 January 2026 residents have been able to apply.", False),
        ("Seit dem 1. Januar 2026 gilt Tempo 30.", False),
        ("Am 12. Januar 2026 um 18 Uhr hat der Rat getagt.", False),
        ("The fair takes place from 3 January to 4 May 2026.", False),
        ("Donnerstag, 10. September, 11 Uhr: Warntag", False),
        ("Am Sonntag, 4. Januar, heulen um 11 Uhr die Sirenen.", True),
        ("Der Rat hat das Amt am 24.04.2024 beauftragt, dass es plant.", False),
        ("Abschnitt 3.1.2 gilt für Kapitel 4.1 und 1,5 Mio.", False),
    ],
)  # fmt: skip
def test_days_in_all_their_forms(words: str, over: bool) -> None:
    """Issue 5: also without a year; what dates a paper or began is no appointment."""
    assert bool(list(past(words, DAY))) == over


def test_a_year_elsewhere_says_which_is_meant() -> None:
    """The nearest year is a guess; a mail that names it is believed."""
    words = "<p>Das Fest findet am 3. Januar statt.</p>"
    assert hits("date-past", added(words)(good()))
    assert not hits("date-past", added(f"<h3>Fest am 3. Januar 2027</h3>{words}")(good()))


LISTED = "<h2>{}</h2><ul><li>10. Januar 2026: {}</li></ul>"


def test_a_list_of_days_to_come_announces_them() -> None:
    """Issue 5: below 'Termine' a day alone is enough; a chronicle is none."""
    assert hits("date-past", added(LISTED.format("Termine", "Eröffnung"))(good()))
    assert hits("date-past", added(LISTED.format("Upcoming events", "Eröffnung"))(good()))
    assert not hits("date-past", added(LISTED.format("Chronik", "Baubeginn"))(good()))
    assert not hits("date-past", added(LISTED.format("Termine", "Es wurde eröffnet"))(good()))


def entry(days: str, *, words: str = "") -> Edition:
    return replace(added(words)(good()) if words else good(), calendar=days)


def test_an_event_may_still_be_running() -> None:
    """It is over when its last day is; moments end on the day of DTEND."""
    whole = "DTSTART;VALUE=DATE:20260120\r\nDTEND;VALUE=DATE:20260126\r\n"
    assert not hits("event-past", entry(whole))
    assert hits("event-past", entry("DTSTART:20260124T120000Z\r\nDTEND:20260124T160000Z\r\n"))
    assert not hits("event-past", entry("DTSTART:20260125T090000Z\r\n"))


def test_an_entry_of_a_whole_day_is_doubted_where_the_mail_names_hours() -> None:
    """Those of an office that can be called are none of the event's."""
    whole, hour = "DTSTART;VALUE=DATE:20270312\r\n", "DTSTART:20270312T130000Z\r\n"
    when, office = "<p>Uhrzeit: 14 bis 18 Uhr</p>", "<p>Sie erreichen uns von 8 bis 16 Uhr.</p>"
    assert hits("event-hours", entry(whole, words=when))
    assert not hits("event-hours", entry(whole, words=office))
    assert not hits("event-hours", entry(hour, words=when))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_survey_needs_a_link_of_its_own(language: str) -> None:
    """The button leads to the survey, or the gate says that it does not."""
    assert not hits("survey-link", laid_out("survey", "citizens", language))
    telling = telling_from(laid(shipped()["citizens"], "survey"))
    mail = compose(
        [item(CYCLE)],
        telling,
        language=language,
        theme=THEME,
        identity=IDENTITY,
        browser_url=BROWSER,
    )
    assert hits("survey-link", mail)


def test_a_weekday_chooses_the_year() -> None:
    """3 March is a Tuesday in 2026, a Wednesday in 2027, and no Friday in the years around."""
    assert not list(misnamed("Mittwoch, 3. März", DAY))
    assert [found.words for found in misnamed("Freitag, 3. März", DAY)] == ["Freitag, 3. März"]


@pytest.mark.parametrize(
    ("alt", "named", "empty"),
    [
        ("DSC_0123 (1).JPG", True, False), ("IMG-20240312-WA0004", True, False),
        ("Screenshot 2026-03-01 um 10.23", True, False), ("https://a.example.org/b", True, False),
        ("Symbolbild", False, True), ("Foto: Stadt Jena", False, True), ("Das Logo", False, True),
        ("Bild 3 zeigt die Brücke", False, False), ("Foto von der Brücke im Winter", False, False),
        ("Fotografin Ada Muster vor dem Rathaus", False, False), ("Bildungszentrum", False, False),
    ],
)  # fmt: skip
def test_words_for_pictures(alt: str, named: bool, empty: bool) -> None:
    """1.1.1: names of files and of kinds of pictures are no descriptions."""
    assert (is_file_name(alt), says_nothing(alt)) == (named, empty)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        *((name, True) for name in (
            "Bürgergeld aktuell", "Trauergruppe", "Opferhilfe", "Essstörungen", "Autismus-Netzwerk",
            "Roma und Sinti", "Katholische Jugend", "Moschee am Markt", "Ausländerbeirat",
            "Blinde und Sehbehinderte", "Diabetes", "Bewährungshilfe", "Deaf community",
        )),
        *((name, False) for name in (
            "Trauerbeflaggung", "Blindengasse saniert", "Aroma und Kräuter", "Parteiverkehr",
            "Christkindlmarkt", "Alcohol ban in the park", "Automatisierung", "Wohngebiet Nord",
        )),
    ],
)  # fmt: skip
def test_more_delicate_names(name: str, word: bool) -> None:
    """P33: need, origin, faith and illness, however they are called."""
    assert bool(delicate(name)) == word
