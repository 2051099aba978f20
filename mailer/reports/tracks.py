"""Parameters of links that follow readers: named for the gate, taken out when a report comes in."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, unquote_plus, urlsplit, urlunsplit

TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hsenc|_hsmi|mkt_tok|wt\.\w+|pk_\w+|"
    r"mtm_\w+|piwik_\w+|yclid|vero_id|oly_\w+",
    re.IGNORECASE,
)
# The fields of a report that hold an address to be opened by readers.
_LINKS: Final = frozenset({"href", "url"})
T = TypeVar("T")


def tracks(address: str) -> list[str]:
    """The names of those parameters in an address."""
    names = (name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True))
    return [name for name in names if TRACKING.fullmatch(name)]


def untracked(address: str) -> str:
    """The address without them; all else stays letter by letter."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    kept = [
        part
        for part in parts.query.split("&")
        if not TRACKING.fullmatch(unquote_plus(part.partition("=")[0]))
    ]
    query = "&".join(kept)
    return address if query == parts.query else urlunsplit(parts._replace(query=query))


def without_tracks(value: T) -> T:
    """A report, or a part of one, with every link that readers could open made `untracked`."""
    if isinstance(value, tuple):
        return tuple(without_tracks(part) for part in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    found: dict[str, Any] = {field.name: getattr(value, field.name) for field in fields(value)}
    changed = {
        name: untracked(part) if name in _LINKS and isinstance(part, str) else without_tracks(part)
        for name, part in found.items()
    }
    return replace(value, **{k: v for k, v in changed.items() if v is not found[k]})
