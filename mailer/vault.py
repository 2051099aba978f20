"""Secrets at rest: encrypted with a key from outside the database (S33, invariant 12)."""

from __future__ import annotations

import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class VaultError(RuntimeError):
    """A secret that none of the present keys opens."""


def lock(secret: bytes, *, purpose: str) -> bytes:
    """Encrypt under the first key of VAULT_KEYS; only the same purpose opens it again.

    The result is the key's id, NUL, a nonce, and the sealed secret (AES-256-GCM).
    """
    key = settings.VAULT_KEYS[0]
    nonce = secrets.token_bytes(_NONCE)
    name = key.id.encode()
    return name + b"\0" + nonce + _cipher(key.secret).encrypt(nonce, secret, purpose.encode())


def unlock(sealed: bytes, *, purpose: str) -> bytes:
    """The secret; raises VaultError."""
    name, _, rest = sealed.partition(b"\0")
    key = next((key for key in settings.VAULT_KEYS if key.id.encode() == name), None)
    if key is None:
        known = ", ".join(key.id for key in settings.VAULT_KEYS)
        raise VaultError(
            f"VAULT_KEYS has no key '{name.decode(errors='replace')}' any more (it has: {known}). "
            "Put it back, behind the newer ones."
        )
    try:
        return _cipher(key.secret).decrypt(rest[:_NONCE], rest[_NONCE:], purpose.encode())
    except InvalidTag:
        raise VaultError(
            f"The key '{key.id}' of VAULT_KEYS does not open what was sealed under its name: "
            "it is another one, or the secret was changed."
        ) from None


@cache
def _cipher(secret: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rundbrief vault")
    return AESGCM(derive.derive(secret))
