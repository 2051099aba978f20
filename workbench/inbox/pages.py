"""The inbox's pages as text: the list, one mail, and what to say when there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workbench.inbox.content import LIMIT, content, source
from workbench.inbox.store import Entry, Mail
from workbench.inbox.words import WORDS

PER_PAGE = 50
VIEWS = ("desktop", "phone", "text", "headers", "source")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "web" / "inbox"


@dataclass(frozen=True)
class Neighbours:
    """The mails before and after one, by arrival."""

    newer: Entry | None
    older: Entry | None


class Pages:
    """Renders in one language; every value is escaped (S8)."""

    def listing(self, entries: list[Entry], language: str, *, query: str, page: int) -> str:
        """One page of the mails that match, newest first."""
        words = query.lower().split()
        found = [entry for entry in reversed(entries) if entry.matches(words)]
        pages = max(1, -(-len(found) // PER_PAGE))
        page = min(max(page, 1), pages)
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        links = {
            number: "/?" + urlencode({"q": query, "page": number} if query else {"page": number})
            for number in (page - 1, page + 1)
        }
        return self._render(
            "list.html",
            language,
            mails=shown,
            count=len(found),
            total=len(entries),
            query=query,
            page=page,
            pages=pages,
            newer=links[page - 1] if page > 1 else None,
            older=links[page + 1] if page < pages else None,
        )

    def mail(self, mail: Mail, language: str, *, view: str, beside: Neighbours) -> str:
        """One mail in one of the VIEWS; without HTML the frames show the text instead."""
        parts = content(mail)
        text = source(mail) if view == "source" else parts.text
        return self._render(
            "mail.html",
            language,
            mail=mail.entry,
            parts=parts,
            view=view if view in VIEWS else ("desktop" if parts.html else "text"),
            views=VIEWS,
            body=None if text is None else text[:LIMIT],
            cut=text is not None and len(text) > LIMIT,
            limit=LIMIT,
            beside=beside,
        )

    def missing(self, language: str) -> str:
        """What to say where there is nothing."""
        return self._render("missing.html", language)

    def _render(self, template: str, language: str, **values: object) -> str:
        def when(seconds: float) -> str:
            local = datetime.fromtimestamp(seconds, UTC).astimezone()
            return format_datetime(local, "medium", locale=language)

        helpers: Mapping[str, object] = {
            "language": language,
            "w": WORDS[language],
            "when": when,
            "iso": lambda seconds: datetime.fromtimestamp(seconds, UTC).isoformat(),
            "size": lambda octets: _size(octets, language),
        }
        return _templates().get_template(template).render(**helpers, **values)


@cache
def _templates() -> Environment:
    """Compiled once per process."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _size(octets: int, language: str) -> str:
    """Bytes as people read them, in steps of 1,000."""
    unit, value = ("MB", octets / 1e6) if octets >= 1_000_000 else ("kB", octets / 1e3)
    text = f"{value:.1f}"
    return f"{text.replace('.', ',') if language == 'de' else text} {unit}"
