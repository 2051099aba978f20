"""Who the engines run as: PostgreSQL refuses to run as root, so root hands over to nobody."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

_NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """The user and group that an engine runs as; `changes` if that is not who we are."""

    uid: int
    gid: int
    changes: bool

    @classmethod
    def unprivileged(cls) -> Self:
        """We ourselves, unless we are root: then the user nobody."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), changes=False)
        try:
            entry = pwd.getpwnam("nobody")
        except KeyError:
            return cls(_NOBODY, _NOBODY, changes=True)
        return cls(entry.pw_uid, entry.pw_gid, changes=True)

    def popen(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        """Start `command` as this identity, its output appended to `log`.

        In a session of its own, so that Ctrl-C in the terminal does not reach it before the
        workers that need it have drained.
        """
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd="/",
                start_new_session=True,
                umask=0o077,
                user=self.uid if self.changes else None,
                group=self.gid if self.changes else None,
                extra_groups=[] if self.changes else None,
            )

    def may(self, what: Literal["enter", "run"], path: Path) -> bool:
        """Ask the kernel, not the mode bits: ACLs and mounts count too."""
        if not self.changes:
            return True
        command = ["test", "-x", str(path)] if what == "enter" else [str(path), "--version"]
        try:
            done = subprocess.run(
                command,
                check=False,
                capture_output=True,
                env=_environment(),
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=[],
            )
        except OSError:
            return False
        return done.returncode == 0

    def own(self, folder: Path) -> None:
        """Make this identity the owner of `folder` and all below it, closed to others."""
        folder.chmod(0o700)
        if not self.changes:
            return
        for root, folders, files in os.walk(folder):
            for name in (".", *folders, *files):
                os.chown(Path(root, name), self.uid, self.gid, follow_symlinks=False)


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment concerns an engine, least of all its secrets."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
