"""What is said at start-up: what is missing, and what is old."""

from __future__ import annotations

import sys

import pytest
from django.conf import LazySettings

from config.checks import python_is_safe


@pytest.mark.parametrize(
    ("version", "https", "warned"),
    [
        ((3, 11, 11), True, True),
        ((3, 11, 12), True, False),
        ((3, 12, 4), True, True),
        ((3, 12, 5), True, False),
        ((3, 13, 0), True, False),
        ((3, 11, 2), False, False),
    ],
)
def test_an_old_python_is_named(
    version: tuple[int, int, int],
    https: bool,
    warned: bool,
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
) -> None:
    """S4: at a public address a Python without the fixes of CVE-2024-6923 is warned of."""
    settings.HTTPS = https
    monkeypatch.setattr(sys, "version_info", version)
    assert [found.id for found in python_is_safe()] == (["rundbrief.W002"] if warned else [])
