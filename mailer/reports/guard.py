"""Which addresses may be fetched (S17): names resolved once, private networks refused."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as ResolveTimeout
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from mailer.reports.errors import AddressRefusedError, FetchError

# Python's is_global knows most of these; named here so that no release can lose one.
_BLOCKED: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, cloud metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "168.63.129.16/32",  # a cloud's host channel, public by number only
            "64:ff9b::/96",  # NAT64
            "64:ff9b:1::/48",
            "::ffff:0:0:0/96",  # IPv4-translated (SIIT)
            "2002::/16",  # 6to4 carries an IPv4 address
            "2001::/32",  # Teredo does, too
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "3fff::/20",  # documentation
            "5f00::/16",  # segment routing
        ),
    )
)
_PORTS: Final = {"http": 80, "https": 443}
# What a resolver says of a host that does not exist, or has no address; all else may pass.
_NO_HOST: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: an address that was checked, for a host name and port."""

    host: str
    port: int
    address: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address) and int(ip) >> 32 == 0:
        return False  # ::, ::1 and the old IPv4-compatible form
    blocked = any(ip.version == net.version and ip in net for net in _BLOCKED)
    return ip.is_global and not ip.is_multicast and not blocked


def check_url(url: str, allow_hosts: frozenset[str], *, timeout: float) -> Target:
    """The one address to connect to for this URL; AddressRefusedError where it may not be.

    `allow_hosts` holds 'host' or 'host:port' that an operator allowed for the source; the
    address itself is then not looked at. `timeout` in seconds bounds the name lookup.
    """
    host, port, scheme = _parts(url)
    allowed = bool({host, f"{host}:{port}"} & {name.lower() for name in allow_hosts})
    if port != _PORTS[scheme] and f"{host}:{port}" not in {n.lower() for n in allow_hosts}:
        raise AddressRefusedError(url, f"port {port}")
    addresses = resolve(host, port, timeout=timeout)
    if not addresses:
        raise FetchError(url, f"host {host}")
    for address in addresses:
        # One private address among public ones is how rebinding begins: refuse them all.
        if not allowed and not is_public(address):
            raise AddressRefusedError(url, f"{host} is {address}")
    return Target(host, port, addresses[0])


def _parts(url: str) -> tuple[str, int, str]:
    if any(ord(char) <= 32 or char == "\\" for char in url):
        raise AddressRefusedError(url, "blank or control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError(url, "address") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressRefusedError(url, parts.scheme or "no scheme")
    if parts.username is not None or parts.password is not None:
        # The address is not repeated: it holds a password.
        raise AddressRefusedError(parts.hostname, "credentials in the address")
    return _ascii(url, parts.hostname), port or _PORTS[parts.scheme], parts.scheme


def _ascii(url: str, host: str) -> str:
    if host.isascii():
        return host.rstrip(".").lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefusedError(url, "host") from error


def resolve(host: str, port: int, *, timeout: float) -> Sequence[str]:
    """The host's addresses in the system's order; empty where it has none.

    Raises FetchError where nobody knows: DNS is away, busy or too slow.
    """
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return [str(info[4][0]) for info in found.result(timeout=timeout)]
    except UnicodeError:
        return []
    except (OSError, ResolveTimeout) as error:
        if isinstance(error, socket.gaierror) and error.errno in _NO_HOST:
            return []
        raise FetchError(host, "DNS") from error
    finally:
        pool.shutdown(wait=False)
