"""Whether DNS stands behind a sender: SPF and DMARC, aligned with the From address (M26, M30)."""

from __future__ import annotations

from typing import NamedTuple

import dns.resolver

from mailer.delivery import names


class Record(NamedTuple):
    """What a look at DNS found: 'fine', 'bad' with a reason, or 'unreachable'."""

    state: str
    reason: str = ""
    values: dict[str, str] = {}  # noqa: RUF012  never changed


UNREACHABLE = Record("unreachable")


def spf(domain: str, return_domain: str, *, by: dns.resolver.Resolver) -> Record:
    """One SPF record at the return path's domain (RFC 7208, 4.5), which belongs to the sender's.

    Whether it names the relay is not asked: only the relay knows from where it sends.
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
    return Record("fine")


def dmarc(domain: str, *, by: dns.resolver.Resolver) -> Record:
    """A policy at the domain, else at the one it belongs to (RFC 7489, 6.6.3)."""
    try:
        found = [text for name in (domain, parent(domain)) for text in _dmarc(name, by=by)]
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

    Taken to be one that shares the last two labels; cities have their domains directly below a
    top-level domain.
    """
    return parent(one.lower()) == parent(other.lower())


def parent(domain: str) -> str:
    """The last two labels."""
    return ".".join(domain.split(".")[-2:])


def _dmarc(domain: str, *, by: dns.resolver.Resolver) -> list[str]:
    texts = names.texts(f"_dmarc.{domain}", by=by)
    return [text for text in texts if text.lower().startswith("v=dmarc1")]
