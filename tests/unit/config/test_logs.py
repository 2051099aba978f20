"""Logs hold neither tokens nor addresses."""

from __future__ import annotations

import logging

from config.logs import formatter


def test_tokens_and_addresses_are_blotted_out() -> None:
    """S31: whoever reads logs can neither unsubscribe nor know anybody."""
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s for %s",
        ("/u/v1.k1.abc-DEF_123", "kim@example.org"), None,
    )  # fmt: skip
    line = formatter().format(record)
    assert "v1.k1" not in line
    assert "kim@example.org" not in line
    assert "/u/•••" in line
