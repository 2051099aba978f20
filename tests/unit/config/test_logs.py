"""Logs hold neither tokens nor addresses."""

from __future__ import annotations

import logging

import pytest

from config.logs import formatter


@pytest.mark.parametrize("place", ["u", "p", "c", "o", "d"])
def test_tokens_and_addresses_are_blotted_out(place: str) -> None:
    """S31: whoever reads logs can neither unsubscribe nor know anybody."""
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s for %s",
        (f"/{place}/v1.k1.abc:1wJ-DEF_123/file", "kim@example.org"), None,
    )  # fmt: skip
    line = formatter().format(record)
    assert "v1.k1" not in line
    assert "DEF" not in line
    assert "kim@example.org" not in line
    assert f"/{place}/•••/file" in line
