"""Outside text made harmless before it is told: no slots, no controls, only known addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN
from mailer.reports.model import (
    Block,
    Contact,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Report,
    Section,
    Source,
    Span,
    Text,
)

# C0 and C1 controls, line and paragraph separators, bidi overrides and isolates (they can
# make a name or an address read differently from what it is), and the slot characters.
_CONTROLS: Final = re.compile(
    f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff{SLOT_OPEN}{SLOT_CLOSE}"
    "\ud800-\udfff\ufffe\uffff]"
)
_BLANKS: Final = re.compile("[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
_URL: Final = re.compile(r"[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
_WEB: Final = re.compile(
    r"https?://(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def one_line(value: str) -> str:
    """The text without controls, with every run of white space as one blank."""
    return _single(value).strip()


def _single(value: str) -> str:
    # What can be printed has neither controls nor blanks other than U+0020; U+00A0 stays.
    if value.replace("\u00a0", "").isprintable() and "  " not in value:
        return value
    return _BLANKS.sub(" ", _CONTROLS.sub("", value))


def safe_href(value: str) -> str:
    """An address with a scheme that mail may carry (S6), or '' if it has another or none."""
    address = value.strip()
    if not address or not _URL.fullmatch(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES:
        return ""
    return address if parts.scheme.lower() in {"mailto", "tel"} or parts.netloc else ""


def web_url(value: str) -> bool:
    """Whether this is an http or https address and nothing else; no user, no blanks."""
    return _WEB.fullmatch(value) is not None


def clean_text(text: Text) -> Text:
    """Running text with its blanks collapsed across spans, none at its ends."""
    if len(text) == 1 and _clean(text[0]):
        return text
    spans: list[Span] = []
    blank_before = True
    for span in text:
        words = _single(span.text)
        if blank_before:
            words = words.lstrip(" ")
        if words:
            blank_before = words.endswith(" ")
            spans.append(Span(words, safe_href(span.href), span.style))
    if spans and spans[-1].text.endswith(" "):
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip(" "))
    return tuple(span for span in spans if span.text)


def _clean(span: Span) -> bool:
    """Whether this is clean running text by itself, as most is."""
    words = span.text
    same = bool(words) and _single(words).strip(" ") == words
    return same and safe_href(span.href) == span.href


def clean_report(report: Report) -> Report:
    """The same report with every word of it cleaned and empty blocks and sections gone."""
    sections = tuple(_section(section) for section in report.sections)
    return replace(
        report,
        title=one_line(report.title),
        lead=clean_text(report.lead),
        sections=tuple(s for s in sections if s.blocks or s.heading),
        topics=tuple(filter(None, map(one_line, report.topics))),
        sources=tuple(s for s in map(_source, report.sources) if s.label),
        contact=_contact(report.contact) if report.contact else None,
        dates=tuple(replace(d, words=one_line(d.words)) for d in report.dates),
        url=safe_href(report.url),
    )


def _section(section: Section) -> Section:
    blocks = tuple(_block(block) for block in section.blocks)
    return Section(
        one_line(section.heading),
        tuple(block for block in blocks if block is not None),
        section.level,
        section.marks,
        tuple(s for s in map(_source, section.sources) if s.label),
    )


def _block(block: Block) -> Block | None:
    match block:
        case Paragraph(text):
            cleaned = clean_text(text)
            if cleaned is text:
                return block
            return Paragraph(cleaned) if cleaned else None
        case ItemList(items, ordered):
            kept = tuple(filter(None, map(clean_text, items)))
            return ItemList(kept, ordered) if kept else None
        case Quote():
            return _quote(block)
        case Figure(value, label, source, url):
            figure = Figure(one_line(value), one_line(label), one_line(source), safe_href(url))
            return figure if figure.value else None
        case Image():
            return _image(block)


def _quote(quote: Quote) -> Quote | None:
    said = Quote(
        one_line(quote.text),
        one_line(quote.speaker),
        one_line(quote.role),
        one_line(quote.lead_in),
        one_line(quote.lead_out),
    )
    return said if said.text else None


def _image(image: Image) -> Image | None:
    src = safe_href(image.src)
    if not web_url(src):
        return None
    return replace(
        image,
        src=src,
        alt=one_line(image.alt),
        caption=one_line(image.caption),
        credit=one_line(image.credit),
    )


def _source(source: Source) -> Source:
    label = one_line(source.label) or one_line(source.url)
    return Source(label, safe_href(source.url))


def _contact(contact: Contact) -> Contact | None:
    email, url = one_line(contact.email), one_line(contact.url)
    cleaned = Contact(
        one_line(contact.name),
        one_line(contact.office),
        email if _EMAIL.fullmatch(email) else "",
        one_line(contact.phone),
        safe_href(f"https://{url}" if url.startswith("www.") else url),
    )
    return cleaned if cleaned != Contact() else None
