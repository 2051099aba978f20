"""Mails that must not go out, each bad in one way alone: changes to a good mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from mailer.editions.check import Facts, Look, Period
from mailer.editions.model import Edition, Identity
from mailer.reports.model import Image
from tests.unit.editions.reports import BROWSER, CYCLE, IDENTITY, edition, item, report, section

DAY = date(2026, 1, 25)
PDF = "https://stadt.example.org/auswertung.pdf"
FACTS = Facts(
    day=DAY,
    identity=IDENTITY,
    own_hosts=frozenset({"rundbrief.example.org"}),
    browser_url=BROWSER,
    looks={
        PDF: Look("fine"),
        f"{PDF}?utm_source=rundbrief": Look("fine"),
        "https://stadt.example.org/impressum": Look("fine"),
        "https://stadt.example.org/datenschutz": Look("fine"),
        "https://stadt.example.org/barrierefreiheit": Look("fine"),
        "https://stadt.example.org/014": Look("fine"),
        "https://https://a.example.org": Look("fine"),
        "https://bit.ly/plan": Look("fine"),
        **dict.fromkeys(("spf", "dkim", "dmarc", "spam"), Look("fine")),
    },
    lists=("Bürgerinnen und Bürger",),
    public_lists=("Bürgerinnen und Bürger",),
)
Change = Callable[[Edition], Edition]
# Marks in the good mail that changes hold on to.
WAY = ">Ganzen Bericht lesen<"
BODY_END = "</body>"
# Put together here: no file of this house leaves work for later.
NOTE = "TO" + "DO: Zahl nachtragen."
SAYS = "Die erste Markierung hielt nur acht Wochen."


# Whole days end on the day before DTEND: yesterday.
OVER = "DTSTART;VALUE=DATE:20260123\r\nDTEND;VALUE=DATE:20260125\r\n"


@dataclass(frozen=True, slots=True)
class Bad:
    """A change to a good mail, changed facts, and the one rule that minds it."""

    rule: str
    change: Change = lambda mail: mail
    facts: Mapping[str, object] = field(default_factory=dict)


@cache
def good(audience: str = "citizens") -> Edition:
    """The mail that all others are made from; the gate finds nothing that blocks."""
    return edition(audience, item(CYCLE))


def swapped(before: str, after: str, *, text: bool = False) -> Change:
    """The first of some words in the HTML (in the text part, too) replaced by others."""

    def change(mail: Edition) -> Edition:
        assert before in mail.html, before
        words = mail.text.replace(before, after, 1) if text else mail.text
        return replace(mail, html=mail.html.replace(before, after, 1), text=words)

    return change


def added(html: str, text: str = "") -> Change:
    """Something more at the end of the mail."""

    def change(mail: Edition) -> Edition:
        return replace(
            mail,
            html=mail.html.replace(
                BODY_END, f'<div style="font-size:16px;">{html}</div>{BODY_END}'
            ),
            text=f"{mail.text}\n{text}\n",
        )

    return change


def text_without(words: str) -> Change:
    """Gone from the text part."""

    def change(mail: Edition) -> Edition:
        assert words in mail.text, words
        return replace(mail, text=mail.text.replace(words, ""))

    return change


def subject(words: str) -> Change:
    """Another subject."""
    return lambda mail: replace(mail, subject=words)


IMAGE = '<img src="https://rundbrief.example.org/m/1.jpg" width="300" height="200"{}>'
GREY = (
    "<style>@media (prefers-color-scheme: dark) { .pale { color: #000000 !important; } }</style>"
    '<p class="pale" style="color:#999999;background-color:#eeeeee;">Blass</p>'
)
NIGHT = (
    "<style>@media (prefers-color-scheme: dark) { .night { background: #222222 !important; } }"
    "</style><div class='night'>" + IMAGE.format(' alt="Brücke" style="color:#1b232c;"') + "</div>"
)
LINK = '<p class="foot"><a href="https://stadt.example.org/014" style="color:#0a4a6e;">{}</a></p>'

FADED = GREY.replace(".pale { ", ".pale { opacity: 1 !important; ").replace(
    "color:#999999;", "opacity:.4;color:#000000;", 1
)
FRAME = (
    '<p><a href="https://stadt.example.org/014" style="border:1px solid #0a4a6e;padding:4px 9px;'
    'color:#0a4a6e;background-color:#ffffff;font-size:16px;">Zum Fest anmelden</a></p>'
)
TWICE = "https://https://a.example.org"
SHORT = '<a href="https://bit.ly/plan">Der Plan</a>'
HASHED = {**FACTS.looks, f"{PDF}#utm_source=rundbrief": Look("fine")}

# What others would send: the words are on the poster.
POSTER = report(
    section(
        "",
        Image(
            "https://rundbrief.example.org/media/plakat.png",
            alt="Plakat: Brückenfest mit Musik an beiden Ufern",
            width=552,
            height=700,
        ),
    ),
    title="Brückenfest",
)
# A picture among enough words, of which none says what it says.
PLACARD = (
    '<img src="https://rundbrief.example.org/a" width="552" height="300" '
    'alt="Plakat: Brückenfest am 12. September 2027 ab 14 Uhr, Uferweg 3, www.fest.example.org">'
)
BAD: dict[str, Bad] = {
    "English voice for German words": Bad("lang", swapped('<html lang="de"', '<html lang="en"')),
    "a party that is over": Bad("event-past", lambda mail: replace(mail, calendar=OVER)),
    "no title": Bad("title", lambda mail: replace(mail, html=_without_title(mail.html))),
    "two main headings": Bad("one-h1", added("<h1>Noch ein Titel</h1>", "Noch ein Titel")),
    "a level left out": Bad("heading-order", added("<h4>Zu tief</h4>", "Zu tief")),
    "an empty heading": Bad("heading-empty", added("<h2> </h2>")),
    "layout read as data": Bad(
        "table-role", added("<table><tr><td>Zelle</td></tr></table>", "Zelle")
    ),
    "an image without words": Bad("image-alt", added(IMAGE.format(""))),
    "a photo that nobody described": Bad("image-alt-missing", added(IMAGE.format(' alt=""'))),
    "a file name for words": Bad("image-alt-file", added(IMAGE.format(' alt="IMG_2041.jpg"'))),
    "grey on grey": Bad("contrast-light", added(GREY, "Blass")),
    "white on white in the dark": Bad(
        "contrast-dark",
        swapped(
            "</head>",
            "<style>@media (prefers-color-scheme: dark) { .lead { color: #303030 !important; "
            "background-color: #222222 !important } }</style></head>",
        ),
    ),
    "a description lost in the dark": Bad("contrast-dark", added(NIGHT)),
    "letters for ants": Bad(
        "font-size", added('<p style="font-size:11px;">Kleingedruckt</p>', "Kleingedruckt")
    ),
    "a button for needles": Bad("target-size", swapped("padding: 15px 32px", "padding: 2px 8px")),
    "click here": Bad("link-purpose", added(LINK.format("hier"), "https://stadt.example.org/014")),
    "a link without words": Bad(
        "link-name", added(LINK.format(""), "https://stadt.example.org/014")
    ),
    "a link that runs a script": Bad(
        "link-scheme",
        added('<a href="javascript:alert(1)">Mehr zum Rad</a>', "javascript:alert(1)"),
    ),
    "a link that follows readers": Bad(
        "tracking-link",
        swapped(PDF, f"{PDF}?utm_source=rundbrief", text=True),
    ),
    "a link to nowhere": Bad(
        "link-broken",
        facts={"looks": {**FACTS.looks, PDF: Look("bad", "HTTP 404")}},
    ),
    "a text part without its heading": Bad(
        "text-headings", text_without("Das Wichtigste in Kürze")
    ),
    "a text part without the way out": Bad(
        "unsubscribe", text_without("\ue000unsubscribe_url\ue001")
    ),
    "a text part without a link": Bad(
        "text-links", text_without("https://stadt.example.org/datenschutz")
    ),
    "a text part without the date": Bad("text-dates", text_without("12. März 2026")),
    "a text part that leaves out most": Bad(
        "text-length", added("<p>Wort</p>" * 600, "Mehr im Browser.")
    ),
    "HTML in the text part": Bad(
        "text-markup", lambda mail: replace(mail, text=f"{mail.text}<div style=x>")
    ),
    "no subject": Bad("subject-empty", subject(" ")),
    "a second header in the subject": Bad(
        "subject-signs", subject("Neues\r\nBcc: alle@example.org")
    ),
    "a note to oneself": Bad("leftover", swapped(SAYS, NOTE, text=True)),
    "a test": Bad("leftover-test", subject("Test 2")),
    "a field of another program": Bad("placeholder", subject("Guten Tag {{ vorname }}")),
    "a slot that there is not": Bad(
        "slot-unknown", added("<p>\ue000iban\ue001</p>", "\ue000iban\ue001")
    ),
    "letters of another alphabet": Bad("garbled", swapped(SAYS, "FÃ¼r alle.", text=True)),
    "an address with two beginnings": Bad(
        "link-malformed", added('<a href="https://https://a.example.org">Der Plan</a>', TWICE)
    ),
    "a counter between": Bad("tracking-host", added(SHORT, "https://bit.ly/plan")),
    "data read as layout": Bad(
        "table-data",
        added('<table role="presentation"><tr><th>Tag</th><th>Ort</th></tr></table>', "Tag, Ort"),
    ),
    "a heading by its role, too deep": Bad(
        "heading-order", added('<div role="heading" aria-level="5">Zu tief</div>', "Zu tief")
    ),
    "half of the ink gone": Bad("contrast-light", added(FADED, "Blass")),
    "small by name": Bad("font-size", added('<p style="font:x-small Arial">Klein</p>', "Klein")),
    "a frame for needles": Bad("target-size", added(FRAME, "https://stadt.example.org/014")),
    "an hour missing": Bad("text-dates", added("<p>Beginn ist um 17:30 Uhr.</p>")),
    "what follows behind a hash": Bad(
        "tracking-link", swapped(PDF, f"{PDF}#utm_source=rundbrief", text=True), {"looks": HASHED}
    ),
    "an image that hides": Bad(
        "tracking-pixel",
        added('<img src="https://rundbrief.example.org/o.gif" alt="" style="display:none">'),
    ),
    "a sheet from elsewhere": Bad(
        "active", swapped("</head>", '<link rel="stylesheet" href="https://a.example.com"></head>')
    ),
    "a gap for a number": Bad("placeholder", swapped(SAYS, "[Zahl] Autos.", text=True)),
    "a greeting without a name": Bad("placeholder", swapped(SAYS, "Liebe ${vorname}!", text=True)),
    "a day still open": Bad("leftover", swapped(SAYS, "Beginn: XX.XX.", text=True)),
    "a name of a camera": Bad(
        "image-alt-file", added(IMAGE.format(' alt="WhatsApp Image 2026-01-03 at 10.12"'))
    ),
    "no legal notice": Bad(
        "imprint", swapped("Vertreten durch den Oberbürgermeister", "", text=True)
    ),
    "nobody sends": Bad(
        "sender", facts={"identity": Identity("", IDENTITY.address, IDENTITY.imprint)}
    ),
    "an image from elsewhere": Bad(
        "image-host",
        added('<img src="https://cdn.example.com/a.jpg" alt="Ein Rad" width="300" height="200">'),
    ),
    "a pixel that counts": Bad(
        "tracking-pixel",
        added('<img src="https://rundbrief.example.org/o.gif" alt="" width="1" height="1">'),
    ),
    "all in a picture": Bad("image-only", lambda _: edition("citizens", item(POSTER))),
    "day and place in a picture": Bad("image-facts", added(PLACARD)),
    "too heavy": Bad("html-heavy", swapped("</head>", f"<!--{'x' * 102_400}--></head>")),
    "too heavy for the relay": Bad("message-heavy", facts={"largest": 20_000}),
    "a form": Bad("active", added('<form action="https://stadt.example.org/014"></form>')),
    "a font from elsewhere": Bad(
        "remote-css",
        swapped("</head>", "<style>@import url(https://fonts.example.com/a);</style></head>"),
    ),
    "two days before the election": Bad(
        "election",
        facts={"periods": (Period("election", "Kommunalwahl", date(2026, 1, 1), DAY),)},
    ),
    "an editorial list without somebody responsible": Bad("responsible", facts={"editorial": True}),
    "a list that tells on its people": Bad(
        "delicate-public", facts={"public_lists": ("Suchthilfe Jena",)}
    ),
}


def _without_title(html: str) -> str:
    start, end = html.index("<title>"), html.index("</title>") + len("</title>")
    return html[:start] + html[end:]
