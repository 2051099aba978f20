"""The mail's own DOM: elements with their styles in light and in dark, and what readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import tinycss2
from css_inline import CSSInliner
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailer.editions.check.styles import ROOT, Look, Style, declared, look
from mailer.editions.check.wordset import wordset

_UNSEEN: Final = frozenset({"head", "style", "script", "title", "template", "noscript", "xml"})
_INLINE: Final = wordset(
    "a abbr b bdi bdo cite code em font i img mark q s small span strong sub sup u"
)
_HEADING: Final = re.compile(r"h[1-6]")
_BLANKS: Final = re.compile(r"[\s\u00a0]+")
# Soft hyphens and what fills up preheaders: nobody reads them.
_SILENT: Final = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")
_SHEET: Final = re.compile(r"<style\b.*?</style\s*>", re.IGNORECASE | re.DOTALL)
# `background` with nothing but a colour: it sets the colour as `background-color` does.
_GROUND: Final = re.compile(
    r"\bbackground(?=\s*:\s*(?:#?\w+|\w+\([^()]*\))\s*(?:!\s*important\s*)?[;}])", re.IGNORECASE
)
_HEAD_END: Final = re.compile(r"</head\s*>", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Element:
    """One element; `light` and `dark` are how its own text looks."""

    tag: str
    attrs: dict[str, str]
    parent: Element | None
    style: Style
    light: Look
    dark: Look
    shown: bool
    lang: str
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What readers see of it, blanks collapsed."""
        return plain("".join(self._pieces([])))

    @property
    def own_text(self) -> str:
        """The same without its elements."""
        return plain(" ".join(child for child in self.children if isinstance(child, str)))

    @property
    def name(self) -> str:
        """What assistive technology says: label, or text and the words for images."""
        if label := self.attrs.get("aria-label", "").strip():
            return label
        if self.tag == "img":
            return plain(self.attrs.get("alt", ""))
        return plain("".join(self._pieces([], alts=True)))

    @property
    def level(self) -> int:
        """Of a heading, from 1 to 6; 0 for all else."""
        if _HEADING.fullmatch(self.tag):
            return int(self.tag[1])
        if self.attrs.get("role", "").lower() != "heading":
            return 0
        said = self.attrs.get("aria-level", "")
        return int(said) if said.isdecimal() else 2

    @property
    def is_block(self) -> bool:
        """Whether its words stand apart from those around it."""
        return self.tag not in _INLINE

    def has_blocks(self) -> bool:
        """Whether words below it stand apart, so that it says nothing in one piece."""
        return any(
            isinstance(child, Element)
            and child.tag != "br"
            and (child.is_block or child.has_blocks())
            for child in self.children
        )

    def within(self, classes: AbstractSet[str]) -> bool:
        """Whether it, or an element around it, has one of these classes."""
        above: Element | None = self
        while above is not None:
            if not classes.isdisjoint(above.attrs.get("class", "").split()):
                return True
            above = above.parent
        return False

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in their order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def _pieces(self, found: list[str], *, alts: bool = False) -> list[str]:
        """`found` with what is said here: generators in generators cost the depth each time."""
        if alts and self.tag == "img":
            found.append(self.attrs.get("alt", ""))
        edge = "" if self.tag in _INLINE else " "
        found.append(edge)
        for child in self.children if self.shown else ():
            if isinstance(child, str):
                found.append(child)
            else:
                child._pieces(found, alts=alts)  # noqa: SLF001
        found.append(edge)
        return found


class Page:
    """A parsed mail; elements by tag, in the order of the document."""

    def __init__(self, html: str) -> None:
        self.source = html
        html = _SHEET.sub(lambda sheet: _one_ground(sheet[0]), html)
        light = _inliner(keep=True).inline(html)
        tree = LexborHTMLParser(light)
        self.css = "\n".join(node.text() for node in tree.css("style"))
        dark = _inliner(keep=False).inline(_with_sheet(html, dark_rules(self.css)))
        adapts = _adapts(tree)
        # Elements in the order of the document, as they are built.
        self.elements: list[Element] = []
        self._dark = iter(_styles(LexborHTMLParser(dark).root, []))
        self.root = self._build(tree.root, None, adapts=adapts)

    @cached_property
    def shown(self) -> list[Element]:
        """The elements that readers see."""
        return [element for element in self.elements if element.shown]

    def all(self, *tags: str) -> list[Element]:
        """The elements with these tags that readers see."""
        return [element for element in self.shown if element.tag in tags]

    @cached_property
    def text(self) -> str:
        """All that readers see, blanks collapsed."""
        return self.root.text

    def _build(self, node: LexborNode | None, parent: Element | None, *, adapts: bool) -> Element:
        assert node is not None  # noqa: S101  a parser always makes a root
        attrs = {name: value or "" for name, value in node.attributes.items()}
        tag, style = node.tag or "", declared(attrs.get("style", ""))
        above = parent or None
        in_light = look(tag, attrs, style=style, above=above.light if above else ROOT["light"])
        dark_style = next(self._dark, style) if tag not in {"style"} else style
        base = ROOT["dark" if adapts else "light"]
        in_dark = look(tag, attrs, style=dark_style, above=above.dark if above else base)
        element = Element(
            tag=tag,
            attrs=attrs,
            parent=parent,
            style=style,
            light=in_light,
            dark=in_dark,
            shown=(above is None or above.shown)
            and tag not in _UNSEEN
            and not _hidden(attrs, style),
            lang=attrs.get("lang", above.lang if above else ""),
        )
        self.elements.append(element)
        self._fill(element, node, adapts=adapts)
        return element

    def _fill(self, element: Element, node: LexborNode, *, adapts: bool) -> None:
        below = node.first_child
        while below is not None:
            if below.tag == "-text":
                element.children.append(below.text_content or "")
            elif below.is_element_node:
                element.children.append(self._build(below, element, adapts=adapts))
            below = below.next


def plain(words: str) -> str:
    """Words with single blanks, without signs that nobody sees."""
    return _BLANKS.sub(" ", _SILENT.sub("", words)).strip()


@lru_cache(maxsize=32)
def _one_ground(sheet: str) -> str:
    """A style sheet that says grounds by one property: inlined, two would stand side by side, and
    nobody could tell which came last.
    """
    return _GROUND.sub("background-color", sheet)


@lru_cache(maxsize=32)
def dark_rules(css: str) -> str:
    """What style sheets say for a dark scheme, out of its media queries.

    An installation's sheets are the same in all mails of a template and language.
    """
    if "prefers-color-scheme" not in css:
        return ""
    return "\n".join(
        tinycss2.serialize(entry.content)
        for entry in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        if entry.type == "at-rule" and entry.content is not None and _asks_for_dark(entry.prelude)
    )


def _asks_for_dark(prelude: list[tinycss2.ast.Node]) -> bool:
    said = tinycss2.serialize(prelude).lower()
    return "prefers-color-scheme" in said and "dark" in said


def _inliner(*, keep: bool) -> CSSInliner:
    return CSSInliner(keep_style_tags=keep, load_remote_stylesheets=False)


def _with_sheet(html: str, css: str) -> str:
    sheet = f"<style>{css}</style></head>"
    return _HEAD_END.sub(lambda _: sheet, html, count=1) if css else html


def _styles(node: LexborNode | None, found: list[Style]) -> list[Style]:
    """`found` with those of all elements in the order of the document, but for style elements:
    those are gone in one of the trees.
    """
    if node is not None and node.tag != "style":
        found.append(declared(node.attributes.get("style") or ""))
        below = node.first_child
        while below is not None:
            if below.is_element_node:
                _styles(below, found)
            below = below.next
    return found


def _adapts(tree: LexborHTMLParser) -> bool:
    """Whether the mail says that it knows dark schemes; only then do programs change defaults."""
    metas = tree.css('meta[name="color-scheme"]')
    return any("dark" in (meta.attributes.get("content") or "") for meta in metas)


def _hidden(attrs: dict[str, str], style: Style) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or style.get("opacity") in {"0", "0.0"}
        or "hidden" in attrs
    )
