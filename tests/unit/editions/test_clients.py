"""M67: what the layouts use, against what mail programs can do by caniemail's data."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.unit.editions.clients import DEGRADES, UNKNOWN, UNMEASURED
from tests.unit.editions.features import in_elements, in_sheets
from tests.unit.editions.layouts import EVERY, laid_out

DATA = Path(__file__).resolve().parents[2] / "vendor" / "caniemail" / "caniemail.json"
PARTLY = frozenset("an")
TRIED = frozenset("yan")
# A column, in the cell of a table that Outlook alone sees.
GHOST = re.compile(r"<td[^>]*width:[\d.]+px[^>]*>\s*<!\[endif\]-->\s*<div[^>]*mj-outlook-group-fix")
# A button: the cell around its link.
BUTTON = re.compile(r'(<td\b[^>]*>)\s*<a\b[^>]*style="display: inline-block')
# As the data call them; outlook.com and the new Outlook are one.
PROGRAMS = (
    *("gmail.desktop-webmail", "gmail.android", "gmail.ios", "outlook.outlook-com"),
    *("outlook.windows", "outlook.macos", "apple-mail.macos", "apple-mail.ios"),
    *("gmx.desktop-webmail", "web-de.desktop-webmail", "t-online-de.desktop-webmail"),
    *("thunderbird.macos",),
)


@cache
def known() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(DATA.read_text("utf-8"))
    return found


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """By the elements, and by the style sheets, of every layout in every telling."""
    pages = [laid_out(*key).html for key in EVERY]
    return (
        frozenset().union(*map(in_elements, pages)),
        frozenset().union(*map(in_sheets, pages)),
    )


def test_the_data_know_every_program_and_nearly_every_feature() -> None:
    """Nothing counts as supported because nobody looked."""
    programs = {program for answers in known().values() for program in answers}
    assert set(PROGRAMS) <= programs
    elements, sheets = used()
    assert (elements | sheets) - set(known()) == UNMEASURED


def test_what_the_data_have_not_tried_is_on_a_list_of_its_own() -> None:
    """M67: 'u' and no answer are unknown, never fine; nothing on the list is stale."""
    features = used()[0] & set(known())
    untried = {
        program: frozenset(f for f in features if known()[f].get(program, "u") not in TRIED)
        for program in PROGRAMS
    }
    assert {program: found for program, found in untried.items() if found} == UNKNOWN


def test_elements_ask_for_what_is_supported_or_degrades() -> None:
    """M67: each feature works everywhere, or is on the list with a reason; no reason is stale."""
    elements, _ = used()
    lacking = {f for f in elements & set(known()) if PARTLY & set(known()[f].values())}
    lacking |= {"html-style"}
    assert lacking == set(DEGRADES)
    assert all(reason.endswith(".") for reason in DEGRADES.values())


def test_sheets_only_add_for_programs_that_read_them() -> None:
    """M65, M67: GMX and WEB.DE drop sheets; Apple Mail knows all that stands in them."""
    _, sheets = used()
    for feature in sheets & set(known()):
        answers = known()[feature]
        assert {answers.get("apple-mail.ios"), answers.get("apple-mail.macos")} <= {"y", "a"}, (
            feature
        )


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_what_must_not_fail_stands_in_the_elements(key: tuple[str, str, str]) -> None:
    """M67: no !important, flex, grid or float inline; grounds as attributes, too."""
    html = laid_out(*key).html
    risky = {"css-important", "css-display-flex", "css-display-grid", "css-float", "css-font"}
    risky |= {"css-position", "css-variables", "css-gap", "css-background-image", "css-box-shadow"}
    assert in_elements(html) & risky == set()
    grounds = re.findall(r"<(?:table|td)\b[^>]*background-color: ?#[0-9a-f]{6}[^>]*>", html)
    assert grounds
    assert all("bgcolor=" in tag for tag in grounds)


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_outlook_gets_tables_and_painted_buttons(key: tuple[str, str, str]) -> None:
    """Issue 5: ghost tables around columns; the cell below a button's words has the colour."""
    html = laid_out(*key).html
    columns = len(re.findall("<div[^>]*mj-outlook-group-fix", html))
    assert columns
    assert len(GHOST.findall(html)) == columns
    buttons = BUTTON.findall(html)
    assert buttons or key[0] == "digest"
    assert all(re.search('bgcolor="#[0-9a-f]{6}"', cell) for cell in buttons)


def test_a_feature_that_nobody_supports_would_be_found() -> None:
    """The check can fail: flex in an element, a script in a sheet's place."""
    found = in_elements(
        '<div style="display:flex;gap:4px"><a href="mailto:a@example.org">x</a></div>'
    )
    assert {"css-display-flex", "css-gap", "html-mailto-links"} <= found
    assert not found <= set(DEGRADES) | UNMEASURED
    sheet = in_sheets("<style>@media (hover) { a:hover > b { color: red !important } }</style>")
    assert {
        "css-at-media",
        "css-pseudo-class-hover",
        "css-selector-child",
        "css-important",
    } <= sheet
