"""What DNS says: the records that DKIM keys stand in, and who takes a domain's mail."""

from __future__ import annotations

from typing import Final

import dns.exception
import dns.resolver

SECONDS: Final = 5.0


class LookupFailedError(Exception):
    """DNS did not answer; that says nothing about what is in it."""


def resolver(server: str = "") -> dns.resolver.Resolver:
    """This machine's resolver, or the one at `server` ('host' or 'host:port', IPv4)."""
    found = dns.resolver.Resolver(configure=not server)
    found.lifetime = SECONDS
    if server:
        host, _, port = server.partition(":")
        found.nameservers = [host]
        found.port = int(port or 53)
    return found


def texts(name: str, *, by: dns.resolver.Resolver) -> list[str]:
    """The TXT records of a name, strings joined (RFC 6376, 3.6.2.2); none where it has none.

    Raises LookupFailedError.
    """
    try:
        answer = by.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise LookupFailedError(f"DNS did not answer for {name}: {error}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def addresses(host: str, *, by: dns.resolver.Resolver) -> list[str]:
    """The addresses of a host, of both kinds; raises LookupFailedError."""
    found: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            found += map(str, by.resolve(host, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            continue
        except dns.exception.DNSException as error:
            raise LookupFailedError(f"DNS did not answer for {host}: {error}") from error
    return found


def parent(domain: str) -> str:
    """The last two labels: whose it is, for cities have their domains right below a top one."""
    return ".".join(domain.lower().rstrip(".").split(".")[-2:])


def exchanges(domain: str, *, by: dns.resolver.Resolver) -> list[str]:
    """The hosts that take mail for a domain, the best first (RFC 5321, 5.1); none without MX.

    Raises LookupFailedError.
    """
    try:
        answer = by.resolve(domain, "MX")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise LookupFailedError(f"DNS did not answer for {domain}: {error}") from error
    return [str(record.exchange) for record in sorted(answer, key=lambda mx: mx.preference)]
