"""Whether DNS stands behind a sender: SPF and DMARC, aligned with the From address (M26, M30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import dns.resolver

from mailer.delivery import names
from mailer.delivery.spf import names_relay


class Record(NamedTuple):
    """What a look at DNS found: 'fine', 'bad' with a reason, or 'unreachable'."""

    state: str
    reason: str = ""
    values: dict[str, str] = {}  # noqa: RUF012  never changed


UNREACHABLE = Record("unreachable")


def spf(
    domain: str, return_domain: str, *, by: dns.resolver.Resolver, hosts: Sequence[str] = ()
) -> Record:
    """One SPF record at the return path's domain (RFC 7208, 4.5), which belongs to the sender's
    and names the relays at `hosts`, as far as that can be told from here (`names_relay`).
    """
    if not aligned(domain, return_domain):
        return Record("bad", "spf unaligned", {"domain": return_domain})
    try:
        found = [text.lower() for text in names.texts(return_domain, by=by)]
    except names.LookupFailedError:
        return UNREACHABLE
    records = [text for text in found if text.split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        reason = "spf several" if records else "spf missing"
        return Record("bad", reason, {"domain": return_domain})
    if {"+all", "all"} & set(records[0].split()):
        return Record("bad", "spf open", {"domain": return_domain})
    return _relays_named(records[0], return_domain, hosts=hosts, by=by)


def _relays_named(
    record: str, domain: str, *, hosts: Sequence[str], by: dns.resolver.Resolver
) -> Record:
    try:
        named = {host: names_relay(record, domain, host=host, by=by) for host in hosts}
    except names.LookupFailedError:
        return UNREACHABLE
    missing = [host for host, found in named.items() if found is False]
    if missing:
        return Record("bad", "spf relay", {"domain": domain, "relay": missing[0]})
    return Record("fine")


def dmarc(domain: str, *, by: dns.resolver.Resolver) -> Record:
    """A policy at the domain, else at the one it belongs to (RFC 7489, 6.6.3)."""
    try:
        found = [text for name in (domain, names.parent(domain)) for text in _dmarc(name, by=by)]
    except names.LookupFailedError:
        return UNREACHABLE
    if not found:
        return Record("bad", "dmarc missing", {"domain": domain})
    tags = dict(tag.strip().partition("=")[::2] for tag in found[0].lower().split(";"))
    if tags.get("p", "").strip() not in {"none", "quarantine", "reject"}:
        return Record("bad", "dmarc broken", {"domain": domain})
    return Record("fine")


def aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489, 3.1): the same organisation.

    Taken to be one that shares the last two labels (`names.parent`).
    """
    return names.parent(one) == names.parent(other)


def _dmarc(domain: str, *, by: dns.resolver.Resolver) -> list[str]:
    texts = names.texts(f"_dmarc.{domain}", by=by)
    return [text for text in texts if text.lower().startswith("v=dmarc1")]
