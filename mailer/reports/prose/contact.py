"""Contacts, sources and figures in lines that name them."""

from __future__ import annotations

import re
from typing import Final

from mailer.reports.model import Contact, Figure, Source
from mailer.reports.prose.people import find_people

_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"„“”»«]+")
_PHONE: Final = re.compile(r"(?:\+\d{1,3}|\(?0\d{1,5}\)?)[\d\s/()-]{4,18}\d", re.ASCII)
_OFFICE: Final = re.compile(
    r"[^,;|\n:]*?(?:\bAmt\b|amt\b|\bStadt\b|Stadtverwaltung|stelle\b|Referat|Fachdienst|Fachbereich|"
    r"Dezernat|Team|Abteilung|Stabsstelle|Büro|Office|Department|Council|Unit|werke\b|Bibliothek|"
    r"Archiv|Verein)[^,;|\n:]*"
)
_FIGURE: Final = re.compile(
    r"(?:(?:rund|ca\.|etwa|über|knapp|gut|bis zu|about|around|some|up to|over|nearly)\s)?"
    r"(?:[€£$]\s?)?\d[\d.,\s]{0,14}(?:\s?(?:Mio\.?|Mrd\.?|Millionen|Milliarden|Tsd\.?|million|"
    r"billion|thousand|k))?\s?(?:Euro|EUR|€|£|\$|Prozent|%|percent|per cent|Quadratmeter|m²|"
    r"qm|Kilometer|km|Meter|Hektar|ha|kWh|MWh|GWh|kWp|Tonnen|tonnes|Einwohner(?::?innen)?|residents|Plätze|places|"
    r"Bäume|trees|Stellplätze|Wohnungen|homes|flats|Haushalte|households)\.?"
)

# A number without a unit, but no telephone number and no postcode.
_COUNT: Final = re.compile(r"(?!0\d)\d{1,3}(?:[.\s']?\d{3})*(?:[.,]\d{1,2})?")


def read_contact(text: str) -> Contact | None:
    """Whom readers can ask, from free text in any order; None where it names no way."""
    mail, url, phone = _MAIL.search(text), _URL.search(text), _PHONE.search(text)
    people = find_people(text)
    office = next((m.group().strip() for m in _OFFICE.finditer(text) if m.group().strip()), "")
    if not (mail or url or phone):
        return None
    return Contact(
        name=people[0].name if people else "",
        office="" if people and people[0].name in office else office,
        email=mail.group().rstrip(".") if mail else "",
        phone=phone.group().strip() if phone else "",
        url=url.group().rstrip(".,;)") if url else "",
    )


def read_source(text: str) -> Source:
    """A label and the first address in it."""
    url = _URL.search(text)
    if not url:
        return Source(text.strip())
    address = url.group().rstrip(".,;)")
    label = text.replace(address, " ").strip(" ,;:–-()")
    return Source(label or address, address)


def read_figure(label: str, value: str) -> Figure | None:
    """'Gesamtkosten', '1,2 Mio. Euro' as a Figure; None where the value is no plain number."""
    return Figure(value, label) if _FIGURE.fullmatch(value.strip()) else None


def read_number(label: str, value: str) -> Figure | None:
    """The same for a cell in a column of numbers, which needs no unit and may have a sign."""
    bare = value.strip().lstrip("+−–-±").lstrip()
    found = _COUNT.fullmatch(bare) or _FIGURE.fullmatch(bare)
    return Figure(value.strip(), label) if found else None
