"""Tokens of unsubscribe and preference links."""

from __future__ import annotations

import hmac

import pytest
from pytest_django import Settings

from config.env import Key
from subscribers.tokens import Claim, Purpose, make, read

OLD, NEW = Key("k1", b"o" * 32), Key("k2", b"n" * 32)


def test_purposes_do_not_cross() -> None:
    """S9: who may see settings by a link may not be unsubscribed with it, or the other way."""
    token = make(Purpose.PREFERENCES, subscriber_id=1, list_id=2)
    assert read(Purpose.UNSUBSCRIBE, token) is None


def test_the_mac_is_hmac_as_the_library_makes_it(settings: Settings) -> None:
    """S9, RFC 2104: over subscriber and list, to each purpose its own part."""
    settings.TOKEN_KEYS = (NEW,)
    whole = hmac.digest(NEW.secret, b"v1\x00ff-3", "sha256").hex()
    for purpose, mac in zip(Purpose, (whole[:32], whole[32:]), strict=True):
        assert make(purpose, subscriber_id=255, list_id=3) == f"v1.k2.ff-3.{mac}"


def test_the_mac_has_128_bits() -> None:
    """M18, S9: 128 bits or more, so that nobody guesses one."""
    mac = make(Purpose.UNSUBSCRIBE, subscriber_id=1, list_id=2).rpartition(".")[2]
    assert len(mac) * 4 >= 128


def test_every_changed_character_spoils_a_token() -> None:
    """M18: hard to forge, wherever one tries."""
    token = make(Purpose.UNSUBSCRIBE, subscriber_id=1, list_id=2)
    for place, character in enumerate(token):
        forged = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        assert read(Purpose.UNSUBSCRIBE, forged) is None, place


@pytest.mark.parametrize(
    "text",
    ["", "v1", "v1...", "v1.t1.AAAA.AAAA", "ä" * 50, "v2.t1.x.y", "%00", f"v1.t1.-.{'0' * 32}"],
)
def test_rubbish_is_no_token(text: str) -> None:
    """S9: whatever stands in the path, the answer is no."""
    assert read(Purpose.UNSUBSCRIBE, text) is None


def test_old_keys_still_verify(settings: Settings) -> None:
    """Invariant 12: links in mails of years ago survive a rotation, until the key is removed."""
    settings.TOKEN_KEYS = (OLD,)
    token = make(Purpose.UNSUBSCRIBE, subscriber_id=7, list_id=3)
    settings.TOKEN_KEYS = (NEW, OLD)
    assert read(Purpose.UNSUBSCRIBE, token) == Claim(7, 3)
    assert make(Purpose.UNSUBSCRIBE, subscriber_id=7, list_id=3).startswith("v1.k2.")
    settings.TOKEN_KEYS = (NEW,)
    assert read(Purpose.UNSUBSCRIBE, token) is None


def test_same_id_with_another_secret_is_refused(settings: Settings) -> None:
    """S9: the key's id is no proof."""
    settings.TOKEN_KEYS = (OLD,)
    token = make(Purpose.UNSUBSCRIBE, subscriber_id=7, list_id=3)
    settings.TOKEN_KEYS = (Key(OLD.id, NEW.secret),)
    assert read(Purpose.UNSUBSCRIBE, token) is None
