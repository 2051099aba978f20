"""P30: an edition in easy language, from a text that a person wrote, with a label all can see."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mailer.editions.check.dom import Page
from mailer.editions.easy import NoEasyTextError
from mailer.editions.model import Item
from mailer.editions.plain import Prose, easy_marks
from mailer.editions.sentences import sentences
from mailer.editions.tell import tell
from mailer.reports.formats.frontmatter import split_front
from mailer.reports.tongues import code_of, text_in
from tests.unit.editions.layouts import EASY as TELLING
from tests.unit.editions.layouts import EASY_REPORTS, laid_out
from tests.unit.editions.reports import IDENTITY, edition, item, report, section, telling, text

PLAIN = report(section("Was ist neu?", text("Der Text ist schwer.")), lead="Schwer.", title="Neu")
EASY = replace(
    report(
        section("Das ist neu", text("Das Bad ist fertig. Kommen Sie vorbei!")),
        lead="Das Bad ist neu. Es ist schön.",
        title="Das neue Bad",
    ),
    language="de-simple",
)
BOTH = replace(item(PLAIN), translations=(EASY,))


def test_the_easy_edition_has_a_label_and_is_german() -> None:
    """P30: visible label, and lang="de" for what assistive technology has to pronounce."""
    made = edition("citizens-easy", BOTH)
    assert '<span class="badge"' in made.html
    assert made.text.startswith("Leichte Sprache\n")
    assert made.subject == "Leichte Sprache: Das neue Bad"
    assert 'lang="de"' in made.html
    assert "simple" not in made.html
    assert "schwer" not in made.text


def test_every_sentence_has_a_line_of_its_own() -> None:
    made = edition("citizens-easy", BOTH)
    lines = made.text.splitlines()
    assert {"Das Bad ist fertig.", "Kommen Sie vorbei!", "Es ist schön."} <= set(lines)
    assert ">Das Bad ist fertig.</p>" in made.html


def marks(words: str) -> set[tuple[str, str]]:
    """What the project's own rules find in a text part; addresses and the imprint are data."""
    written = re.sub("\ue000\\w+\ue001", "Kim", words)
    for data in (IDENTITY.imprint, "Stabsstelle Smart City"):
        written = written.replace(data, "")
    lines = [line.lstrip("* ") for line in written.splitlines() if "://" not in line]
    prose = Prose({"de": "", "en": ""}, tuple(s for line in lines for s in sentences(line)))
    found = {(mark.rule, mark.meant) for mark in easy_marks([prose])}
    # A question may head what answers it.
    return {(rule, meant) for rule, meant in found if rule != "easy-question"}


@pytest.mark.parametrize("layout", EASY_REPORTS)
def test_every_sentence_of_the_frame_is_easy(layout: str) -> None:
    """P30: salutation, labels, buttons and foot stand up to the rules that writers are held to."""
    assert marks(laid_out(layout, TELLING, "de").text) == set()


def test_a_frame_that_is_not_easy_would_be_found() -> None:
    assert marks(laid_out("crisis", "citizens", "de").text)


def test_the_foot_says_why_and_how_to_leave_in_short_sentences() -> None:
    """P30, M25: the same ways as everywhere, said in easy words, in HTML and text."""
    made = edition("citizens-easy", BOTH)
    page = Page(made.html)
    for words in ("Warum bekommen Sie diese E-Mail?", "Wollen Sie etwas ändern?",
                  "Von der Liste abmelden", "Daten-Schutz"):  # fmt: skip
        assert words in made.text
        assert words in page.text
    assert "Einstellungen" not in made.text + made.html


def test_a_warning_in_easy_language_is_a_warning() -> None:
    """Issue 5: the layout of the campaign, its frame, the label; nothing is shortened."""
    made = laid_out("crisis", TELLING, "de")
    assert made.subject.startswith("Leichte Sprache: Warnung: ")
    assert '<span class="badge"' in made.html
    assert "border:3px solid #000000" in made.html
    assert "Sie können Wäsche waschen." in laid_out("short", TELLING, "de").text


def test_nothing_is_translated_by_itself() -> None:
    """Issue 5: it helps a human writer and never claims to translate."""
    with pytest.raises(NoEasyTextError, match="Somebody has to write it"):
        tell([item(PLAIN)], telling("citizens-easy"), language="de", city="Jena")
    with pytest.raises(NoEasyTextError):
        tell([BOTH], telling("citizens-easy"), language="en", city="Jena")


def test_a_digest_in_easy_language_holds_what_was_written_for_it() -> None:
    told = tell([BOTH, item(PLAIN, 2), BOTH], telling("citizens-easy"), language="de", city="Jena")
    assert [part.title for part in told.parts if part.kind == "story"] == ["Das neue Bad"] * 2  # type: ignore[union-attr]


def test_nobody_gets_easy_language_unasked() -> None:
    """P30: the person chooses it; an easy text is no German text like another."""
    swapped = Item(EASY, "https://rundbrief.example.org/1", translations=(PLAIN,))
    assert tell([swapped], telling(), language="de", city="Jena").title == "Neu"
    texts = {"de-simple": EASY, "de": PLAIN}
    assert text_in(texts, "de") is text_in(texts, "en") is PLAIN
    assert text_in({"de-simple": EASY}, "en") is EASY


@pytest.mark.parametrize(
    ("written", "code"),
    [("Leichte Sprache", "de-simple"), ("easy read", "en-simple"), ("de-simple", "de-simple"),
     ("DE", "de")],
)  # fmt: skip
def test_a_file_says_that_it_is_easy(written: str, code: str) -> None:
    front, _ = split_front(f"---\nsprache: {written}\n---\nTitel\n")
    assert front.language == code_of(written) == code
