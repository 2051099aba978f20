"""What a mail asks of mail programs: the HTML and CSS that it uses, by caniemail's names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import tinycss2
from selectolax.lexbor import LexborHTMLParser

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
# Features that caniemail names by another word than the tag, attribute or property.
_TAGS: Final = {
    **dict.fromkeys(("h1", "h2", "h3"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li"), "html-lists"),
    **dict.fromkeys(("tbody", "tr", "td"), "html-table"),
}
_ATTRIBUTES: Final = frozenset(
    [
        "align",
        "aria-label",
        "aria-hidden",
        "background",
        "cellpadding",
        "cellspacing",
        "dir",
        "height",
        "hidden",
        "lang",
        "role",
        "target",
        "valign",
        "width",
        "srcset",
        "loading",
    ]
)
_SIDES: Final = re.compile(r"^(padding|margin|border)-(top|right|bottom|left)(-.*)?$")
_SELECTORS: Final = {
    "css-selector-child": ">",
    "css-selector-class": ".",
    "css-selector-id": "#",
    "css-selector-attribute": "[",
    "css-selector-adjacent-sibling": "+",
    "css-selector-general-sibling": "~",
    "css-selector-universal": "*",
    "css-selector-grouping": ",",
}


def in_elements(html: str) -> set[str]:
    """Those of tags, attributes and style attributes; Outlook's own comments are left out."""
    found: set[str] = set()
    page = LexborHTMLParser(_COMMENT.sub("", html))
    for node in page.css("*"):
        found.add(_TAGS.get(node.tag or "", f"html-{node.tag}"))
        found |= {f"html-{name}" for name in node.attributes if name in _ATTRIBUTES}
        found |= set(_of_link(node.attributes.get("href") or ""))
        if node.tag == "meta" and node.attributes.get("name") == "color-scheme":
            found.add("html-meta-color-scheme")
        found |= set(_declarations(node.attributes.get("style") or ""))
    return found


def in_sheets(html: str) -> set[str]:
    """Those of the style sheets, which some programs drop as a whole."""
    page = LexborHTMLParser(_COMMENT.sub("", html))
    return {feature for node in page.css("style") for feature in _sheet(node.text())}


def _of_link(href: str) -> Iterator[str]:
    if href.startswith("mailto:"):
        yield "html-mailto-links"
    if href.startswith("#"):
        yield "html-anchor-links"


def _sheet(css: str | list[Any]) -> Iterator[str]:
    for rule in tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            yield f"css-at-{rule.lower_at_keyword}"
            prelude = tinycss2.serialize(rule.prelude)
            if "prefers-color-scheme" in prelude:
                yield "css-at-media-prefers-color-scheme"
            if rule.content is not None:
                yield from _sheet(rule.content)
        elif rule.type == "qualified-rule":
            yield from _selectors(tinycss2.serialize(rule.prelude).strip())
            yield from _declarations(rule.content)


def _selectors(selector: str) -> Iterator[str]:
    yield from (slug for slug, sign in _SELECTORS.items() if sign in selector)
    yield from (f"css-pseudo-class-{name}" for name in re.findall(r"(?<!:):([\w-]+)", selector))
    if re.search(r"[\w\])]\s+[\w.#\[]", selector):
        yield "css-selector-descendant"
    if re.search(r"(?:^|[\s,>])[a-z]", selector):
        yield "css-selector-type"
    if re.search(r"[\w-]\.[a-z]|\.[\w-]+\.", selector):
        yield "css-selector-chaining"


def _declarations(css: str | list[Any]) -> Iterator[str]:
    found = tinycss2.parse_declaration_list(css, skip_comments=True, skip_whitespace=True)
    for one in (one for one in found if one.type == "declaration"):
        name = _SIDES.sub(r"\1", one.lower_name)
        yield f"css-{name}"
        if one.important:
            yield "css-important"
        yield from _values(name, tinycss2.serialize(one.value).strip().lower(), one.value)


def _values(name: str, value: str, tokens: list[Any]) -> Iterator[str]:
    if name == "display" and value in {"none", "flex", "grid"}:
        yield f"css-display-{value}"
    for token in tokens:
        if token.type == "dimension":
            yield f"css-unit-{token.lower_unit}"
        elif token.type == "percentage":
            yield "css-unit-percent"
        elif token.type == "function":
            yield f"css-{token.lower_name}"
