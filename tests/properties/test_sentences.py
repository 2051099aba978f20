"""Sentences are cut out of any words, and nothing is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.editions.sentences import sentences


@given(st.text(alphabet='ab. Z!„“?5"(', max_size=60))
@settings(max_examples=50, deadline=None)
def test_no_letter_is_lost_or_made_up(words: str) -> None:
    found = sentences(words)
    assert "".join("".join(found).split()) == "".join(words.split())
