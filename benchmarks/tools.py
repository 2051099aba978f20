"""Public tools to measure against: smtp-source and smtp-sink of Debian's postfix, and our sink."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".rundbrief" / "tools"
SENDER_CORE, OTHER_CORE = 0, 1


class ToolMissingError(RuntimeError):
    """Something to measure with is not there; the words say what to install."""


def postfix() -> Path:
    """Postfix' programs."""
    return unpacked("postfix")


@cache
def unpacked(package: str) -> Path:
    """A package of Debian's, below its usr/: nothing is installed, no daemon is started."""
    folder = FOLDER / package
    if not folder.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER) as name:
            _download(package, Path(name))
            [found] = Path(name).glob(f"{package}_*.deb")
            _run("dpkg-deb", "-x", str(found), f"{name}/new")
            Path(name, "new").rename(folder)
    return folder / "usr"


def _download(package: str, folder: Path) -> None:
    """Root may look for what is new where the lists are old, or not there yet."""
    try:
        _run("apt-get", "download", package, folder=folder)
    except ToolMissingError:
        _run("apt-get", "update")
        _run("apt-get", "download", package, folder=folder)


@cache
def sink() -> Path:
    """Our sink, built from sink.c."""
    if shutil.which("cc") is None or not Path("/usr/include/openssl/ssl.h").exists():
        raise ToolMissingError("To build the sink: apt-get install gcc libc6-dev libssl-dev")
    FOLDER.mkdir(parents=True, exist_ok=True)
    source, built = Path(__file__).with_name("sink.c"), FOLDER / "sink"
    _run("cc", "-O2", "-o", str(built), str(source), "-lssl", "-lcrypto")
    return built


def environment() -> dict[str, str]:
    """Where postfix's programs find its libraries."""
    return {**os.environ, "LD_LIBRARY_PATH": str(postfix() / "lib" / "postfix")}


@contextmanager
def fast_sink(*more: str) -> Iterator[int]:
    """Our sink on the other core; its port."""
    port = _free_port()
    with _serving([str(sink()), str(port), *more], port):
        yield port


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Postfix's sink on the other core; its port."""
    port = _free_port()
    drop = ["-u", "nobody"] if os.geteuid() == 0 else []
    program = str(postfix() / "sbin" / "smtp-sink")
    with _serving([program, *drop, f"127.0.0.1:{port}", "1000"], port):
        yield port


def sink_cost(*, messages: int, octets: int, sessions: int) -> float:
    """CPU seconds, user and system, that our sink needs for so many messages of smtp-source; it
    must have counted them all.
    """
    port = _free_port()
    command = ["taskset", "--cpu-list", str(OTHER_CORE), str(sink()), str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    _await(port)
    smtp_source(port, messages=messages, octets=octets, sessions=sessions)
    server.terminate()
    _, _, usage = os.wait4(server.pid, 0)
    assert server.stdout is not None
    with server.stdout as said:
        assert f"messages={messages} " in said.read()
    return usage.ru_utime + usage.ru_stime


def smtp_source(port: int, *, messages: int, octets: int, sessions: int) -> float:
    """CPU seconds, user and system, that `smtp-source -d` needs for so many messages."""
    program = str(postfix() / "sbin" / "smtp-source")
    options = ["-d", "-s", str(sessions), "-m", str(messages), "-l", str(octets)]
    command = [program, *options, f"127.0.0.1:{port}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pinned = ["taskset", "--cpu-list", str(SENDER_CORE), *command]
    subprocess.run(pinned, env=environment(), check=True, stdout=subprocess.DEVNULL)
    return _spent(before, resource.getrusage(resource.RUSAGE_CHILDREN))


def own_cpu(work: Callable[[], object]) -> float:
    """CPU seconds, user and system, that this process needs for it on the sender's core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SENDER_CORE})
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        work()
    finally:
        os.sched_setaffinity(0, cores)
    return _spent(before, resource.getrusage(resource.RUSAGE_SELF))


def _spent(before: resource.struct_rusage, after: resource.struct_rusage) -> float:
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def _serving(command: Sequence[str], port: int) -> Iterator[None]:
    pinned = ["taskset", "--cpu-list", str(OTHER_CORE), *command]
    server = subprocess.Popen(pinned, env=environment(), stdout=subprocess.DEVNULL)
    try:
        _await(port)
        yield
    finally:
        server.terminate()
        server.wait(10)


def _await(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ToolMissingError(f"nothing listens on port {port}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _run(*command: str, folder: Path = FOLDER) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolMissingError(f"{' '.join(command)}: {done.stderr.strip()}")
