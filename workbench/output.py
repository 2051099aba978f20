"""The output of many processes as one: every line after its process's name."""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TextIO

_COLOURS = (36, 33, 32, 35, 34, 31)


class Printer:
    """Writes whole lines to one stream and to a file per process, from any thread."""

    def __init__(
        self, names: Iterable[str], stream: TextIO | None, *, logs: Path | None, colour: bool
    ) -> None:
        self._names = list(names)
        self._width = max((len(name) for name in self._names), default=0)
        self._stream = stream
        self._logs = logs
        self._colour = colour
        self._lock = threading.Lock()
        if logs is not None:
            logs.mkdir(parents=True, exist_ok=True)

    def copy(self, name: str, source: IO[bytes]) -> None:
        """Pass on every line of `source` until it ends; to be run in a thread."""
        for line in source:
            self.line(name, line.decode("utf-8", "replace").rstrip("\r\n"))
        source.close()

    def line(self, name: str, text: str) -> None:
        """Pass on one line."""
        with self._lock:
            if self._logs is not None:
                with (self._logs / f"{name}.log").open("a", encoding="utf-8") as log:
                    log.write(f"{text}\n")
            if self._stream is not None:
                try:
                    self._stream.write(f"{self._label(name)} {text}\n")
                    self._stream.flush()
                except (OSError, ValueError):  # nobody reads any more; the processes go on
                    self._stream = None

    def _label(self, name: str) -> str:
        label = f"{name:<{self._width}} |"
        if not self._colour:
            return label
        place = self._names.index(name) if name in self._names else 0
        return f"\x1b[{_COLOURS[place % len(_COLOURS)]}m{label}\x1b[0m"
