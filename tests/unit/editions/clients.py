"""What mail programs cannot do, and why that does no harm; by caniemail's names.

`tests/unit/editions/test_clients.py` compares this with what the layouts use.
"""

from __future__ import annotations

from typing import Final

from mailer.editions.check.wordset import wordset

# The data have no answer for what every program can do, or for what one program alone reads.
UNMEASURED: Final = frozenset(
    [
        "css-color",
        "css-font-family",
        "css-font-style",
        "css-border-color",
        "css-mso-padding-alt",
        "css-mso-table-lspace",
        "css-mso-table-rspace",
        "css--ms-interpolation-mode",
        "css--ms-text-size-adjust",
        "css--webkit-text-size-adjust",
        "css--webkit-hyphens",
        "html-a",
        "html-br",
        "html-head",
        "html-html",
        "html-meta",
        "html-title",
    ]
)

# By program: what elements use and the data have not tried there. T-Online hardly is; what it makes
# of a mail has to be looked at. Compared as it stands, so that new data and new features are seen.
UNKNOWN: Final = {
    "outlook.windows": wordset("css-cursor"),
    "gmx.desktop-webmail": wordset("html-img"),
    "web-de.desktop-webmail": wordset("css-cursor html-img"),
    "thunderbird.macos": wordset("html-img"),
    "t-online-de.desktop-webmail": wordset(
        "css-background css-background-color css-border css-border-collapse css-border-radius "
        "css-cursor css-direction css-display css-display-none css-font-size css-font-weight "
        "css-height css-letter-spacing css-line-height css-margin css-max-height css-max-width "
        "css-opacity css-overflow css-padding css-text-align css-text-decoration "
        "css-text-transform css-unit-percent css-unit-px css-vertical-align css-width "
        "css-white-space css-word-break css-word-spacing html-align html-aria-label "
        "html-blockquote html-body html-cellpadding html-cellspacing html-dir html-div html-h1-h6 "
        "html-height html-img html-lang html-lists html-mailto-links html-meta-color-scheme "
        "html-p html-role html-span html-strong html-style html-table html-target html-valign "
        "html-width "
    ),
}

_GROUND: Final = "Only the colour is used, never an image; tables and cells have bgcolor, too."
_HIDDEN: Final = "Hides the preheader; display:none and mso-hide stand beside it."
_SHAPE: Final = "Only finer typography: without it the words stand as they would anyway."
_READ: Final = "Screen readers hear the words as they stand; the text part is whole."
DEGRADES: Final = {
    "css-background": _GROUND,
    "css-background-color": _GROUND,
    "css-border": "Borders are at most 6 pixels, and stand on cells or with padding beside them.",
    "css-border-radius": "Corners are square.",
    "css-cursor": "MJML's own, on buttons: they look the same.",
    "css-direction": "MJML's own ltr, which is what it would be.",
    "css-display": "Only block, inline-block and none; others are in no layout.",
    "css-display-none": "Hides the preheader; height, size and colour hide it as well.",
    "css-font-size": "Only pixels, never rem or percent.",
    "css-font-weight": "Only normal and bold.",
    "css-height": "Stands on pictures and spacers; pictures have it as an attribute.",
    "css-letter-spacing": _SHAPE,
    "css-line-height": "Outlook for Windows sets lines a little closer or wider.",
    "css-margin": "Never negative; auto only beside a table that Outlook gets by itself.",
    "css-max-height": _HIDDEN,
    "css-max-width": "Outlook for Windows gets a ghost table of that width.",
    "css-opacity": _HIDDEN,
    "css-overflow": _HIDDEN,
    "css-padding": "Stands on cells; where elsewhere, only some air is lost.",
    "css-text-align": "Only left, right and center.",
    "css-text-decoration": "Only underline and none; a link without it is still bold or coloured.",
    "css-text-transform": "MJML's own none, on buttons.",
    "css-width": "Stands on tables and cells; Outlook gets ghost columns.",
    "css-white-space": "Only keeps 'E-Mail' or a telephone number on one line of a narrow screen.",
    "css-word-break": "MJML's own, on sections: long words reach over the edge of narrow screens.",
    "css-word-spacing": "MJML's own normal.",
    "html-align": "Stands on tables and cells, never on pictures.",
    "html-aria-label": "MJML's own, on the mail as a whole: its title, which stands in it.",
    "html-body": "Its ground is that of the div inside it, too.",
    "html-dir": "MJML's own auto: the direction is that of the words.",
    "html-height": "Only pixels, on pictures, beside the width that belongs to it.",
    "html-lang": _READ,
    "html-lists": "No reversed lists, and no item with a number of its own.",
    "html-meta-color-scheme": "The mail stays light, or is darkened by the program itself.",
    "html-role": _READ,
    "html-style": "Without sheets a mail is as wide and as light as its elements say.",
    "html-target": "Webmail opens links in a new tab by itself.",
    "html-width": "Never a percentage on a picture's attribute.",
}
