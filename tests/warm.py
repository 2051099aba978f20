"""The command line without its start: one process has loaded all of it, and forks for each command.

A command still runs in a process and with connections of its own. To load Django and the product
takes a second of a core, and whoever waits for an issue's end asks twenty times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("config", "staff", "subscribers", "mailer")
OTHERS = (".migrations", ".wsgi")
PYTHON = "-c"
"""First of the words: what follows is a program and its arguments, as for Python itself."""


class Warm:
    """Runs commands in this environment; loads what they need at the first one."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `rundbrief WORDS`, or a program of Python's."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm"], env=self._env, cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        code, out, err = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(words, code, out, err)

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def load() -> None:
    """All modules of the product, and Django's set-up."""
    import django

    django.setup()
    for package in map(import_module, PRODUCT):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not any(name in module.name for name in OTHERS):
                import_module(module.name)


def serve() -> Sequence[str]:
    """Fork for each line of words and answer with what became of it; only a fork returns."""
    for line in sys.stdin:
        with TemporaryFile() as out, TemporaryFile() as err:
            pid = os.fork()
            if not pid:
                _redirect(out, err)
                words: list[str] = json.loads(line)
                return words
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            sys.stdout.write(json.dumps([code, _text(out), _text(err)]) + "\n")
            sys.stdout.flush()
    raise SystemExit


def _redirect(out: IO[bytes], err: IO[bytes]) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, number in ((nothing, 0), (out.fileno(), 1), (err.fileno(), 2)):
        os.dup2(place, number)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def run(words: Sequence[str]) -> None:
    """What a fresh process would do."""
    if words[0] == PYTHON:
        sys.argv = [PYTHON, *words[2:]]
        exec(compile(words[1], "<words>", "exec"), {"__name__": "__main__"})  # noqa: S102
    else:
        from config.cli import main

        main(list(words), prog_name="rundbrief")


if __name__ == "__main__":
    load()
    run(serve())
