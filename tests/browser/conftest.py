"""Browser tests keep uploads and sources in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Settings) -> None:
    """Uploads and sources of a test go to a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.SOURCES_ROOT = str(tmp_path / "sources")
