"""The text part says all that the HTML says: headings, links, dates (M8; RFC 2046, 5.1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import Element
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import BLOCKING, TEXT, Hit, at, at_element, rule
from mailer.editions.model import SLOT_OPEN

_WORD: Final = re.compile(r"[^\W_]+")
_MARKUP: Final = re.compile(
    r"</?(?:p|div|span|table|tr|td|br|a|img|h[1-6]|ul|li|style)\b[^>]*>|&(?:nbsp|amp|quot|lt|gt);|"
    r"\bfont-(?:size|family)\s*:|\{\{|\{%|@media\b",
    re.IGNORECASE,
)


@rule(
    "text-headings",
    BLOCKING,
    says=marked("The text part lacks this heading."),
    remedy=marked("Add it to the text part, or make that from the same report again."),
)
def text_has_headings(mail: Mail) -> Iterator[Hit]:
    """Who reads text finds the same parts."""
    text = mail.text.lower()
    for heading in mail.headings:
        if heading.text.lower() not in text:
            yield at_element(heading)


@rule(
    "text-links",
    BLOCKING,
    says=marked("The text part lacks the address of this link."),
    remedy=marked("Add the address to the text part."),
)
def text_has_links(mail: Mail) -> Iterator[Hit]:
    """Who reads text can follow every link; rules of their own ask for the personal ones."""
    for link in mail.links:
        personal = SLOT_OPEN in link.attrs["href"]
        if not personal and not any(form in mail.edition.text for form in _forms(link)):
            yield at_element(link)


@rule(
    "text-dates",
    BLOCKING,
    says=marked("The text part lacks the day or hour {date}."),
    remedy=marked("Add it to the text part."),
)
def text_has_dates(mail: Mail) -> Iterator[Hit]:
    """Who reads text misses no appointment."""
    for date in mail.dates:
        if date not in mail.text:
            yield at(TEXT, date=date)


@rule(
    "text-length",
    BLOCKING,
    says=marked("The text part has {text} words, the HTML {html}: less than a third."),
    remedy=marked("The text part has to tell the whole, not to point to the HTML."),
)
def text_is_whole(mail: Mail) -> Iterator[Hit]:
    """'Your program cannot show this mail' is no alternative."""
    text, html = (len(_WORD.findall(words)) for words in (mail.text, mail.page.text))
    if text * 3 < html:
        yield at(TEXT, text=str(text), html=str(html))


@rule(
    "text-markup",
    BLOCKING,
    says=marked("In the text part stands what is meant for HTML: {markup}"),
    remedy=marked("Take it out."),
)
def text_is_text(mail: Mail) -> Iterator[Hit]:
    """No tags, styles or template signs where nothing reads them."""
    for found in _MARKUP.finditer(mail.edition.text):
        if found[0] not in mail.page.text:
            yield at(TEXT, markup=found[0])


def _forms(link: Element) -> tuple[str, ...]:
    """What may stand for a link in the text: its address, a telephone number as it is shown."""
    address = link.attrs["href"]
    if address.lower().startswith("tel:"):
        return address[4:], link.text
    if address.lower().startswith("mailto:"):
        return (address[7:].partition("?")[0],)
    return (address,)
