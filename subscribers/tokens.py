"""Links that work without a login: HMAC over purpose, subscriber and list (M18, S9).

`v1.<key id>.<payload>.<mac>`, base64url. They hold no address, are bound to no delivery row,
and never expire, so that links in old mails keep working (invariant 12).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from binascii import a2b_base64, b2a_base64
from enum import StrEnum
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from django.conf import settings

_PAYLOAD = Struct(">QI")
_MAC_BYTES = 21  # 168 bits: a whole number of base64 groups, as the payload's 12 bytes are
_TOKEN = re.compile(r"v1\.([^.]{1,64})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{28})")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_BLOCK = 128
_States = tuple["hashlib._Hash", "hashlib._Hash"]  # noqa: SLF001 (only its type has no public name)
_IPAD = bytes(byte ^ 0x36 for byte in range(256))
_OPAD = bytes(byte ^ 0x5C for byte in range(256))
_FROM_URL = bytes.maketrans(b"-_", b"+/")


class Purpose(StrEnum):
    """What a link is good for; a token for one is worth nothing for another.

    Their order is part of the format: each has its own part of the MAC, and three fit into it.
    """

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"


_PURPOSES = tuple(Purpose)
# Where payload and MACs stand in base64: their octets make whole groups of it.
_PAYLOAD_END, _MAC_SIGNS = _PAYLOAD.size * 4 // 3, _MAC_BYTES * 4 // 3
_PLACES = range(_PAYLOAD_END, _PAYLOAD_END + _MAC_SIGNS * len(_PURPOSES), _MAC_SIGNS)


class Claim(NamedTuple):
    """Whom and which list a genuine token is about."""

    subscriber_id: int
    list_id: int


def make(purpose: Purpose, *, subscriber_id: int, list_id: int) -> str:
    """A token under the first key of the ring."""
    return make_all(subscriber_id, list_id)[_PURPOSES.index(purpose)]


def make_all(subscriber_id: int, list_id: int) -> list[str]:
    """Tokens for every purpose, in their order: some 4 us, for the hot path."""
    key = settings.TOKEN_KEYS[0]
    payload = _PAYLOAD.pack(subscriber_id, list_id)
    data = payload + _mac(key.secret, payload)
    text = b2a_base64(data, newline=False).translate(_TO_URL).decode()
    start = f"v1.{key.id}.{text[:_PAYLOAD_END]}."
    return [start + text[at : at + _MAC_SIGNS] for at in _PLACES]


def read(purpose: Purpose, token: str) -> Claim | None:
    """What the token claims, if a key of the ring made it for this purpose; else None."""
    parts = _TOKEN.fullmatch(token)
    secret = _secret(parts[1]) if parts else None
    if parts is None or secret is None:
        return None
    payload = a2b_base64(parts[2].encode().translate(_FROM_URL))
    mac = a2b_base64(parts[3].encode().translate(_FROM_URL))
    start = _PURPOSES.index(purpose) * _MAC_BYTES
    if not hmac.compare_digest(mac, _mac(secret, payload)[start : start + _MAC_BYTES]):
        return None
    return Claim(*_PAYLOAD.unpack(payload))


def _secret(key_id: str) -> bytes | None:
    return next((key.secret for key in settings.TOKEN_KEYS if key.id == key_id), None)


def _mac(secret: bytes, payload: bytes) -> bytes:
    """The MACs for every purpose, one behind the other: parts of one HMAC-SHA512, of which none
    tells anything of another.
    """
    inner, outer = _states(secret)
    inner, outer = inner.copy(), outer.copy()
    inner.update(payload)
    outer.update(inner.digest())
    return outer.digest()[: _MAC_BYTES * len(_PURPOSES)]


@lru_cache(maxsize=16)
def _states(secret: bytes) -> _States:
    """HMAC (RFC 2104) up to the payload: a copy of it costs a third of a new one."""
    key = (secret if len(secret) <= _BLOCK else hashlib.sha512(secret).digest()).ljust(
        _BLOCK, b"\0"
    )
    return hashlib.sha512(key.translate(_IPAD) + b"v1\0"), hashlib.sha512(key.translate(_OPAD))
