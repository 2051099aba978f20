"""One engine as a child process: one per folder, started when ready, stopped in order."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self, TextIO

from workbench.identity import Identity
from workbench.places import Place, Program, leave, settle, socket_folder


class EngineError(RuntimeError):
    """An engine did not start or stop: says which, why, and where its log is."""


class Daemon(ABC):
    """A server of its own for one folder; data stay there, the socket lives as long as this.

    `durable=False` trades the data's safety in a power cut for speed: for tests only.
    """

    name: ClassVar[str]
    socket_name: ClassVar[str]
    patience: ClassVar[float] = 30.0
    quick_stop: ClassVar[signal.Signals] = signal.SIGTERM
    hard_stop: ClassVar[signal.Signals] = signal.SIGKILL

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.identity = Identity.unprivileged()
        self.log = self.folder / "log"
        self._sockets: Path | None = None
        self._lock: TextIO | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it, once it was started."""

    @abstractmethod
    def _program(self) -> Program: ...

    @abstractmethod
    def _command(self, place: Place) -> list[str]: ...

    @abstractmethod
    def _ready(self) -> bool: ...

    @property
    def sockets(self) -> Path:
        """The folder of its socket, made at first use and kept until `close`."""
        if self._sockets is None:
            self._sockets = socket_folder(self.socket_name, self.identity)
        return self._sockets

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> Self:
        """Start it and wait until it answers; EngineError with the log's end if it does not."""
        if self.pid is not None:
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            place = settle(self.folder, self._program(), identity=self.identity)
            self._end_orphan(place.data)
            self.log.write_bytes(b"")
            self._start(place)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Stop it in order, its data on disk."""
        self._end(self.quick_stop)

    def kill(self) -> None:
        """Stop it at once, as a crash would."""
        self._end(self.hard_stop)

    def close(self) -> None:
        """Stop it and remove its socket; the data stay."""
        self.stop()
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    def remove(self) -> None:
        """Stop it and remove all that it ever wrote; EngineError while another process runs it."""
        self.close()
        if self.folder.exists():
            self._take_lock()
            leave(self.folder)
            self._unlock()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self, place: Place) -> None:
        self._process = self.identity.popen(self._command(place), self.log)
        (self.folder / "pid").write_text(f"{self._process.pid}\n")
        self._await_ready()

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(with_signal)
            try:
                self._process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        self._unlock()

    def _take_lock(self) -> None:
        """The kernel frees the lock with its holder, so that it never outlives a crash."""
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            message = f"{self.name} is already running for {self.folder}: stop that one first"
            raise EngineError(message) from None
        self._lock = lock

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _end_orphan(self, data: Path) -> None:
        """End the engine of a parent that was killed; its working folder shows that it is ours."""
        record = self.folder / "pid"
        pid = int(record.read_text().strip() or 0) if record.exists() else 0
        if not pid or not _works_in(pid, data):
            return
        os.kill(pid, self.quick_stop)
        deadline = time.monotonic() + self.patience
        while _works_in(pid, data):
            if time.monotonic() > deadline:
                raise EngineError(f"{self.name}: process {pid} of an earlier run does not stop")
            time.sleep(0.05)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + self.patience
        while not self._ready():
            if self.pid is None:
                raise self._failure("stopped while starting")
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {self.patience:.0f} seconds")
            time.sleep(0.05)

    def _failure(self, what: str) -> EngineError:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return EngineError("\n".join([f"{self.name} {what} (log: {self.log}):", *lines]))


def _works_in(pid: int, data: Path) -> bool:
    """Both engines change into their data folder; a zombie has no folder any more."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True).is_relative_to(data.resolve())
    except OSError:
        return False
