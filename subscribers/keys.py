"""Addresses and the keyed hashes by which people are found (invariant 13, M14, P11)."""

from __future__ import annotations

import hmac
import re
import unicodedata

from django.conf import settings
from email_validator import EmailNotValidError, validate_email

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+[A-Za-z]{{2,63}})")
# What RFC 6761 reserves, and labels in which '--' may stand for something else, are looked at
# by the library. So is all that is long or not plain ASCII.
_LOOK_CLOSER = re.compile(r"--|\.(?:arpa|invalid|local|localhost|onion|example)$", re.IGNORECASE)


class AddressError(ValueError):
    """An address that no mail can be sent to: says what is wrong with it, without naming it."""


def normalise(address: str) -> str:
    """The address as it is stored: the local part as typed (NFC), the domain as A-label.

    Looks nothing up in DNS. RFC 5321 s2.4, RFC 5891, RFC 6531; AddressError in words.
    """
    address = address.strip()
    plain = _PLAIN.fullmatch(address)
    if plain and len(plain[1]) <= 64 and len(address) <= 200 and not _LOOK_CLOSER.search(plain[2]):
        return f"{plain[1]}@{plain[2].lower()}"
    try:
        found = validate_email(
            address, check_deliverability=False, test_environment=True, strict=True
        )
    except (EmailNotValidError, UnicodeError) as error:
        raise AddressError(str(error)) from None
    return f"{found.local_part}@{found.ascii_domain}"


def all_keys(address: str) -> list[bytes]:
    """The hashes under every key of the ring, the present one first: for look-ups."""
    return keys_of(normalise(address))


def keys_of(normal: str) -> list[bytes]:
    """The same for an address that `normalise` has made: the fast way for imports."""
    plain = fold(normal)
    return [hmac.digest(key.secret, plain, "sha256") for key in settings.ADDRESS_KEYS]


def fold(normal: str) -> bytes:
    """The bytes that are hashed: case folded and NFC, as no provider tells `A@` from `a@`."""
    if normal.isascii():
        return normal.lower().encode()
    folded = unicodedata.normalize("NFC", normal).casefold()
    return unicodedata.normalize("NFC", folded).encode()


def address_key(address: str) -> bytes:
    """The hash under the first key of the ring, 32 bytes: what a new row is stored with."""
    return all_keys(address)[0]


def limit_key(address: str) -> bytes:
    """The hash by which mails to one mailbox are counted: what follows a + is left out (S14)."""
    local, _, domain = normalise(address).rpartition("@")
    return keys_of(f"{local.partition('+')[0] or local}@{domain}")[0]
