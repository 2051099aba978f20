"""Message catalogues: collect new messages, write .mo files, judge whether all is translated."""

import ast
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("de", "en")
_DJANGO: dict[str, Any] = {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@dataclass(frozen=True)
class Domain:
    """Where the messages of one catalogue stand: folders below the root, patterns, functions."""

    name: str
    folders: tuple[str, ...]
    methods: tuple[tuple[str, str], ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    keeps: bool = False
    """Keep messages that no source names: some are said by a name that only data hold."""

    def messages(self) -> Catalog:
        """Every message in the sources."""
        found = Catalog(domain=self.name, fuzzy=False)
        keywords: dict[str, Any] = {**DEFAULT_KEYWORDS, **self.keywords}
        for folder in filter(Path.is_dir, (ROOT / name for name in self.folders)):
            for entry in extract_from_dir(
                folder,
                method_map=list(self.methods),
                options_map={"**": {"trimmed": "true", "silent": "false"}},
                keywords=keywords,
            ):
                place = (Path(folder, entry[0]).relative_to(ROOT).as_posix(), entry[1])
                found.add(entry[2], locations=[place], context=entry[4])
        return found

    def path(self, language: str) -> Path:
        """The catalogue of one language."""
        return ROOT / "locale" / language / "LC_MESSAGES" / f"{self.name}.po"


DOMAINS = (
    Domain(
        "django",
        ("config", "mailer", "subscribers", "staff", "templates/web"),
        (
            ("inbox/**", "ignore"),
            ("editions/**", "ignore"),
            ("notices/catalogue.py", "ignore"),
            ("**.py", "python"),
            ("**.html", "jinja2"),
            ("**.txt", "jinja2"),
        ),
        _DJANGO,
    ),
    Domain(
        "mail",
        ("mailer/editions", "mailer/notices", "templates/emails"),
        (("**.py", "python"), ("**.mjml", "jinja2"), ("**.html", "jinja2"), ("**.txt", "jinja2")),
        {"say": None, "_say": None, "marked": None},
        keeps=True,
    ),
)


def faults(domain: Domain, language: str) -> Iterator[str]:
    """What keeps a catalogue from being complete, one line each."""
    path = domain.path(language)
    wanted = domain.messages()
    if not path.exists():
        if len(wanted):
            yield f"{path.relative_to(ROOT)}: missing; 'make messages' makes it"
        return
    known = _read(path, language)
    yield from _in_f_strings(domain, wanted)
    for message in wanted:
        if message.id and known.get(message.id, message.context) is None:
            yield f"{path.relative_to(ROOT)}: lacks {message.id!r} ({message.locations[0][0]})"
    for message in known:
        if message.id and (fault := _fault(message, known)):
            yield f"{path.relative_to(ROOT)}:{message.lineno}: {fault} {message.id!r}"


def _in_f_strings(domain: Domain, collected: Catalog) -> Iterator[str]:
    """Messages that Babel does not see."""
    said = {*DEFAULT_KEYWORDS, *domain.keywords}
    for path in (path for name in domain.folders for path in (ROOT / name).rglob("*.py")):
        strings = [
            n for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, ast.JoinedStr)
        ]
        for call in (node for string in strings for node in ast.walk(string)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in said and call.args:
                words = getattr(call.args[0], "value", "")
                if isinstance(words, str) and collected.get(words) is None:
                    place = f"{path.relative_to(ROOT)}:{call.lineno}"
                    yield f"{place}: {words!r} stands in an f-string, where nothing collects it"


def _fault(message: Message, catalogue: Catalog) -> str | None:
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if message.fuzzy:
        return "fuzzy:"
    if not all(strings):
        return "not translated:"
    return "; ".join(str(error) for error in message.check(catalogue)) or None


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=path.stem)


@click.group()
def main() -> None:
    """Collect, compile and check the messages of all domains and languages."""


@main.command()
def update() -> None:
    """Bring new messages into the catalogues; translations stay."""
    for domain in DOMAINS:
        wanted = domain.messages()
        for language in LANGUAGES:
            path = domain.path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            known = _merged(domain, language, wanted=wanted)
            path.write_bytes(_written(known, language))
            click.echo(f"{path.relative_to(ROOT)}: {len(known)} messages")


def _merged(domain: Domain, language: str, *, wanted: Catalog) -> Catalog:
    path = domain.path(language)
    known = _read(path, language) if path.exists() else Catalog(locale=language, fuzzy=False)
    known.update(wanted, no_fuzzy_matching=True)
    if domain.keeps:
        for old in known.obsolete.values():
            known[old.id] = old
    known.obsolete.clear()
    return known


def _written(catalogue: Catalog, language: str) -> bytes:
    """A .po file whose head says only what is read, so that it changes with messages alone."""
    head = ["Content-Type: text/plain; charset=UTF-8", f"Language: {language}"]
    head += [f"Plural-Forms: {catalogue.plural_forms}"]
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in head), "", ""]
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
    return "\n".join(lines).encode() + body.getvalue()


@main.command(name="compile")
def compile_all() -> None:
    """Write the .mo file of every catalogue that is newer than its own."""
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, _read(path, path.parts[-3]))


@main.command()
def check() -> None:
    """Fail unless every message of the sources is translated in every language."""
    found = [
        line for domain in DOMAINS for language in LANGUAGES for line in faults(domain, language)
    ]
    for line in found:
        click.echo(line, err=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
