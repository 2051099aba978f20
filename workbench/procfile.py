"""Procfiles: one `name: command` a line, as the containers run them too."""

import os
import re
import sys
from pathlib import Path
from typing import NoReturn

_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9_-]*):\s*(\S.*)$")


class ProcfileError(ValueError):
    """A line of the Procfile cannot be understood: names file and line."""


def read(path: Path) -> dict[str, str]:
    """Names and commands, in the file's order; comments start with #."""
    commands: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None or match[1] in commands:
            raise ProcfileError(f"{path}, line {number}: expected 'name: command', each name once")
        commands[match[1]] = match[2].strip()
    return commands


def main(name: str) -> NoReturn:
    """Become the process of that name: how a container runs one line of the Procfile."""
    commands = read(Path("Procfile"))
    if name not in commands:
        raise SystemExit(f"The Procfile has no {name}, only {', '.join(commands)}.")
    os.execvp("/bin/sh", ["/bin/sh", "-c", f"exec {commands[name]}"])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
