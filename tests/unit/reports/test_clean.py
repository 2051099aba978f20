"""Encodings and characters: what people's editors write, and what no report may carry."""

from __future__ import annotations

import codecs

import pytest

from mailer.reports.clean import clean, decode
from mailer.reports.errors import NotTextError

TEXT = "Größe „Maß“ – 5 €\nzweite Zeile"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_encodings_and_line_ends_are_recognised(data: bytes) -> None:
    """UTF-8 with and without BOM, UTF-16, UTF-32, Windows-1252, CRLF and CR."""
    assert decode(data, "a.txt") == TEXT


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x7f", "\x90", "\ue000", "\ue001", "\uf8ff", "\u202e", "\U0010fffd"]
)
def test_unwanted_characters_go(char: str) -> None:
    """S6: private-use characters open slots in editions, controls break mails."""
    assert clean(f"a{char}b") == "ab"


def test_wanted_characters_stay() -> None:
    """Tabs, joiners in emoji and marks of right-to-left text are text."""
    text = "a\tb 👩‍👩‍👧 \u200f"
    assert clean(text) == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, codecs.BOM_UTF16_LE + b"\x00\xd8\x41"])
def test_binary_is_refused_with_place_and_remedy(data: bytes) -> None:
    """A picture named .txt is no report."""
    with pytest.raises(NotTextError) as caught:
        decode(data, "foto.txt")
    assert "byte" in caught.value.place
    assert caught.value.remedy
