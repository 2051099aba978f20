"""Runs a Procfile: names before lines, restarts after deaths, and time to drain at the end."""

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from workbench.keeper import Keeper
from workbench.output import Printer
from workbench.procfile import read

DRAIN = 35.0
"""Seconds that workers get to finish what they do; they themselves hand back after 30."""


class ProcessDiedError(RuntimeError):
    """A process ended although nobody asked it to."""


class Supervisor:
    """All processes of `procfile`, their environment exactly `env`.

    Output goes to `stream` (None: nowhere) and to one file per process in `logs`. A process that
    dies is started again after 1, 2, 4 ... 30 seconds; with `strict` everything stops instead.
    """

    def __init__(
        self,
        procfile: Path,
        *,
        env: Mapping[str, str],
        logs: Path | None,
        stream: TextIO | None = sys.stdout,
        strict: bool = False,
        drain: float = DRAIN,
    ) -> None:
        commands = read(procfile)
        colour = stream is not None and stream.isatty() and "NO_COLOR" not in env
        self._printer = Printer([*commands, "system"], stream, logs=logs, colour=colour)
        self._keepers = [
            Keeper(
                name,
                command,
                folder=procfile.absolute().parent,
                env=_with_our_programs(env),
                printer=self._printer,
                died=self._report,
            )
            for name, command in commands.items()
        ]
        self._strict = strict
        self._drain = drain
        self._failure: str | None = None
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._listening = self._interrupted = False
        self._before: dict[signal.Signals, Any] = {}

    @property
    def processes(self) -> dict[str, int]:
        """The main process ids of those that run now."""
        return {keeper.name: pid for keeper in self._keepers if (pid := keeper.pid)}

    def start(self) -> None:
        """Start every process; from now on SIGINT and SIGTERM raise KeyboardInterrupt.

        One that comes meanwhile does so in the end: no process is left half started.
        """
        self._listening = True
        self._take_signals()
        try:
            for keeper in self._keepers:
                keeper.start()
            self._heed_early_signal()
        except BaseException:
            self.stop()
            raise

    def wait(self) -> None:
        """Wait for SIGINT, SIGTERM or `finish`, then stop; a second signal ends the patience.

        ProcessDiedError if it was a death that ended it (only with `strict`).
        """
        self._listening = True
        while not self._stop.wait(0.5):
            pass
        self.stop()
        if self._failure is not None:
            raise ProcessDiedError(self._failure)

    def finish(self) -> None:
        """Let `wait` return; may be called from any thread."""
        self._stop.set()

    def stop(self) -> None:
        """Ask every main process to end, wait for all to drain, kill what is left."""
        self._listening = True
        self._stop.set()
        self._printer.line("system", "stopping: letting workers finish what they have begun")
        for keeper in self._keepers:
            keeper.ask()
        deadline = time.monotonic() + self._drain
        for keeper in self._keepers:
            if not self._end(keeper, deadline):
                self._printer.line("system", f"{keeper.name} did not end in time and was killed")
        self._return_signals()

    def _end(self, keeper: Keeper, deadline: float) -> bool:
        """In short steps, so that a second Ctrl-C is noticed between them."""
        while not self._hurry.is_set() and (left := deadline - time.monotonic()) > 0:
            if keeper.ended(min(left, 0.2)):
                return True
        return keeper.end()

    def _report(self, name: str, code: int) -> bool:
        """Tell of a death; whether to start it again."""
        what = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        self._printer.line("system", f"{name} {what}")
        if self._strict:
            self._failure = f"{name} {what}"
            self._stop.set()
        return not self._strict

    def _take_signals(self) -> None:
        """Only the main thread may handle signals; elsewhere `finish` has to do."""
        if threading.current_thread() is threading.main_thread():
            kinds = (signal.SIGINT, signal.SIGTERM)
            self._before = {kind: signal.signal(kind, self._asked) for kind in kinds}

    def _heed_early_signal(self) -> None:
        self._listening = False
        if self._interrupted:
            raise KeyboardInterrupt

    def _return_signals(self) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        if not self._listening:
            raise KeyboardInterrupt
        if self._stop.is_set():
            self._hurry.set()
        self._interrupted = True
        self._stop.set()


def _with_our_programs(env: Mapping[str, str]) -> dict[str, str]:
    """Programs of our own virtual environment come first, and print what they say at once.

    Celery's warning against root is about pickled tasks, and would be all that root's demo shows.
    """
    path = env.get("PATH", os.defpath)
    own = f"{Path(sys.executable).parent}{os.pathsep}{path}"
    calm = "ignore::UserWarning:celery.platforms"
    return {"PYTHONWARNINGS": calm, **env, "PATH": own, "PYTHONUNBUFFERED": "1"}
