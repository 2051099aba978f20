"""The files of a watched folder that are whole and meant to be read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mailer.reports.read import MAX_BYTES, SUFFIXES

SETTLED_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file's name (relative to the folder, with '/') and its bytes."""

    name: str
    data: bytes


def scan(path: Path, *, settled: float = SETTLED_SECONDS) -> Iterator[FolderFile]:
    """Readable files under `path`, sorted by name.

    Left out: dotfiles and what lies under them, '~$' files of office programs, unknown
    suffixes, links that lead out of the folder, and files changed in the last `settled`
    seconds, which may still be written. Of files over the limit one byte too many is read,
    so that read_report can say that they are too large. NotADirectoryError without a folder.
    """
    root = path.resolve()
    if not root.is_dir():
        raise NotADirectoryError(str(path))
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root)
        if _wanted(name) and _inside(file, root) and _is_settled(file, settled):
            data = _read(file)
            if data is not None:
                yield FolderFile(name.as_posix(), data)


def _wanted(name: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in name.parts)
    return not hidden and name.suffix.lower() in SUFFIXES


def _inside(file: Path, root: Path) -> bool:
    try:
        target = file.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(root) and target.is_file()


def _is_settled(file: Path, settled: float) -> bool:
    try:
        return time.time() - file.stat().st_mtime >= settled
    except OSError:
        return False


def _read(file: Path) -> bytes | None:
    """The bytes, None where the file went away or may not be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return None
