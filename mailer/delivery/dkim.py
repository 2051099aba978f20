"""Signatures that bind a message to the sender's domain (RFC 6376, RFC 8301, RFC 8463).

Relaxed for header and body; the body is hashed as it is, because its maker writes only what is
its own relaxed form (`editions.qp`). Signing is the last thing that happens to a message (M30).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

RSA, ED25519 = "rsa", "ed25519"
# Shorter keys are not to be used (RFC 8301, 3.2); longer ones do not fit a plain TXT string.
BITS: Final = 2048
# Relays keep trying for five days; whoever looks at a signature later learns nothing (M29).
VALID: Final = 21 * 24 * 3600
# M28. What is named once more than it is there cannot be added without breaking the signature.
OVERSIGNED: Final = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"reply-to",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
SIGNED: Final = frozenset(
    {
        *OVERSIGNED,
        b"message-id",
        b"mime-version",
        b"list-id",
        b"list-archive",
        b"feedback-id",
        b"auto-submitted",
    }
)
_WIDTH: Final = 74
_BLANKS: Final = re.compile(rb"[ \t]+")
_FORM: Final = (
    b"DKIM-Signature: v=1; a=%b-sha256; c=relaxed/relaxed; d=%b;\r\n"
    b" s=%b; t=%%d; x=%%d;\r\n h=%b;\r\n bh=%%b;\r\n b="
)
_PADDING, _SHA256 = padding.PKCS1v15(), hashes.SHA256()

PrivateKey = RSAPrivateKey | Ed25519PrivateKey


class DkimKeyError(ValueError):
    """Octets that are no private key that mail may be signed with."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name under which its public half stands in DNS."""

    domain: str
    selector: str
    key: PrivateKey

    @property
    def algorithm(self) -> str:
        """'rsa' or 'ed25519', as in the record's k=."""
        return RSA if isinstance(self.key, RSAPrivateKey) else ED25519

    def sign(self, data: bytes) -> bytes:
        """The signature, in base64; Ed25519 signs the digest (RFC 8463, 3)."""
        if isinstance(self.key, RSAPrivateKey):
            return b64encode(self.key.sign(data, _PADDING, _SHA256))
        return b64encode(self.key.sign(sha256(data).digest()))


class Seal:
    """Signatures on messages that share header fields: `shared`, with CRLF behind each.

    With several signers, each message gets a signature of each.
    """

    def __init__(self, signers: Sequence[Signer], shared: bytes) -> None:
        self._signers = signers
        self._names, self._shared = relaxed(shared)

    def sign(self, own: bytes, body: Sequence[bytes], *, at: int) -> bytes:
        """The DKIM-Signature fields that stand before all others.

        `own` are the message's further fields, `body` its body in pieces, ended by one CRLF;
        `at` is the time of signing, in seconds since 1970.
        """
        names, fields = relaxed(own)
        times = (at, at + VALID, b64encode(sha256(b"".join(body)).digest()))
        header = self._shared + fields
        written = []
        for signer in self._signers:
            form, canonical = _forms(signer, self._names + names)
            signature = signer.sign(header + canonical % times)
            written.append(form % times + _folded(signature))
        return b"".join(written)


def relaxed(fields: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Names, in small letters, and relaxed form of the fields that are signed (RFC 6376, 3.4.2)."""
    names, lines = [], []
    for line in fields.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        name, colon, value = line.partition(b":")
        name = name.rstrip().lower()
        if colon and name in SIGNED:
            names.append(name)
            lines.append(b"%b:%b\r\n" % (name, _BLANKS.sub(b" ", value).strip(b" ")))
    return tuple(names), b"".join(lines)


@lru_cache(maxsize=256)
def _forms(signer: Signer, names: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    """A signature's field with room for times and body hash: as it is written, and relaxed."""
    where = (signer.domain.encode(), signer.selector.encode())
    form = _FORM % (signer.algorithm.encode(), *where, _listed((*names, *OVERSIGNED)))
    name, _, value = form.replace(b"\r\n ", b" ").partition(b": ")
    return form, b"%b:%b" % (name.lower(), value)


def _listed(names: Sequence[bytes]) -> bytes:
    """Names with colons between, folded."""
    lines = [b""]
    for name in names:
        if len(lines[-1]) + len(name) > _WIDTH - 3:
            lines.append(b"")
        lines[-1] += name + b":"
    return b"\r\n ".join(lines).removesuffix(b":")


def _folded(signature: bytes) -> bytes:
    """A long value on lines of its own; blanks in it mean nothing (RFC 6376, 3.5)."""
    lines = [signature[start : start + _WIDTH] for start in range(0, len(signature), _WIDTH)]
    return b"\r\n ".join(lines) + b"\r\n"


def new_key(algorithm: str, *, bits: int = BITS) -> bytes:
    """A fresh private key, PKCS #8 in DER; `bits` counts for RSA only."""
    if algorithm not in {RSA, ED25519}:
        raise DkimKeyError(f"'{algorithm}' is neither {RSA} nor {ED25519}.")
    if algorithm == RSA and bits < BITS:
        raise DkimKeyError(f"RSA keys of less than {BITS} bits are not to be used (RFC 8301).")
    key: PrivateKey = Ed25519PrivateKey.generate()
    if algorithm == RSA:
        key = generate_private_key(public_exponent=65537, key_size=bits)
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load(der: bytes) -> PrivateKey:
    """The key of `new_key`; raises DkimKeyError."""
    try:
        key = serialization.load_der_private_key(der, password=None)
    except (ValueError, TypeError) as error:
        raise DkimKeyError(f"This is no private key: {error}") from error
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and _long(key)):
        return key
    raise DkimKeyError(f"Mail is signed with RSA keys of {BITS} bits or more, or with Ed25519.")


def _long(key: RSAPrivateKey) -> bool:
    return key.key_size >= BITS


def record(key: PrivateKey) -> str:
    """The TXT record of the public half (RFC 6376, 3.6.1; RFC 8463, 4)."""
    public = key.public_key()
    if isinstance(key, RSAPrivateKey):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return f"v=DKIM1; k={RSA}; p={_text(public.public_bytes(serialization.Encoding.DER, form))}"
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"v=DKIM1; k={ED25519}; p={_text(raw)}"


def _text(octets: bytes) -> str:
    return b64encode(octets).decode()


def public_part(text: str) -> str:
    """The key of a record as it stands in DNS, without blanks; '' for none or a revoked one."""
    tags = dict(tag.partition("=")[::2] for tag in re.sub(r"\s", "", text).split(";"))
    version = tags.get("v", "DKIM1")
    return tags.get("p", "") if version == "DKIM1" else ""
