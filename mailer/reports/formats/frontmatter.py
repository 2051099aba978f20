"""Front matter: lines 'key: value' between two lines of ---, at the top of txt and md."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from mailer.reports.model import Contact, Source
from mailer.reports.prose.contact import read_contact, read_source
from mailer.reports.prose.dates import find_dates
from mailer.reports.tongues import code_of

_FENCE: Final = re.compile(r"\s*---\s*$")
_LINE: Final = re.compile(r"(?P<key>[A-Za-zÄÖÜäöü_-]{2,20})\s*:\s*(?P<value>.*)$")
_ITEM: Final = re.compile(r"\s*-\s+(?P<value>\S.*)$")
_KEYS: Final = {
    "titel": "title", "title": "title", "lead": "lead", "teaser": "lead", "anriss": "lead",
    "datum": "date", "date": "date", "sprache": "language", "language": "language",
    "lang": "language", "themen": "topics", "thema": "topics", "topics": "topics",
    "topic": "topics", "tags": "topics", "kontakt": "contact", "contact": "contact",
    "quelle": "source", "quellen": "source", "source": "source", "sources": "source",
    "key": "key", "url": "url", "untertitel": "subtitle", "subtitle": "subtitle",
}  # fmt: skip
_MANY: Final = frozenset({"topics", "source"})


@dataclass(frozen=True, slots=True)
class Front:
    """What a source says about its text beside it; empty where it says nothing."""

    title: str = ""
    subtitle: str = ""
    lead: str = ""
    language: str = ""
    date: date | None = None
    topics: tuple[str, ...] = ()
    contact: Contact | None = None
    sources: tuple[Source, ...] = ()
    key: str = ""
    url: str = ""


@dataclass
class _Fields:
    single: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)


def split_front(text: str) -> tuple[Front, str]:
    """The front matter and the text behind it; text without a known key has none."""
    lines = text.lstrip("\n").split("\n")
    if not _FENCE.match(lines[0]):
        return Front(), text
    end = next((i for i, line in enumerate(lines[1:60], 1) if _FENCE.match(line)), 0)
    fields = _fields(lines[1:end]) if end else _Fields()
    if not (fields.single or fields.many):
        return Front(), text
    return _front(fields), "\n".join(lines[end + 1 :])


def _fields(lines: list[str]) -> _Fields:
    fields, key = _Fields(), ""
    for line in lines:
        if (item := _ITEM.match(line)) and key in _MANY:
            fields.many.setdefault(key, []).append(_bare(item["value"]))
        elif (match := _LINE.match(line)) and (key := _KEYS.get(match["key"].lower(), "")):
            _put(fields, key, value=_bare(match["value"]))
        elif line.strip():
            return _Fields()
    return fields


def _put(fields: _Fields, key: str, *, value: str) -> None:
    if key not in _MANY:
        fields.single[key] = value
    elif value:
        parts = value.strip("[]").split(",") if key == "topics" else [value]
        fields.many.setdefault(key, []).extend(_bare(part) for part in parts if part.strip())


def _bare(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _front(fields: _Fields) -> Front:
    one, many = fields.single, fields.many
    days = find_dates(one.get("date", ""))
    contact = one.get("contact", "")
    return Front(
        title=one.get("title", ""),
        subtitle=one.get("subtitle", ""),
        lead=one.get("lead", ""),
        language=code_of(one.get("language", "")),
        date=days[0].start if days else None,
        topics=tuple(many.get("topics", ())),
        contact=(read_contact(contact) or Contact(office=contact)) if contact else None,
        sources=tuple(map(read_source, many.get("source", ()))),
        key=one.get("key", ""),
        url=one.get("url", ""),
    )
