"""Whose request it is: a forwarded address counts only as far as trusted proxies wrote it (S36)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address, '' where none can be made out.

    Each proxy appends who spoke to it. Of N trusted proxies the outermost one wrote the Nth entry
    from the right; what stands further left may be invented. With fewer entries than proxies the
    request came past one of them, and the peer counts.
    """
    peer = _plain(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXIES
    if trusted < 1:
        return peer
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return (_plain(entries[-trusted]) if len(entries) >= trusted else "") or peer


def _plain(text: str) -> str:
    """An address without port, brackets and zone; '' for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
