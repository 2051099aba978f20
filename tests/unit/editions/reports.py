"""Reports made by hand and the identity that tells them; nobody in them is real."""

from __future__ import annotations

from datetime import date

from mailer.editions.compose import compose
from mailer.editions.model import Edition, Identity, Item, Theme
from mailer.editions.telling import Telling, shipped, telling_from
from mailer.reports.model import (
    Block,
    Contact,
    DateMention,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Report,
    Section,
    Source,
    Span,
)

THEME = Theme(city="Jena")
IDENTITY = Identity(
    name="Stadt Jena",
    address="rundbrief@stadt.example.org",
    imprint="Am Markt 1, 07743 Jena\nVertreten durch den Oberbürgermeister",
    reply_to="buero@stadt.example.org",
    imprint_url="https://stadt.example.org/impressum",
    privacy_url="https://stadt.example.org/datenschutz",
    accessibility_url="https://stadt.example.org/barrierefreiheit",
)
BROWSER = "https://rundbrief.example.org/ausgabe/7"


def text(words: str) -> Paragraph:
    return Paragraph((Span(words),))


def items(*words: str) -> ItemList:
    return ItemList(tuple((Span(word),) for word in words))


def section(heading: str, *blocks: Block, level: int = 2) -> Section:
    return Section(heading, blocks, level)


def report(
    *sections: Section, lead: str = "", title: str = "Titel", language: str = "de"
) -> Report:
    return Report(language, title, (Span(lead),), sections)


def item(told: Report, number: int = 1) -> Item:
    return Item(told, f"https://rundbrief.example.org/archiv/{number}")


def telling(audience: str = "citizens", **changes: object) -> Telling:
    return telling_from({**shipped()[audience], **changes})


def edition(audience: str, *items_: Item, language: str = "de", theme: Theme = THEME) -> Edition:
    return compose(
        items_,
        telling(audience),
        language=language,
        theme=theme,
        identity=IDENTITY,
        browser_url=BROWSER,
    )


CYCLE = Report(
    "de",
    "Fahrradstraße am Fluss: ein halbes Jahr danach",
    (
        Span("Seit sechs Monaten haben Räder am Fluss Vorrang. "),
        Span("Die Auswertung", "https://stadt.example.org/auswertung.pdf", "strong"),
        Span(" zeigt, was sich geändert hat. Für Jena ist es die erste Fahrradstraße."),
    ),
    (
        section(
            "Was gemessen wurde",
            text("Gezählt wurde an fünf Stellen, jeweils zwei Wochen lang. Dabei half ein Verein."),
            Figure("34 %", "weniger Durchgangsverkehr", "Zählung Oktober 2025"),
            text("Die Auswertung zeigt 1.240 Autos weniger am Tag."),
        ),
        section(
            "Was misslang",
            text(
                "Die erste Markierung hielt nur acht Wochen. Sie war zu billig eingekauft worden."
            ),
            items("Markierung von Anfang an thermoplastisch bestellen", "Früh über Parken reden"),
        ),
        section(
            "Was Anwohner sagen",
            Quote(
                "Meine Kinder fahren jetzt allein zur Schule.",
                "Eva Beispiel",
                "Anwohnerin",
                lead_out="sagt Eva Beispiel, Anwohnerin.",
            ),
            text("Von 412 Anwohnern wollen 71 Prozent die Straße behalten."),
            Quote("Ohne Namen soll das niemand lesen."),
        ),
        section(
            "Wie es in Jena weitergeht",
            text("Der Stadtrat entscheidet am 12. März 2026. In Jena folgen dann zwei Straßen."),
            Image(
                "https://rundbrief.example.org/medien/rad.jpg", "Räder am Fluss", "", "", 1200, 800
            ),
            Image("https://fremd.example.com/pixel.gif", "Zählpixel"),
        ),
    ),
    topics=("Verkehr",),
    sources=(Source("Ratsvorlage 2026/014", "https://stadt.example.org/014"),),
    contact=Contact("Team Mobilität", "Stadt Jena", "rad@stadt.example.org", "+49 3641 00 00 00"),
    date=date(2026, 1, 20),
    dates=(
        DateMention(date(2025, 10, 1), date(2025, 10, 1), "1. Oktober 2025"),
        DateMention(date(2026, 3, 12), date(2026, 3, 12), "12. März 2026"),
    ),
)
