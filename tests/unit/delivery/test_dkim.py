"""Signatures, judged by dkimpy; its own lookups get the record that we would publish."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import dkim as oracle
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.delivery.dkim import (
    ED25519,
    RSA,
    DkimKeyError,
    Seal,
    Signer,
    load,
    new_key,
    public_part,
    record,
)
from mailer.editions.personalise import Stationery
from mailer.editions.skeleton import skeleton
from tests.unit.editions.specimen import HEAD, SENT, plan, recipient

AT = int(time.time())
# M28, word for word: what is named once more than it is there, and with the rest what is signed.
TWICE = ["From", "Subject", "To", "Date", "Reply-To", "Content-Type"]
SIGNED = [
    *TWICE,
    "Message-ID",
    "MIME-Version",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
]
SIGNERS = {
    name: Signer("stadt.example.org", f"rb-{name}", load(new_key(name))) for name in (RSA, ED25519)
}


def signed(*signers: Signer, value: str = "Guten Tag", name: str = "Müller,  Kim") -> bytes:
    """A whole message as it goes out."""
    stationery = Stationery(skeleton(plan()), HEAD)
    pieces = stationery.write(recipient(value, name=name), SENT)
    _, own, _, *body = pieces
    return Seal(signers, stationery.shared).sign(own, body, at=AT) + b"".join(pieces)


def verified(message: bytes, signer: Signer) -> bool:
    """Whether dkimpy accepts all signatures of the message that are in this signer's name."""
    names = re.findall(rb"^DKIM-Signature:(?:.*\r\n )*?.*?s=([\w-]+);", message, re.MULTILINE)
    mine = [place for place, name in enumerate(names) if name.decode() == signer.selector]
    judge = oracle.DKIM(message)
    try:
        return bool(mine) and all(judge.verify(place, dnsfunc=published) for place in mine)
    except oracle.ValidationError:
        return False


def published(name: bytes, timeout: int = 0) -> bytes:
    """What DNS says."""
    selector = name.decode().split(".")[0].removeprefix("rb-")
    return record(SIGNERS[selector].key).encode()


@pytest.mark.parametrize("names", [[RSA], [RSA, ED25519]])
def test_another_library_verifies_every_signature(names: Sequence[str]) -> None:
    """M27, M30: RSA, and Ed25519 beside it."""
    signers = [SIGNERS[name] for name in names]
    message = signed(*signers)
    assert message.count(b"DKIM-Signature:") == len(names)
    assert all(verified(message, signer) for signer in signers)


@pytest.mark.parametrize(
    "value", ["", ".", "zwei  Blanks ", "From hier", "x" * 300, "\ttab\r\nzeile", "ß é 🚲", "a=b"]
)
def test_whatever_the_slots_hold(value: str) -> None:
    """M30: the body is hashed as it is, and that is its relaxed form."""
    assert verified(signed(SIGNERS[RSA], value=value, name=value), SIGNERS[RSA])


@pytest.mark.parametrize("field", [*TWICE, "List-Unsubscribe", "List-Unsubscribe-Post"])
@pytest.mark.parametrize("place", [b"From:", b"Content-Type:"])
def test_a_second_field_breaks_the_signature(field: str, place: bytes) -> None:
    """M19, M28: wherever one is put in, above the signed one or below."""
    message = signed(SIGNERS[RSA])
    added = message.replace(b"\r\n" + place, b"\r\n%b: x\r\n%b" % (field.encode(), place), 1)
    assert verified(message, SIGNERS[RSA])
    assert not verified(added, SIGNERS[RSA])


@pytest.mark.parametrize("field", [*SIGNED, "List-Archive"])
def test_a_changed_field_breaks_the_signature(field: str) -> None:
    """M19, M24, M28: everything that receivers act upon is covered."""
    message, place = signed(SIGNERS[RSA]), f"\r\n{field}:".encode()
    assert place in message
    assert not verified(message.replace(place, place + b" x", 1), SIGNERS[RSA])


def test_a_changed_body_breaks_the_signature() -> None:
    """RFC 6376, 3.7."""
    assert not verified(signed(SIGNERS[RSA]).replace(b"Guten", b"Guter", 1), SIGNERS[RSA])


def test_the_field_says_when_and_how_long_and_never_how_much() -> None:
    """M29: t= and x= at least a week later, no l=; lines end before column 79."""
    field = signed(SIGNERS[RSA]).split(b"\r\nFrom:")[0]
    times = {name: int(value) for name, value in re.findall(rb"\b([tx])=(\d+);", field)}
    assert times[b"t"] == AT
    assert times[b"x"] - AT >= 7 * 24 * 3600
    assert b" l=" not in field
    assert max(map(len, field.split(b"\r\n"))) <= 78


def test_short_keys_are_refused() -> None:
    """M27: RSA of 2048 bits or more (RFC 8301, 3.2)."""
    with pytest.raises(DkimKeyError, match="2048"):
        new_key(RSA, bits=1024)
    short = generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    with pytest.raises(DkimKeyError, match="2048"):
        load(short.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(DkimKeyError, match="no private key"):
        load(b"rubbish")
    with pytest.raises(DkimKeyError, match="neither"):
        new_key("dsa")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("v=DKIM1; k=rsa; p=abc=", "abc="),
        ("k=rsa; p=ab c=", "abc="),
        ("v=DKIM1; p=", ""),
        ("v=spf1 -all", ""),
        ("rubbish", ""),
    ],
)
def test_the_key_is_found_in_what_dns_says(text: str, part: str) -> None:
    """RFC 6376, 3.6.1: an empty p= is a revoked key."""
    assert public_part(text) == part
