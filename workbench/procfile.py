"""Procfiles: one `name: command` a line, as the containers run them too."""

import re
from pathlib import Path

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
