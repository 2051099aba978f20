"""Links that work without a login: HMAC over purpose, subscriber and list (M18, S9).

`v1.<key id>.<subscriber>-<list>.<mac>`, in hexadecimal digits. They hold no address, are bound to
no delivery row, and never expire, so that links in old mails keep working (invariant 12).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

_TOKEN = re.compile(r"v1\.([^.]{1,64})\.([0-9a-f]{1,16})-([0-9a-f]{1,8})\.[0-9a-f]{32}")
_BLOCK = 64
# Digits of the MAC for one purpose: 128 bits, half of SHA-256 (RFC 2104, 5).
_HALF = 32
Key = tuple[str, bytes]
"""The id and the secret of a key of the ring."""
_States = tuple["hashlib._Hash", "hashlib._Hash"]  # noqa: SLF001 (only its type has no public name)
_IPAD = bytes(byte ^ 0x36 for byte in range(256))
_OPAD = bytes(byte ^ 0x5C for byte in range(256))


class Purpose(StrEnum):
    """What a link is good for; a token for one is worth nothing for another.

    Their order is part of the format: each has its own half of the MAC.
    """

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"


_PURPOSES = tuple(Purpose)


class Claim(NamedTuple):
    """Whom and which list a genuine token is about."""

    subscriber_id: int
    list_id: int


class Mint:
    """Makes the tokens of one list that end `links.places`; by default under the ring's first key.

    The MACs of both purposes are the halves of one HMAC-SHA256, which tell nothing of one another.
    """

    __slots__ = ("_end", "_inner", "_outer", "_start")

    def __init__(self, list_id: int, *, key: Key | None = None) -> None:
        key_id, secret = key or settings.TOKEN_KEYS[0]
        self._inner, self._outer = _states(secret)
        self._start, self._end = f"v1.{key_id}.", f"-{list_id:x}"

    def tokens(self, subscriber_id: int) -> tuple[str, str]:
        """A person's tokens for every purpose, in the order of `Purpose`."""
        claim = f"{subscriber_id:x}{self._end}"
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(claim.encode())
        outer.update(inner.digest())
        mac, start = outer.hexdigest(), f"{self._start}{claim}."
        return start + mac[:_HALF], start + mac[_HALF:]


def make(purpose: Purpose, *, subscriber_id: int, list_id: int) -> str:
    """A token under the first key of the ring."""
    return Mint(list_id).tokens(subscriber_id)[_PURPOSES.index(purpose)]


def read(purpose: Purpose, token: str) -> Claim | None:
    """What the token claims, if a key of the ring made it for this purpose; else None."""
    parts = _TOKEN.fullmatch(token)
    key = _key(parts[1]) if parts else None
    if parts is None or key is None:
        return None
    claim = Claim(int(parts[2], 16), int(parts[3], 16))
    genuine = Mint(claim.list_id, key=key).tokens(claim.subscriber_id)
    place = _PURPOSES.index(purpose)
    return claim if hmac.compare_digest(genuine[place], token) else None


def _key(key_id: str) -> Key | None:
    return next((key for key in settings.TOKEN_KEYS if key.id == key_id), None)


@lru_cache(maxsize=16)
def _states(secret: bytes) -> _States:
    """HMAC (RFC 2104) up to the payload: a copy of it costs a third of a new one."""
    key = (secret if len(secret) <= _BLOCK else hashlib.sha256(secret).digest()).ljust(
        _BLOCK, b"\0"
    )
    return hashlib.sha256(key.translate(_IPAD) + b"v1\0"), hashlib.sha256(key.translate(_OPAD))
