"""axe in chromium as the oracle of our own accessibility rules: on good and bad mails they agree.

Ours go further: 4.5:1 for large letters, too, 14 px, 44 px, link purpose, roles of layout tables,
alt texts that say nothing, the language of the edition, one h1 and not several, the text part.
postal-mime, in the same browser, is another reader of whole messages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from mailer.editions.check import Facts, check
from mailer.editions.check.dom import Page as Dom
from mailer.editions.headers import clean_header
from mailer.editions.model import Edition
from mailer.editions.personalise import personalise, values
from mailer.editions.skeleton import filled_html, filled_text, skeleton
from tests.browser.postal import read, reader
from tests.browser.test_mails import VALUES, browser, show
from tests.unit.editions.bad import BAD, Bad, added, good, swapped
from tests.unit.editions.layouts import laid_out
from tests.unit.editions.specimen import HEAD, SENT, plan, recipient

__all__ = ["browser"]
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
OPTIONS = {"runOnly": {"type": "rule", "values": [*RULES, "color-contrast"]}}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    found = show(browser, "")
    yield found
    found.context.close()


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
    found = Axe().run(page, options=OPTIONS).response["violations"]
    theirs = {RULES[violation["id"]] for violation in found if violation["id"] in RULES}
    ours = {finding.rule for finding in check(mail, Facts())} & set(SHARED)
    assert ours == theirs
    expected = (BAD | MORE).get(name)
    assert ours == ({expected.rule} if expected and expected.rule else set())


COLOURS = (
    *("#000", "#333333", "#767676", "#777777", "#999", "#ffffff", "#0a4a6e", "#b4540a"),
    *("red", "navy", "gold", "white", "rgb(10,74,110)", "rgba(0,0,0,0.6)", "hsl(120,60%,30%)"),
)
PAPERS = (*COLOURS, "transparent", "", "", "")


def painted(seed: int) -> str:
    """Paragraphs in random colours on random grounds, nested, with rules for the dark."""
    dice = random.Random(seed)
    # axe takes a ground that nobody painted for white, also where chromium makes it dark.
    rules, body = ["body { background-color: #101418 !important; color: #f0f0f0; }"], []
    for number in range(40):
        outer, inner = (f"background-color:{dice.choice(PAPERS)};" for _ in range(2))
        ink = f"color:{dice.choice(COLOURS)};" if dice.random() < 0.8 else ""
        body.append(
            f'<div style="{outer}" class="o{number}"><table role="presentation"><tr>'
            f'<td style="{inner}"><p style="{ink}" id="p{number}" class="p{number}">Wort {number} '
            f"und mehr</p></td></tr></table></div>"
        )
        if dice.random() < 0.5:
            important = " !important" if dice.random() < 0.8 else ""
            rules.append(f".p{number} {{ color: {dice.choice(COLOURS)}{important}; }}")
        if dice.random() < 0.3:
            rules.append(f".o{number} {{ background: {dice.choice(COLOURS)} !important; }}")
    return (
        '<!DOCTYPE html><html lang="de"><head><title>T</title>'
        '<meta name="color-scheme" content="light dark"><style>p { color: #222222; } '
        f"@media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}</style></head>"
        f'<body style="background-color:#fdfdfd;">{"".join(body)}</body></html>'
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_contrast_agrees_with_axe(browser: Browser, seed: int, dark: bool) -> None:
    """Issue 5, M64, M66: for 40 paragraphs in chance's colours, each verdict is the same."""
    html = painted(seed)
    shown = show(browser, html, dark=dark)
    response = Axe().run(shown, options=OPTIONS).response
    theirs = {
        n["target"][0]
        for v in response["violations"]
        if v["id"] == "color-contrast"
        for n in v["nodes"]
    }
    unsure = {n["target"][0] for v in response["incomplete"] for n in v["nodes"]}
    ours = set()
    for element in Dom(html).all("p"):
        ratio = (element.dark if dark else element.light).contrast
        if ratio is not None and ratio < 4.5:
            ours.add(f"#{element.attrs['id']}")
    shown.context.close()
    assert len(theirs) > 5
    assert ours - unsure == theirs


SAID = ("Grüße", "=?utf-8?q?x?= .", "Müller, Stadt " * 25, "\U0001f469\u200d\U0001f467 ß ابن")


@pytest.mark.parametrize("words", SAID, ids=range(len(SAID)))
def test_another_parser_reads_the_same_message(letters: Page, words: str) -> None:
    """M1, M5, M6, M7: subject, name, both bodies and the file come back from postal-mime, too."""
    head = replace(HEAD, subject=words, from_name=words)
    for mail in (plan(), laid_out("invitation", "citizens", "de")):
        who = recipient(words)
        found = read(letters, personalise(skeleton(mail), who, head=head, date=SENT))
        slots = values(who, head)
        assert found["subject"] == clean_header(words)
        assert found["from"] == {"name": clean_header(words), "address": head.from_address}
        assert [person["address"] for person in found["to"]] == ["kim@example.org"]
        assert found["text"].rstrip() == filled_text(mail, slots).rstrip()
        assert found["html"].rstrip() == filled_html(mail, slots).rstrip()
        # It gives texts with the line ends of a page.
        entry = mail.calendar.replace("\r\n", "\n")
        assert [file["content"] for file in found["files"]] == [entry] * bool(entry)
