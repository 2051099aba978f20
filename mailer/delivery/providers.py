"""Which large provider takes the mail of a domain: by its name, or by its MX records (M45)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

OTHER: Final = "other"
GROUPS: Final = ("gmail", "outlook", "yahoo", "gmx", "t-online", "ionos", "strato", OTHER)
_OWN: Final = {
    "gmail": "gmail.com googlemail.com",
    "outlook": "outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com",
    "yahoo": "yahoo.com yahoo.de ymail.com rocketmail.com aol.com aol.de",
    "gmx": "gmx.de gmx.net gmx.at gmx.ch gmx.com web.de",
    "t-online": "t-online.de magenta.de",
}
_EXCHANGES: Final = {
    "gmail": "google.com googlemail.com",
    "outlook": "outlook.com",
    "yahoo": "yahoodns.net",
    "gmx": "gmx.net web.de",
    "t-online": "t-online.de",
    "ionos": "kundenserver.de ionos.de ionos.com 1and1.com perfora.net",
    "strato": "rzone.de strato.de",
}
BY_DOMAIN: Final = {name: group for group, names in _OWN.items() for name in names.split()}
_BY_EXCHANGE: Final = {name: group for group, names in _EXCHANGES.items() for name in names.split()}
# Names that exist nowhere (RFC 2606, RFC 6761): never looked up.
_RESERVED: Final = frozenset({"test", "example", "invalid", "localhost", "local"})
_EXAMPLES: Final = ("example.com", "example.net", "example.org")


def by_exchanges(hosts: Iterable[str]) -> str:
    """The group of a domain with these mail exchanges, the best of them first."""
    for host in hosts:
        labels = host.lower().rstrip(".").split(".")
        for place in range(len(labels) - 1):
            if group := _BY_EXCHANGE.get(".".join(labels[place:])):
                return group
    return OTHER


def to_look_up(domain: str) -> bool:
    """Whether DNS could tell anything of this domain that is not known."""
    if domain in BY_DOMAIN or domain.rpartition(".")[2] in _RESERVED:
        return False
    return not any(domain == name or domain.endswith(f".{name}") for name in _EXAMPLES)


def bit(group: str) -> int:
    """A group as one bit of a mask."""
    return 1 << GROUPS.index(group)


EVERYBODY: Final = (1 << len(GROUPS)) - 1
