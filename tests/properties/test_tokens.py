"""Tokens of any people and lists."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from subscribers.tokens import Claim, Purpose, make, read


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1), st.sampled_from(Purpose))
def test_a_token_says_what_it_was_made_for(subscriber: int, list_: int, purpose: Purpose) -> None:
    """M18: bound to subscriber and list, safe in a path, and short."""
    token = make(purpose, subscriber_id=subscriber, list_id=list_)
    assert read(purpose, token) == Claim(subscriber, list_)
    assert re.fullmatch(r"v1\.[A-Za-z0-9._-]+", token)
    assert len(token) <= 75
