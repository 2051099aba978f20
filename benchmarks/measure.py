"""Timing: medians of several runs, and a row that holds ours, the reference and the limit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of CPU or wall time of ours and of the reference; `limit` bounds their ratio."""

    name: str
    ours: float
    reference: float
    limit: float
    unit: str

    @property
    def ratio(self) -> float:
        """Ours divided by the reference."""
        return self.ours / self.reference

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit

    def as_dict(self) -> dict[str, object]:
        """For results.json."""
        return {**asdict(self), "ratio": self.ratio, "kept": self.kept}


def forget_peak() -> None:
    """Count the most memory of this process from now on (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most memory of this process, in octets. Not getrusage: that remembers its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def cpu(function: Callable[[], object], *, times: int) -> float:
    """Median CPU seconds of this process per call, over several runs of `times` calls."""
    return _median(function, times=times, clock=time.process_time)


def cpu_by_turns(
    ours: Callable[[], object], reference: Callable[[], object], *, times: int
) -> tuple[float, float]:
    """Median CPU seconds of a call of each, by turns, so that neither finds its data warm."""
    pairs = [(_once(ours), _once(reference)) for _ in range(RUNS * times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def wall(function: Callable[[], object], *, runs: int = RUNS) -> float:
    """Median wall-clock seconds of a call: for work that a database does."""
    return _median(function, times=1, clock=time.perf_counter, runs=runs)


def _once(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def _median(
    function: Callable[[], object], *, times: int, clock: Callable[[], float], runs: int = RUNS
) -> float:
    results = []
    for _ in range(runs):
        start = clock()
        for _ in range(times):
            function()
        results.append((clock() - start) / times)
    return statistics.median(results)
