"""HTML to drafts: sanitised by nh3 first (S6, S18), then read with the standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3

from mailer.reports.clean import clean
from mailer.reports.draft import Cited, Draft, Head, Items, Para, Picture, Subtitle
from mailer.reports.errors import TooLargeError
from mailer.reports.formats.broken import BREAK, broken
from mailer.reports.formats.grids import Grid
from mailer.reports.formats.typed import with_points
from mailer.reports.model import Image, Span, Text, plain
from mailer.reports.prose.spans import tidy
from mailer.reports.prose.wordset import wordset

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = wordset(
    """p div section article main figure dl dt dd pre table tr address hr details summary"""
)
_TEXT: Final = {"main", "article"}
_STRONG: Final = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
_TAGS: Final = {
    *_HEADINGS, *_BLOCKS, *_STRONG, "ul", "ol", "li", "blockquote", "a", "img", "br", "cite",
    "figcaption", "td", "th", "span", "q", "header", "tbody", "thead", "footer",
}  # fmt: skip
_DROPPED: Final = {
    "script", "style", "title", "head", "template", "noscript", "svg", "math", "nav", "form",
    "iframe", "object", "button", "select",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "h6": {"class"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
# A picture inside the document itself, as word processors write it (RFC 2397).
_INSIDE: Final = ("data:image/jpeg;base64,", "data:image/png;base64,", "data:image/gif;base64,")
_DEEPEST: Final = 400
_NESTING: Final = re.compile(
    r"<(/?)(?:div|section|article|main|blockquote|[uo]l|table|span|a|b|i|em|strong|q|dl|font|"
    r"details|figure|header|footer|center|small|big|u|s|sub|sup|code)\b",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"<title[^>]*>([^<]{1,300})</title>", re.IGNORECASE)


def sanitise(html: str) -> str:
    """HTML with only text structure, links and pictures left; http, https, mailto, tel only."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES | {"data"},  # pictures only: `_link` lets no other through
        link_rel=None,
    )


def _check_depth(html: str, file: str) -> None:
    """Sanitising takes quadratic time in depth, so what nobody writes is refused before."""
    depth = 0
    for match in _NESTING.finditer(html):
        depth = max(depth + (-1 if match[1] else 1), 0)
        if depth > _DEEPEST:
            raise TooLargeError(file or "HTML", f"character {match.start()}")


def parse_html(
    html: str, base_url: str = "", *, file: str = "", inside: bool = False
) -> list[Draft]:
    """Drafts of an HTML page or fragment; relative addresses are resolved against `base_url`.

    `inside` lets pictures through that stand in the document itself, as data: addresses.
    Raises TooLargeError, naming `file`, where elements are nested beyond all reason.
    """
    _check_depth(html, file or base_url)
    reader = _Reader(base_url, inside=inside)
    reader.feed(sanitise(html))
    reader.close()
    reader.flush()
    title = _TITLE.search(html)
    if title and not any(isinstance(draft, Head) for draft in reader.drafts):
        return [Head(plain_text(title[1]), 1), *reader.drafts]
    return reader.drafts


def plain_text(html: str) -> str:
    """The words of an HTML fragment in one line: for titles, which are text (S18)."""
    reader = _Reader("")
    reader.feed(nh3.clean(html, tags=set(), clean_content_tags=_DROPPED))
    reader.close()
    return " ".join(clean(plain(tuple(reader.spans))).split())


@dataclass
class _List:
    ordered: bool
    items: list[Text] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects spans until a block ends, then makes a draft of them."""

    def __init__(self, base_url: str, *, inside: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = inside
        self.base_url = base_url
        self.drafts: list[Draft] = []
        self.spans: list[Span] = []
        self.lists: list[_List] = []
        self.cited: list[str] | None = None
        self.by = ""
        self._grids: list[Grid] = []
        self._href: list[str] = []
        self._style: list[str] = []
        self._quotes = 0
        self._level = 0
        self._foot: int | None = None
        self._text = -1  # how many <main> and <article> are open, -1 before the first

    def handle_data(self, data: str) -> None:
        """Words in whatever is open."""
        if self._grids:
            self._grids[-1].hear(data)
        href = self._href[-1] if self._href else ""
        self.spans.append(Span(clean(data), href, self._style[-1] if self._style else ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a block, list, quote, link or style."""
        given = {key: value or "" for key, value in attrs}
        if tag in _HEADINGS:
            self.flush()
            self._level = 7 if "subtitle" in given.get("class", "") else _HEADINGS[tag]
        elif tag in _BLOCKS | {"li", "header", "footer"}:
            self._start_block(tag)
        elif tag in {"ul", "ol"}:
            self.flush()
            self.lists.append(_List(tag == "ol"))
        elif tag == "blockquote":
            self.flush()
            self._quotes += 1
            self.cited = self.cited if self.cited is not None else []
        elif tag in {"figcaption", "cite"}:
            self._open_note(tag)
        else:
            self._inline(tag, given)
        self._in_grid(tag)

    def _in_grid(self, tag: str) -> None:
        if self._grids:
            self._grids[-1].open(tag, place=len(self.drafts))
        if tag in {"table", "dl"}:
            alone = not self.lists and self.cited is None
            self._grids.append(Grid(tag, len(self.drafts), simple=alone))

    def _start_block(self, tag: str) -> None:
        self.flush()
        if tag in _TEXT:
            self._text = max(self._text, 0) + 1
        elif tag == "footer" and self._text == 0 and self._foot is None:
            self._foot = len(self.drafts)

    def _open_note(self, tag: str) -> None:
        if tag == "figcaption" or self.cited is not None:
            self.flush()

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        if tag == "a":
            self._href.append(self._link(given.get("href", "")))
        elif tag in _STRONG:
            self._style.append(_STRONG[tag])
        elif tag in {"br", "td", "th"}:
            self.spans.append(BREAK if tag == "br" else Span(" "))
        elif tag == "q":
            self.spans.append(Span("“"))
        elif tag == "img":
            self._picture(given)

    def handle_endtag(self, tag: str) -> None:
        """Closes what was opened; unbalanced ends do no harm."""
        if tag == "a" and self._href:
            self._href.pop()
        elif tag in _STRONG and self._style:
            self._style.pop()
        elif tag == "q":
            self.spans.append(Span("”"))
        elif tag in {"cite", "footer"} and self.cited is not None:
            self.by, self.spans = _line(self.spans).lstrip("–—- ") or self.by, []
        else:
            self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._end_list()
        elif tag == "blockquote":
            self._end_quote()
        elif tag == "figcaption":
            self._caption()
        elif tag in _HEADINGS or tag in _BLOCKS or tag in {"li", "header", "footer"}:
            self.flush()
            self._close_block(tag)
        if tag in {"table", "dl"} and self._grids:
            self.drafts = self._grids.pop().done(self.drafts)

    def _close_block(self, tag: str) -> None:
        if tag in _TEXT:
            self._text = max(self._text - 1, 0)
        elif tag == "footer" and self._foot is not None:
            # What stands at the foot of a page, outside its text, is the website's.
            del self.drafts[self._foot :]
            self._foot = None

    def flush(self) -> None:
        """Makes a draft of the words gathered so far."""
        text, level = tidy(tuple(self.spans)), self._level
        lines = broken(self.spans)
        self.spans, self._level = [], 0
        if not plain(text).strip():
            return
        if level:
            words = plain(text)
            self.drafts.append(Subtitle(words) if level == 7 else Head(words, level))
        elif self.lists:
            self.lists[-1].items.append(text)
        elif self.cited is not None:
            self._cite(plain(text))
        else:
            self.drafts += lines or [Para(text)]

    def _cite(self, words: str) -> None:
        signed = re.match(r"[–—-]+\s*(?=[A-ZÄÖÜ])", words)
        if signed and self.cited and len(words) < 120:
            self.by = words[signed.end() :]
        elif self.cited is not None:
            self.cited.append(words)

    def _end_list(self) -> None:
        self.flush()
        if not self.lists:
            return
        done = self.lists.pop()
        if self.lists:
            above = self.lists[-1].items
            above[-1:] = with_points(above[-1] if above else (), done.items)
        elif done.items and self.cited is not None:
            self.cited += map(plain, done.items)
        elif done.items:
            self.drafts.append(Items(tuple(done.items), done.ordered))

    def _end_quote(self) -> None:
        self.flush()
        self._quotes = max(self._quotes - 1, 0)
        if not self._quotes and self.cited is not None:
            words, by = "\n\n".join(self.cited), self.by
            self.cited, self.by = None, ""
            if words or by:
                self.drafts.append(Cited(words, by))

    def _caption(self) -> None:
        words = _line(self.spans)
        last = self.drafts[-1] if self.drafts else None
        if isinstance(last, Picture) and not last.image.caption:
            self.spans = []
            image = last.image
            self.drafts[-1] = Picture(
                Image(image.src, image.alt, words, width=image.width, height=image.height)
            )
        elif isinstance(last, Cited) and not last.by:
            self.spans = []
            self.drafts[-1] = Cited(last.text, words)
        else:
            self.flush()

    def _picture(self, given: dict[str, str]) -> None:
        src = given.get("src", "")
        inside = self.inside and src.startswith(_INSIDE)
        src = src if inside else self._link(src)
        if not inside and urlsplit(src).scheme not in {"http", "https"}:
            return
        sizes = [int(given[k]) if given.get(k, "").isdecimal() else 0 for k in ("width", "height")]
        if sizes in ([1, 1], [0, 1], [1, 0]):
            return  # a pixel that counts readers, not a picture
        alt = " ".join(clean(given.get("alt", "")).split())
        self.drafts.append(Picture(Image(src, alt, width=sizes[0], height=sizes[1])))

    def _link(self, href: str) -> str:
        href = "".join(clean(href).split())
        try:
            href = urljoin(self.base_url, href) if self.base_url else href
            scheme = urlsplit(href).scheme.lower()
        except ValueError:
            return ""
        return href if scheme in _SCHEMES else ""


def _line(spans: list[Span]) -> str:
    return plain(tidy(tuple(spans)))
