"""Addresses as they are stored, and the keyed hashes by which people are found."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from pytest_django import Settings

from config.env import Key
from subscribers.keys import AddressError, address_key, all_keys, normalise

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Anna.Berg@Example.ORG ", "Anna.Berg@example.org"),
        ("info@Bürgeramt.example.org", "info@xn--brgeramt-65a.example.org"),
        ("info@xn--brgeramt-65a.example.org", "info@xn--brgeramt-65a.example.org"),
        ("Jürgen@example.org", "Jürgen@example.org"),
        ("Ju\u0308rgen@example.org", "Jürgen@example.org"),
        ("o'hara+list@example.test", "o'hara+list@example.test"),
    ],
)
def test_domain_is_folded_and_local_part_kept(typed: str, stored: str) -> None:
    """M14: the domain becomes a lower-case A-label, the local part stays as typed, in NFC."""
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a..b@example.org",
        "a@localhost",
        "a@-x.org",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        f"{'x' * 65}@example.org",
        "a@b@example.org",
        "a@exa_mple.org",
        "a@1.2.3.4",
        "<a@example.org>",
        f"a@{'x' * 64}.org",
    ],
)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    """M3, M14: nothing that is no address, or hides a header, is stored."""
    with pytest.raises(AddressError) as caught:
        normalise(typed)
    assert len(str(caught.value)) > 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna@example.org", "anna@EXAMPLE.org"),
        ("JÜRGEN@example.org", "ju\u0308rgen@example.org"),
        ("straße@example.org", "STRASSE@example.org"),
        ("a@bürger.example.org", "A@xn--brger-kva.example.org"),
    ],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    """M14: duplicates are found whatever the case, composition or form of the domain."""
    assert address_key(one) == address_key(other)


def test_key_is_a_keyed_hash(settings: Settings) -> None:
    """P11: HMAC-SHA256 with a secret, not a plain hash that could be looked up."""
    settings.ADDRESS_KEYS = (NEW,)
    expected = hmac.new(NEW.secret, b"anna@example.org", hashlib.sha256).digest()
    assert address_key("Anna@example.org") == expected


def test_first_key_makes_and_all_keys_find(settings: Settings) -> None:
    """Invariant 12: after a rotation people are still found by what older keys made."""
    settings.ADDRESS_KEYS = (OLD,)
    before = address_key("anna@example.org")
    settings.ADDRESS_KEYS = (NEW, OLD)
    assert address_key("anna@example.org") != before
    assert all_keys("anna@example.org") == [address_key("anna@example.org"), before]
