"""axe in chromium as the oracle of our own accessibility rules: on good and bad mails they agree.

Ours go further: 4.5:1 for large letters, too, 14 px, 44 px, link purpose, roles of layout tables,
alt texts that say nothing, the language of the edition, one h1 and not several, the text part.
postal-mime, in the same browser, and mailparser are other readers of whole messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import mailparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from mailer.editions.check import Facts, check
from mailer.editions.check.dom import Page as Dom
from mailer.editions.check.styles import Look
from mailer.editions.headers import clean_header
from mailer.editions.model import Edition
from mailer.editions.personalise import personalise, values
from mailer.editions.skeleton import filled_html, filled_text, skeleton
from tests.browser.eyes import axe
from tests.browser.painted import MAILS, named, painted, repainted
from tests.browser.postal import read, reader
from tests.browser.test_mails import VALUES, show
from tests.unit.editions.bad import BAD, Bad, added, good, swapped
from tests.unit.editions.layouts import laid_out
from tests.unit.editions.specimen import HEAD, SENT, plan, recipient

# Our rules that axe has, too.
SHARED = {
    "lang": {"html-has-lang", "html-lang-valid"},
    "lang-tag": {"valid-lang"},
    "title": {"document-title"},
    "one-h1": {"page-has-heading-one"},
    "heading-order": {"heading-order"},
    "heading-empty": {"empty-heading"},
    "image-alt": {"image-alt"},
    "link-name": {"link-name"},
}
RULES = {name: rule for rule, names in SHARED.items() for name in names}
# What axe does not mind: it takes any language and any number of h1.
FURTHER = {"English voice for German words", "two main headings"}
MORE = {
    "no language": Bad("lang", swapped('<html lang="de"', "<html")),
    "no such language": Bad("lang", swapped('<html lang="de"', '<html lang="deutsch!"')),
    "a part in no language": Bad("lang-tag", added('<p lang="xx-yy-!">Wort</p>', "Wort")),
    "no main heading": Bad(
        "one-h1",
        lambda mail: replace(mail, html=mail.html.replace("<h1", "<h2").replace("</h1", "</h2")),
    ),
    "a linked image without words": Bad(
        "link-name",
        added(
            '<a href="https://rundbrief.example.org/a"><img src="https://rundbrief.example.org/b" '
            'alt="" width="50" height="50"></a>',
            "https://rundbrief.example.org/a",
        ),
    ),
    "an image that decorates": Bad(
        "", added('<img src="https://rundbrief.example.org/b" alt="" width="50" height="50">')
    ),
}
SPECIMENS: dict[str, Edition] = {
    **{f"good: {name}": good(name) for name in ("citizens", "councils", "partner-cities")},
    **{
        name: bad.change(good())
        for name, bad in (BAD | MORE).items()
        if bad.rule in SHARED or not bad.rule
        if name not in FURTHER
    },
}
OPTIONS = {"runOnly": {"type": "rule", "values": [*RULES]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
CONTRASTS = [("painted", "1"), ("painted", "2"), ("painted", "3"), *MAILS]


class Verdict(NamedTuple):
    """What axe says of an element's letters: colours, the least contrast, whether it is there."""

    ink: str
    paper: str
    least: float
    fine: bool


@pytest.fixture(scope="module")
def page(sheet: Page) -> Page:
    return show(sheet, "")


@pytest.fixture(scope="module")
def letters(browser: Browser) -> Iterator[Page]:
    found = reader(browser)
    yield found
    found.context.close()


@pytest.mark.parametrize("name", SPECIMENS)
def test_structure_agrees_with_axe(page: Page, name: str) -> None:
    """Issue 5, M64: what axe finds we find, what we find axe finds."""
    mail = SPECIMENS[name]
    page.set_content(filled_html(mail, VALUES))
    found = axe(page, **OPTIONS).response["violations"]
    theirs = {RULES[violation["id"]] for violation in found if violation["id"] in RULES}
    ours = {finding.rule for finding in check(mail, Facts())} & set(SHARED)
    assert ours == theirs
    expected = (BAD | MORE).get(name)
    assert ours == ({expected.rule} if expected and expected.rule else set())


def by_axe(page: Page) -> tuple[dict[str, Verdict], set[str]]:
    """What axe says of each element, and those of which it is not sure."""
    response = Axe().run(page, options=CONTRAST).response
    unsure = {node["target"][0] for v in response["incomplete"] for node in v["nodes"]}
    told = {}
    for kind in ("passes", "violations"):
        for node in (node for v in response[kind] for node in v["nodes"]):
            found = node["any"][0]["data"]
            least = float(found["expectedContrastRatio"].split(":")[0])
            colours = found["fgColor"], found["bgColor"]
            told[node["target"][0]] = Verdict(*colours, least, kind == "passes")
    return told, unsure


def by_us(page: Dom, *, dark: bool) -> dict[str, Look]:
    """The looks that our rule judges."""
    return {
        f"#{element.attrs['id']}": element.dark if dark else element.light
        for element in page.shown
        if element.own_text and "id" in element.attrs
    }


@pytest.mark.parametrize("name", CONTRASTS, ids="-".join)
def test_contrast_agrees_with_axe(page: Page, name: tuple[str, str]) -> None:
    """Issue 5, M64, M66: headings, links, buttons, captions, boxes and feet in chance's colours,
    and mails of ours with wrong ones. In light and in dark, ink and ground are the same to both,
    and so is the verdict; for large letters ours is stricter.
    """
    html = named(painted(name[1]) if name[0] == "painted" else repainted(*name))
    page.set_content(html)
    ours, wrong = Dom(html), 0
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        told, unsure = by_axe(page)
        looks = by_us(ours, dark=dark)
        assert set(looks) - unsure == set(told) - unsure
        wrong += sum(not verdict.fine for verdict in told.values())
        for element, verdict in told.items():
            look = looks[element]
            assert (element, look.ink, look.paper) == (element, verdict.ink, verdict.paper)
            assert look.contrast is not None
            assert (look.contrast >= verdict.least) == verdict.fine, element
    page.emulate_media(color_scheme="light")
    assert wrong > 4


SAID = ("Grüße", "=?utf-8?q?x?= .", "Müller, Stadt " * 25, "\U0001f469\u200d\U0001f467 ß ابن")


@pytest.mark.parametrize("words", SAID, ids=range(len(SAID)))
def test_other_parsers_read_the_same_message(letters: Page, words: str) -> None:
    """M1, M5, M6, M7: subject, name, both bodies and the file come back from postal-mime, and from
    mailparser without a defect, too.
    """
    head = replace(HEAD, subject=words, from_name=words)
    for mail in (plan(), laid_out("invitation", "citizens", "de")):
        who = recipient(words)
        raw = personalise(skeleton(mail), who, head=head, date=SENT)
        found, third = read(letters, raw), mailparser.parse_from_bytes(raw)
        slots = values(who, head)
        assert found["subject"] == clean_header(words)
        assert found["from"] == {"name": clean_header(words), "address": head.from_address}
        assert [person["address"] for person in found["to"]] == ["kim@example.org"]
        assert found["text"].rstrip() == filled_text(mail, slots).rstrip()
        assert found["html"].rstrip() == filled_html(mail, slots).rstrip()
        assert third.subject == clean_header(words)
        bodies = [part.replace("\r\n", "\n") for part in third.text_plain + third.text_html]
        assert [body.rstrip() for body in bodies] == [
            found["text"].rstrip(),
            found["html"].rstrip(),
        ]
        assert not third.has_defects
        # It gives texts with the line ends of a page.
        entry = mail.calendar.replace("\r\n", "\n")
        assert [file["content"] for file in found["files"]] == [entry] * bool(entry)
