"""Every mail template against an allow-list: mjml-python passes unknown tags in silence.

`python -m mailer.editions.lint` prints file:line: words and ends with 1 if there is anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mailer.editions.telling import TEMPLATES

_BOX: Final = (
    "background-color border border-top border-right border-bottom border-left border-radius "
    "padding css-class"
)
_LETTERS: Final = "align color font-family font-size font-weight line-height"
ALLOWED: Final[dict[str, frozenset[str]]] = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        "mjml": "lang",
        "mj-head": "",
        "mj-title": "",
        "mj-preview": "",
        "mj-raw": "",
        "mj-style": "",
        "mj-attributes": "",
        "mj-all": "font-family",
        "mj-body": "width background-color css-class",
        "mj-wrapper": f"{_BOX} text-align full-width",
        "mj-section": f"{_BOX} text-align full-width direction",
        "mj-group": "width vertical-align direction",
        "mj-column": f"{_BOX} width vertical-align inner-background-color inner-border-radius",
        "mj-text": f"{_LETTERS} padding css-class height container-background-color",
        "mj-button": f"{_BOX} {_LETTERS} href inner-padding width text-align",
        "mj-divider": "border-width border-color border-style padding width align css-class",
        "meta": "name content",
        "h1": "class lang",
        "h2": "class lang",
        "h3": "class lang",
        "p": "class lang",
        "div": "class lang",
        "span": "class lang",
        "strong": "class",
        "em": "",
        "br": "",
        "ul": "class",
        "ol": "class",
        "li": "class",
        "blockquote": "class lang",
        "a": "href class aria-label lang",
        "img": "class src alt width height",
        "table": "role width cellpadding cellspacing border class lang",
        "tr": "",
        "td": "class width",
    }.items()
}
REQUIRED: Final = {"img": ("src", "alt", "width"), "table": ("role",), "a": ("href",)}

_JINJA: Final = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_STYLE: Final = re.compile(r"(?<=<mj-style>).*?(?=</mj-style>)", re.DOTALL)
_TAG: Final = re.compile(r"<\s*(/?)\s*([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE: Final = re.compile(r"([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'))?")
_UNSAFE: Final = re.compile(
    r"\|\s*(safe|attr|xmlattr|map|format)\b|\{%-?\s*(autoescape|raw|do)\b|\.(__\w+)"
)
_REMOTE: Final = re.compile(r"@import|url\s*\(|https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a template."""

    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def lint(folder: Path = TEMPLATES) -> tuple[Problem, ...]:
    """The problems of every template in a folder, by file and line."""
    files = sorted(folder.rglob("*.mjml"))
    return tuple(p for file in files for p in lint_source(file.read_text("utf-8"), file))


def lint_source(source: str, path: Path) -> tuple[Problem, ...]:
    """The problems of one template."""
    found = [
        *_jinja(source),
        *_remote(source),
        *_tags(_STYLE.sub(_hole, _JINJA.sub(_hole, source))),
    ]
    return tuple(
        Problem(path, source.count("\n", 0, place) + 1, words) for place, words in sorted(found)
    )


def _jinja(source: str) -> Iterator[tuple[int, str]]:
    for match in _UNSAFE.finditer(source):
        name = next(filter(None, match.groups()))
        yield match.start(), f"'{name}' takes values past the escaping; leave it out"


def _remote(source: str) -> Iterator[tuple[int, str]]:
    for match in _REMOTE.finditer(source):
        yield match.start(), f"'{match[0]}' would reach for another host; addresses are values"


def _tags(source: str) -> Iterator[tuple[int, str]]:
    for match in _TAG.finditer(source):
        closing, tag, rest = match.groups()
        if tag not in ALLOWED:
            yield match.start(), f"<{tag}> is not on the list of tags"
        elif not closing:
            names = [found[1] for found in _ATTRIBUTE.finditer(rest)]
            yield from ((match.start(), words) for words in _attributes(tag, names))


def _attributes(tag: str, names: Iterable[str]) -> Iterator[str]:
    present = list(names)
    for name in present:
        if name not in ALLOWED[tag]:
            yield f"<{tag}> does not know the attribute {name}"
    for name in REQUIRED.get(tag, ()):
        if name not in present:
            yield f"<{tag}> needs the attribute {name}"


def _hole(match: re.Match[str]) -> str:
    """Jinja out of the way: as long as before, letters nowhere, lines kept."""
    return re.sub(r"[^\n]", " ", match[0])


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    problems = lint()
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
