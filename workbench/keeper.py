"""Keeps one process running: starts it, starts it again when it dies, lets it drain at the end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from workbench.output import Printer

_LONGEST_PAUSE = 30.0
_STEADY = 60.0
"""Seconds after which a process counts as well, and its next death as the first."""


class Keeper:
    """One process in a session of its own; `died` is told of every death that nobody asked for."""

    def __init__(
        self,
        name: str,
        command: str,
        *,
        folder: Path,
        env: Mapping[str, str],
        printer: Printer,
        died: Callable[[str, int], bool],
    ) -> None:
        self.name = name
        self._command = command
        self._folder = folder
        self._env = dict(env)
        self._printer = printer
        self._died = died
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)

    @property
    def pid(self) -> int | None:
        """The main process's id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    def start(self) -> None:
        """Start the process, and keep it."""
        self._spawn()
        self._thread.start()

    def ask(self) -> None:
        """Send SIGTERM to the main process alone: its children may be in mid-task."""
        with self._lock:
            self._stopping.set()
            self._signal(signal.SIGTERM)

    def ended(self, patience: float) -> bool:
        """Wait `patience` seconds for its end; whether it has come."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def end(self) -> bool:
        """Kill it and all its children unless it has ended; whether it had."""
        drained = self.ended(0)
        if not drained:
            self._sweep(signal.SIGKILL)
            self._thread.join()
        return drained

    def _spawn(self) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", f"exec {self._command}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env=self._env,
                start_new_session=True,
            )
        assert self._process.stdout is not None  # noqa: S101 (we asked for a pipe)
        self._reader = threading.Thread(
            target=self._printer.copy, args=(self.name, self._process.stdout), daemon=True
        )
        self._reader.start()

    def _keep(self) -> None:
        deaths = 0
        while self._process is not None:
            since = time.monotonic()
            code = self._await_end(self._process)
            if self._stopping.is_set():
                return
            deaths = 1 if time.monotonic() - since > _STEADY else deaths + 1
            again = self._died(self.name, code)
            pause = min(2.0 ** (deaths - 1), _LONGEST_PAUSE)
            if not again or self._stopping.wait(pause):
                return
            self._spawn()

    def _await_end(self, process: subprocess.Popen[bytes]) -> int:
        """Sweep up what the main process left before reaping it: until then its id is ours."""
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self._sweep(signal.SIGKILL)
        code = process.wait()
        if self._reader is not None:
            self._reader.join(1.0)  # its last words; a child that left the session may hold on
        return code

    def _sweep(self, with_signal: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            try:
                os.killpg(self._process.pid, with_signal)
            except (ProcessLookupError, PermissionError):
                return

    def _signal(self, with_signal: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            os.kill(self._process.pid, with_signal)
