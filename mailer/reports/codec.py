"""Report to JSON and back, without loss, and the hash that tells whether content changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final, cast

from mailer.reports.model import (
    Block,
    Contact,
    DateMention,
    Figure,
    Image,
    ItemList,
    Paragraph,
    Quote,
    Report,
    Section,
    Source,
    Span,
    Text,
)

Json = dict[str, Any]


def to_json(report: Report) -> Json:
    """The report as JSON values (dict, list, str, int, bool, None) for a JSONB column."""
    data = asdict(report)
    data["date"] = report.date.isoformat() if report.date else None
    data["sections"] = [_section(section) for section in report.sections]
    data["dates"] = [
        {"start": d.start.isoformat(), "end": d.end.isoformat(), "words": d.words}
        for d in report.dates
    ]
    return cast("Json", json.loads(json.dumps(data)))


def _section(section: Section) -> Json:
    data = {**asdict(section), "blocks": [_block_data(block) for block in section.blocks]}
    return data if section.sources else _without(data, "sources")


def _block_data(block: Block) -> Json:
    data = {"kind": _KINDS[type(block)], **asdict(block)}
    return _without(data, "url") if isinstance(block, Figure) and not block.url else data


def _without(data: Json, name: str) -> Json:
    """What came later is not written where it is empty: known reports keep their hash."""
    return {key: value for key, value in data.items() if key != name}


def from_json(data: Mapping[str, Any]) -> Report:
    """The report that `to_json` wrote; KeyError where a required field is missing."""
    contact = data.get("contact")
    day = data.get("date")
    return Report(
        language=data["language"],
        title=data["title"],
        lead=_text(data["lead"]),
        sections=tuple(_read_section(section) for section in data["sections"]),
        topics=tuple(data.get("topics", ())),
        sources=tuple(Source(**source) for source in data.get("sources", ())),
        contact=Contact(**contact) if contact else None,
        date=date.fromisoformat(day) if day else None,
        dates=tuple(_mention(mention) for mention in data.get("dates", ())),
        url=data.get("url", ""),
        kicker=tuple(data.get("kicker", ())),
        subtitle=data.get("subtitle", ""),
        key=data.get("key", ""),
    )


def content_hash(report: Report) -> str:
    """SHA-256 (hex) over the canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(
        to_json(report), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _text(data: list[Json]) -> Text:
    return tuple(Span(**span) for span in data)


def _mention(data: Json) -> DateMention:
    start, end = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    return DateMention(start=start, end=end, words=data["words"])


def _read_section(data: Json) -> Section:
    return Section(
        heading=data["heading"],
        blocks=tuple(_block(dict(block)) for block in data["blocks"]),
        level=data.get("level", 2),
        marks=tuple(data.get("marks", ())),
        sources=tuple(Source(**source) for source in data.get("sources", ())),
    )


def _block(data: Json) -> Block:
    return _READERS[data.pop("kind")](data)


def _paragraph(data: Json) -> Paragraph:
    return Paragraph(text=_text(data["text"]))


def _items(data: Json) -> ItemList:
    items = tuple(_text(item) for item in data["items"])
    return ItemList(items=items, ordered=data["ordered"])


_KINDS: Final[dict[type[Block], str]] = {
    Paragraph: "paragraph",
    Quote: "quote",
    ItemList: "list",
    Image: "image",
    Figure: "figure",
}
_READERS: Final[dict[str, Callable[[Json], Block]]] = {
    "paragraph": _paragraph,
    "quote": lambda data: Quote(**data),
    "list": _items,
    "image": lambda data: Image(**data),
    "figure": lambda data: Figure(**data),
}
