"""What went on the wire, noted in a file that outlives whoever writes it (invariant 6, M42).

The file is memory-mapped: a note costs a microsecond and is the kernel's at once, so that it
survives a kill -9, though not the machine. Its writer holds a lock on it, which the kernel lets
go of with the process: a journal without a lock is one whose writer is gone.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import socket
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from mailer.delivery.seam import Outcome, Verdict

SIZE: Final = 1 << 20
SUFFIX: Final = ".journal"
_MAGIC: Final = b"RBJ1"
# Octets of notes, magic, boot, claim. The number is written in one piece, as native structs are.
_HEADER: Final = struct.Struct("@Q4s16s16s")
_USED: Final = struct.Struct("@Q")
# Kind, delivery, code, octets of status and words.
_NOTE: Final = struct.Struct("<BqHH")
_STARTED: Final = 0
_KINDS: Final = dict(enumerate(Verdict, start=1))
_NUMBERS: Final = {verdict: number for number, verdict in _KINDS.items()}
_LONGEST: Final = 600
_serial = count()


class JournalError(RuntimeError):
    """A journal that cannot be written: nothing may go on the wire without it."""


@dataclass(slots=True)
class Notes:
    """What a journal knows of one claim: deliveries begun and not answered, and the answers."""

    begun: set[int] = field(default_factory=set)
    answers: dict[int, Outcome] = field(default_factory=dict)


class Journal:
    """The journal of one thread: of one claim after the other (`seam.Journal`).

    `answers` holds what was answered for the present claim. Raises JournalError where the folder
    cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.answers: dict[int, Outcome] = {}
        self._used = _HEADER.size
        name = f"{socket.gethostname()}-{os.getpid()}-{next(_serial)}{SUFFIX}"
        self.path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.posix_fallocate(self._file, 0, SIZE)
            self._map = mmap.mmap(self._file, SIZE)
        except OSError as error:
            raise JournalError(f"the journal {self.path} cannot be written: {error}") from error

    def begin(self, claim: uuid.UUID) -> None:
        """Forget the claim before, which must have been recorded; from now on notes are of this."""
        self.answers = {}
        _USED.pack_into(self._map, 0, 0)
        # Words of replies may quote an address: they go with what they were said of.
        self._map[_HEADER.size : self._used] = bytes(self._used - _HEADER.size)
        self._used = _HEADER.size
        _HEADER.pack_into(self._map, 0, 0, _MAGIC, boot(), claim.bytes)

    def started(self, key: int) -> None:
        """See `seam.Journal`."""
        self._note(_STARTED, key)

    def answered(self, key: int, outcome: Outcome) -> None:
        """See `seam.Journal`."""
        self.answers[key] = outcome
        words = f"{outcome.status}\n{outcome.words}".encode()[:_LONGEST]
        self._note(_NUMBERS[outcome.verdict], key, code=outcome.code, words=words)

    def leave(self) -> None:
        """Let go of the file and of its lock: whoever reconciles reads it now."""
        self._map.close()
        os.close(self._file)

    def close(self) -> None:
        """Remove the journal of claims that all were recorded."""
        self.path.unlink(missing_ok=True)
        self.leave()

    def _note(self, kind: int, key: int, *, code: int = 0, words: bytes = b"") -> None:
        """The words first, then how far they reach: half a note is none."""
        start, end = self._used, self._used + _NOTE.size + len(words)
        if end > SIZE:
            raise JournalError("the journal is full: BATCH_SIZE is too large")
        _NOTE.pack_into(self._map, start, kind, key, code, len(words))
        if words:
            self._map[start + _NOTE.size : end] = words
        _USED.pack_into(self._map, 0, end - _HEADER.size)
        self._used = end


@cache
def boot() -> bytes:
    """The kernel's name for the time since this machine was started."""
    return uuid.UUID(Path("/proc/sys/kernel/random/boot_id").read_text().strip()).bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A journal on this machine; `alive` if its writer is, `notes` None if a crash of the whole
    machine may have cost some.
    """

    path: Path
    claim: uuid.UUID
    alive: bool
    notes: Notes | None


def found(folder: Path) -> Iterator[Found]:
    """Every journal of this machine as it is now."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with _opened(path) as file:
            if file is None:
                continue
            alive = not _lockable(file)
            data = os.pread(file, SIZE, 0)
        if len(data) < _HEADER.size:
            continue
        used, _, booted, claim = _HEADER.unpack_from(data)
        notes = _notes(data[_HEADER.size : _HEADER.size + used]) if booted == boot() else None
        yield Found(path, uuid.UUID(bytes=claim), alive, notes)


def _notes(data: bytes) -> Notes:
    notes, at = Notes(), 0
    while at < len(data):
        kind, key, code, length = _NOTE.unpack_from(data, at)
        at += _NOTE.size
        status, _, words = data[at : at + length].decode("utf-8", "ignore").partition("\n")
        at += length
        if kind == _STARTED:
            notes.begun.add(key)
        else:
            notes.begun.discard(key)
            notes.answers[key] = Outcome(_KINDS[kind], code, status, words)
    return notes


@contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


def _lockable(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
