"""What this installation has decided to know of people who sign up (P2)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

IP_POLICIES = ("none", "truncated")
_KEPT_BITS = {4: 24, 6: 48}


def ip_for_evidence(ip: str) -> str:
    """The IP address as it may stand in evidence by SIGN_UP_IP: '' or truncated.

    Truncated means that the last 8 bits of IPv4 and the last 80 of IPv6 are zero; what is no
    address is never kept.
    """
    if settings.SIGN_UP_IP != "truncated":
        return ""
    try:
        found = _plain(ip_address(ip.strip()))
    except ValueError:
        return ""
    network = ip_network(f"{found}/{_KEPT_BITS[found.version]}", strict=False)
    return str(network.network_address)


def _plain(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address written as IPv6 (::ffff:192.0.2.1) counts as what it is."""
    if isinstance(found, IPv6Address):
        found = IPv6Address(int(found))  # without a zone such as %eth0
        return found.ipv4_mapped or found
    return found
