"""Vendored files are exactly those of the manifest, and nothing of a page comes from elsewhere."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, text

STATIC = ROOT / "templates" / "static"
VENDOR = STATIC / "vendor"
# What is shipped, and what only tests read.
FOLDERS = (VENDOR, ROOT / "tests" / "vendor")
URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")


def manifest(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def hashes(folder: Path) -> dict[str, str]:
    """What the manifest says: path under vendor/ to SHA-256."""
    parts = [part["files"] for part in manifest(folder)]
    assert all(isinstance(part, dict) for part in parts)
    return {
        path: digest for part in parts if isinstance(part, dict) for path, digest in part.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_vendored_files_are_what_the_manifest_says(folder: Path) -> None:
    """P19, S39: no file is missing, extra or changed."""
    there = {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json" and path.suffix not in {".py", ".pyc"}
    }
    assert there == hashes(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_parts_name_version_licence_and_package(folder: Path) -> None:
    """P39: what is shipped along is named with its licence."""
    for part in manifest(folder):
        assert all(part.get(key) for key in ("name", "version", "licence", "package", "files"))


def test_style_sheets_stay_at_home() -> None:
    """P19: a sheet names files that are here, relative to itself, and no other host."""
    sheets = [STATIC / path.relative_to("templates/static") for path in style_sheets()]
    assert sheets
    for sheet in [*sheets, *VENDOR.rglob("*.css")]:
        found = sheet.read_text("utf-8")
        assert "@import" not in found
        assert "sourceMappingURL" not in found
        for address in URL.findall(found):
            assert (sheet.parent / address).is_file(), f"{sheet.name} names {address}"


def style_sheets() -> list[Path]:
    return [path for path in files("templates/static", endings=(".css",)) if text(path)]
