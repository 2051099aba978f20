"""Whether an SPF record names a relay (RFC 7208, 5), as far as DNS tells from here.

A relay inside, and one that sends from other addresses than it listens on, cannot be told from
here; a record that refers to the relay's own domain leaves it to who runs that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

import dns.resolver

from mailer.delivery import names

# RFC 7208, 4.6.4.
LOOKUPS: Final = 10
Address = IPv4Address | IPv6Address


class _UnknownError(Exception):
    """A record that only a receiver can evaluate: with macros, too long, or broken."""


def names_relay(record: str, domain: str, *, host: str, by: dns.resolver.Resolver) -> bool | None:
    """True or False; None where it cannot be told. Raises LookupFailedError."""
    found = [address for address in _resolved(host, by) if address.is_global]
    if not found:
        return None
    walk = _Walk(host, found, by=by)
    try:
        return walk.covers(record, domain)
    except (_UnknownError, ValueError):
        return None


class _Walk:
    def __init__(self, host: str, found: Sequence[Address], *, by: dns.resolver.Resolver) -> None:
        self.family = names.parent(host)
        self.found = found
        self.by = by
        self.left = LOOKUPS

    def covers(self, record: str, domain: str) -> bool:
        """Whether a mechanism that lets pass names the relay, here or in what is included."""
        return any(self._passes(term, domain) for term in record.lower().split()[1:])

    def _passes(self, term: str, domain: str) -> bool:
        if term[:1] in "-~?":
            return False
        if "%" in term:
            raise _UnknownError(term)
        name, sign, rest = _parted(term.lstrip("+"))
        if name in {"ip4", "ip6"}:
            return self._in(rest)
        if name not in {"a", "mx", "include", "redirect", "exists", "ptr"}:
            return False
        target, _, bits = (rest if sign else "").partition("/")
        return self._looked_up(name, target or domain, bits=bits)

    def _looked_up(self, name: str, target: str, *, bits: str) -> bool:
        self.left -= 1
        if self.left < 0 or name in {"exists", "ptr"}:
            raise _UnknownError(name)
        if names.parent(target) == self.family:
            return True
        if name in {"include", "redirect"}:
            texts = names.texts(target, by=self.by)
            records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
            return any(self.covers(record, target) for record in records[:1])
        hosts = [target] if name == "a" else names.exchanges(target, by=self.by)
        near = (one for host in hosts for one in _resolved(host, self.by))
        return any(self._in(f"{one}/{bits}" if bits else str(one)) for one in near)

    def _in(self, network: str) -> bool:
        block = ip_network(network, strict=False)
        return any(one.version == block.version and one in block for one in self.found)


def _parted(term: str) -> tuple[str, str, str]:
    """'include', ':' and 'example.org'; 'a', '/' and '/24'."""
    for place, sign in enumerate(term):
        if sign in ":=":
            return term[:place], sign, term[place + 1 :]
        if sign == "/":
            return term[:place], sign, term[place:]
    return term, "", ""


def _resolved(host: str, by: dns.resolver.Resolver) -> Iterator[Address]:
    try:
        yield ip_address(host.strip("[]"))
    except ValueError:
        yield from map(ip_address, names.addresses(host, by=by))
