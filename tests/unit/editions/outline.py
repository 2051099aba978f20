"""A mail's HTML in few lines, for stored snapshots: elements, what they are for, how they look.

Words stand in the text part; styles are told by a number that names their text.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SHOWN = ("class", "role", "lang", "href", "src", "alt", "width", "height", "bgcolor", "align")
# Their place says nothing: they are around every cell.
_PASSED = frozenset(("tbody", "tr", "-text", "-comment"))


def outline(html: str) -> str:
    """One line an element, indented by depth; styles by their number."""
    page = LexborHTMLParser(html)
    assert page.body is not None
    return "\n".join(_lines(page.body, 0))


def styles(html: str) -> str:
    """Each style of the elements with its number, and the sheets as they are."""
    page = LexborHTMLParser(html)
    found = sorted({node.attributes.get("style") or "" for node in page.css("[style]")})
    sheets = [node.text().strip() for node in page.css("style")]
    return "\n".join([*(f"{number(one)} {one}" for one in found), *sheets])


def number(style: str) -> str:
    """The same for the same style."""
    return sha256(style.encode()).hexdigest()[:6]


def _lines(node: LexborNode, depth: int) -> Iterator[str]:
    passed = node.tag in _PASSED
    if not passed:
        yield " " * depth + _line(node)
    for child in node.iter():
        yield from _lines(child, depth if passed else depth + 1)


def _line(node: LexborNode) -> str:
    given = node.attributes
    told = [f"{name}={given[name]}" for name in _SHOWN if given.get(name)]
    style = given.get("style")
    return " ".join([node.tag or "", *told, *([number(style)] if style else [])])
