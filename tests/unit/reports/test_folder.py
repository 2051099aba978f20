"""The watched folder: only whole files that are meant to be read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mailer.reports.folder import scan


def old(path: Path, text: str = "Text") -> None:
    """A file that nobody has touched for a minute."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (time.time() - 60, time.time() - 60))


def test_scan_takes_readable_files_in_order(tmp_path: Path) -> None:
    """Known suffixes, sub-folders too; nothing hidden, temporary, unknown or leading out."""
    folder = tmp_path / "in"
    for name in ("b.txt", "a.MD", "sub/c.html", ".hidden.txt", "~$a.docx", "x.pdf", ".git/d.txt"):
        old(folder / name)
    old(tmp_path / "secret.txt")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "inside.txt").symlink_to(folder / "b.txt")
    (folder / "dangling.txt").symlink_to(folder / "gone.txt")
    (folder / "dir.txt").mkdir()
    assert [file.name for file in scan(folder)] == ["a.MD", "b.txt", "inside.txt", "sub/c.html"]
    assert next(scan(folder)).data == b"Text"


def test_a_file_still_being_written_waits(tmp_path: Path) -> None:
    """A file changed just now is left for the next look."""
    (tmp_path / "new.txt").write_text("half")
    assert list(scan(tmp_path)) == []
    assert len(list(scan(tmp_path, settled=0))) == 1


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """A source whose folder went away must not look like an empty one."""
    with pytest.raises(NotADirectoryError):
        list(scan(tmp_path / "gone"))
