"""Parameters of links that follow readers: named for the gate, taken out when a report comes in."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, unquote_plus, urlsplit, urlunsplit

TRACKING: Final = re.compile(
    r"utm_\w+|[gd]clid|gclsrc|[gw]braid|_g[al]|(?:fb|tw|tt|y)clid|msclkid|li_fat_id|"
    r"igsh(?:id)?|mc_[ce]id|ml_subscriber(?:_hash)?|mkt_tok|_hs(?:enc|mi)|hsa_\w+|hsctatracking|"
    r"wt[._]\w+|(?:pk|mtm|piwik|matomo|etcc|oly|trk)_\w+|elqtrack(?:id)?|vero_id|xtor|s_kwcid|"
    r"at_(?:campaign|medium|creation|send_date|recipient_id)|_openstat|ref_src|cmpid|dm_i|"
    r"(?:subscriber|recipient)_?id",
    re.IGNORECASE,
)
# The fields of a report that hold an address to be opened by readers.
_LINKS: Final = frozenset({"href", "url"})
T = TypeVar("T")


def tracks(address: str) -> list[str]:
    """The names of those parameters in an address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    # Some programs put them behind the hash.
    carrying = (parts.query, parts.fragment)
    pairs = (pair for part in carrying for pair in parse_qsl(part, keep_blank_values=True))
    return [name for name, _ in pairs if TRACKING.fullmatch(name)]


def untracked(address: str) -> str:
    """The address without them; all else stays letter by letter."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query, anchor = (_kept(part) for part in (parts.query, parts.fragment))
    if (query, anchor) == (parts.query, parts.fragment):
        return address
    return urlunsplit(parts._replace(query=query, fragment=anchor))


def _kept(part: str) -> str:
    return "&".join(
        pair
        for pair in part.split("&")
        if not TRACKING.fullmatch(unquote_plus(pair.partition("=")[0]))
    )


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
