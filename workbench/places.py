"""Where an engine lives: its data, its socket, and copies of both where it could not enter."""

import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from workbench.identity import Identity

SOCKET_LIMIT = 107
"""Bytes a socket's path may have on Linux (sun_path has 108, one for the closing NUL)."""

_RECORD = "elsewhere"


class PlaceError(RuntimeError):
    """No folder fits: too long for a socket, or owned by someone else."""


@dataclass(frozen=True)
class Program:
    """An engine inside an installed wheel: all paths are relative to `site`.

    `parts` are the folders that it needs to run, `binaries` the one that holds `probe`.
    """

    site: Path
    parts: tuple[str, ...]
    binaries: str
    probe: str

    @classmethod
    def installed(cls, package: str, parts: tuple[str, ...], *, binaries: str, probe: str) -> Self:
        """Find the wheel's files without running its code, which has effects of its own."""
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            message = f"{package} is not installed: install Rundbrief with its extra 'embedded'"
            raise PlaceError(message)
        return cls(Path(spec.origin).parents[1], parts, binaries, probe)

    def runs(self, identity: Identity) -> bool:
        """Whether `identity` can run it where it stands."""
        return identity.may("run", self.site / self.binaries / self.probe)

    def copy(self, target: Path) -> Self:
        """The same program below `target`, copied once per version and open to readers.

        A program's size and time tell a new version from the copy of an old one.
        """
        copied = replace(self, site=target)
        if copied.mark() != self.mark():
            shutil.rmtree(target, ignore_errors=True)
            for part in self.parts:
                shutil.copytree(self.site / part, target / part, symlinks=True)
            _open_to_readers(target)
        return copied

    def mark(self) -> tuple[int, int] | None:
        """Size and time of the probe, None where there is none."""
        path = self.site / self.binaries / self.probe
        return (path.stat().st_size, int(path.stat().st_mtime)) if path.exists() else None


@dataclass(frozen=True)
class Place:
    """The data folder (owned by the identity, mode 700) and the folder of binaries to run."""

    data: Path
    binaries: Path


def settle(folder: Path, program: Program, *, identity: Identity) -> Place:
    """Find the place of the engine that belongs to `folder`, making what is missing.

    What the identity cannot enter (a checkout below /root, say) is copied to a private folder
    under /var/tmp, whose name is written down in `folder` so that the next run finds it again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    if not identity.may("enter", folder):
        data = _elsewhere(folder) / "data"
        _move_in(folder / "data", data)
    if not program.runs(identity):
        program = program.copy(_elsewhere(folder) / "program")
    data.mkdir(exist_ok=True)
    if not identity.changes and data.stat().st_uid != identity.uid:
        message = f"{data} belongs to user {data.stat().st_uid}: run as that user, or remove it"
        raise PlaceError(message)
    identity.own(data)
    return Place(data, program.site / program.binaries)


def leave(folder: Path) -> None:
    """Remove `folder` and whatever was put elsewhere for it."""
    away = _recorded(folder)
    if away is not None:
        shutil.rmtree(away, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def socket_folder(longest: str, identity: Identity) -> Path:
    """A new private folder in which a socket named `longest` keeps within the limit."""
    for parent in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108
        room = SOCKET_LIMIT - len(os.fsencode(parent / "rb-12345678" / longest))
        if room >= 0 and parent.is_dir() and identity.may("enter", parent):
            folder = Path(tempfile.mkdtemp(prefix="rb-", dir=parent))
            identity.own(folder)
            return folder
    message = "no temporary folder is short enough for a socket: set TMPDIR to a shorter one"
    raise PlaceError(message)


def _elsewhere(folder: Path) -> Path:
    """The private folder recorded for `folder`, or a new one: others may pass, not look."""
    known = _recorded(folder)
    if known is not None:
        return known
    made = Path(tempfile.mkdtemp(prefix="rundbrief-", dir="/var/tmp"))
    made.chmod(0o711)
    (folder / _RECORD).write_text(f"{made}\n")
    return made


def _recorded(folder: Path) -> Path | None:
    record = folder / _RECORD
    if not record.exists():
        return None
    known = Path(record.read_text().strip())
    # Someone else could have made a folder of this name after ours was cleaned away.
    owned = known.is_dir() and not known.is_symlink() and known.stat().st_uid == os.geteuid()
    return known if owned else None


def _move_in(before: Path, data: Path) -> None:
    """Take along what an earlier run kept at home, when the home could still be entered."""
    if before.is_dir() and not data.exists():
        shutil.move(before, data)


def _open_to_readers(tree: Path) -> None:
    for root, _, files in os.walk(tree):
        Path(root).chmod(0o755)
        for name in files:
            path = Path(root, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & 0o777 | 0o444)
