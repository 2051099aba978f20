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
_TOKEN = re.compile(r"v1\.([^.]{1,64})\.([A-Za-z0-9_-]{16})\.[A-Za-z0-9_-]{28}")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_BLOCK = 128
Key = tuple[str, bytes]
"""The id and the secret of a key of the ring."""
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
_MACS = _MAC_BYTES * len(_PURPOSES)
# Where the MACs begin in base64: payload and MACs are whole groups of it.
_FIRST = _PAYLOAD.size * 4 // 3
_SECOND = _FIRST + _MAC_BYTES * 4 // 3


class Claim(NamedTuple):
    """Whom and which list a genuine token is about."""

    subscriber_id: int
    list_id: int


class Mint:
    """Makes the tokens of one list that end `links.places`; by default under the ring's first key.

    The MACs for all purposes stand one behind the other in one HMAC-SHA512, whose parts tell
    nothing of one another.
    """

    __slots__ = ("_inner", "_list_id", "_outer", "_start")

    def __init__(self, list_id: int, *, key: Key | None = None) -> None:
        key_id, secret = key or settings.TOKEN_KEYS[0]
        self._list_id = list_id
        self._inner, self._outer = _states(secret)
        self._start = f"v1.{key_id}."

    def tokens(self, subscriber_id: int) -> tuple[str, str]:
        """A person's tokens for every purpose, in the order of `Purpose`."""
        payload = _PAYLOAD.pack(subscriber_id, self._list_id)
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(payload)
        outer.update(inner.digest())
        data = payload + outer.digest()[:_MACS]
        text = b2a_base64(data, newline=False).translate(_TO_URL).decode()
        start = f"{self._start}{text[:_FIRST]}."
        return start + text[_FIRST:_SECOND], start + text[_SECOND:]


def make(purpose: Purpose, *, subscriber_id: int, list_id: int) -> str:
    """A token under the first key of the ring."""
    return Mint(list_id).tokens(subscriber_id)[_PURPOSES.index(purpose)]


def read(purpose: Purpose, token: str) -> Claim | None:
    """What the token claims, if a key of the ring made it for this purpose; else None."""
    parts = _TOKEN.fullmatch(token)
    key = _key(parts[1]) if parts else None
    if parts is None or key is None:
        return None
    claim = Claim(*_PAYLOAD.unpack(a2b_base64(parts[2].encode().translate(_FROM_URL))))
    genuine = Mint(claim.list_id, key=key).tokens(claim.subscriber_id)
    place = _PURPOSES.index(purpose)
    return claim if hmac.compare_digest(genuine[place], token) else None


def _key(key_id: str) -> Key | None:
    return next((key for key in settings.TOKEN_KEYS if key.id == key_id), None)


@lru_cache(maxsize=16)
def _states(secret: bytes) -> _States:
    """HMAC (RFC 2104) up to the payload: a copy of it costs a third of a new one."""
    key = (secret if len(secret) <= _BLOCK else hashlib.sha512(secret).digest()).ljust(
        _BLOCK, b"\0"
    )
    return hashlib.sha512(key.translate(_IPAD) + b"v1\0"), hashlib.sha512(key.translate(_OPAD))
