"""Names that a delivery keeps for life: Message-ID and return path."""

from __future__ import annotations

import hmac
from base64 import b32encode
from hashlib import sha256

from django.conf import settings


def message_id(issue_id: int, subscriber_id: int, *, domain: str) -> str:
    """The Message-ID of a delivery, without angle brackets; the same at each attempt (M10).

    It is no secret and takes no key, so that no rotation of keys changes it between attempts.
    """
    text = f"message:{issue_id}:{subscriber_id}".encode()
    return f"{issue_id}.{_short(sha256(text).digest())}@{domain}"


def return_path(issue_id: int, subscriber_id: int, *, otherwise: str) -> str:
    """A return path that names the delivery (VERP, M39), where bounces have a domain of their own.

    The local part stays below 64 octets. Without BOUNCE_DOMAIN, `otherwise` gets the bounces.
    """
    if not settings.BOUNCE_DOMAIN:
        return otherwise
    mark = _mark("bounce", issue_id, subscriber_id=subscriber_id)
    return f"b+{issue_id:x}.{subscriber_id:x}.{mark}@{settings.BOUNCE_DOMAIN}"


def _mark(purpose: str, issue_id: int, *, subscriber_id: int) -> str:
    """100 bits that nobody can guess, as 20 letters and digits."""
    key = settings.TOKEN_KEYS[0].secret
    text = f"{purpose}:{issue_id}:{subscriber_id}".encode()
    return _short(hmac.digest(key, text, sha256))


def _short(digest: bytes) -> str:
    return b32encode(digest[:13])[:20].decode().lower()
