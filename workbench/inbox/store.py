"""A Maildir that keeps messages byte for byte, with the envelopes in an index beside it."""

import json
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

_INDEX = "envelopes.jsonl"


@dataclass(frozen=True)
class Entry:
    """What a list of mails shows: envelope, arrival (seconds since 1970), size in bytes."""

    key: str
    time: float
    mail_from: str
    rcpt_to: tuple[str, ...]
    size: int
    sender: str
    subject: str

    def matches(self, words: Iterable[str]) -> bool:
        """Whether every word, given in lower case, stands in its recipients or subject."""
        text = " ".join((*self.rcpt_to, self.subject)).lower()
        return all(word in text for word in words)


@dataclass(frozen=True)
class Mail:
    """One stored message with its envelope."""

    entry: Entry
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message as the standard library reads it."""
        parsed = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101 (what policy.default promises)
        return parsed


class Maildir:
    """Messages in `folder/new`, in order of arrival; safe for many threads of one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._entries = {entry.key: entry for entry in self._load()}

    def add(self, content: bytes, mail_from: str, *, rcpt_to: Iterable[str]) -> Entry:
        """Store a message: complete in the folder or not there at all."""
        key = f"{time.time_ns()}.{os.getpid()}_{secrets.token_hex(4)}.rundbrief"
        draft = self.folder / "tmp" / key
        draft.write_bytes(content)
        entry = _entry(key, content, mail_from=mail_from, rcpt_to=tuple(rcpt_to))
        with self._lock:
            draft.rename(self.folder / "new" / key)
            with (self.folder / _INDEX).open("a", encoding="utf-8") as index:
                index.write(json.dumps(asdict(entry)) + "\n")
            self._entries[key] = entry
        return entry

    def entries(self) -> list[Entry]:
        """All mails, oldest first."""
        with self._lock:
            return list(self._entries.values())

    def read(self, key: str) -> Mail | None:
        """One mail, None if there is none of that key."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        try:
            return Mail(entry, self._path(key).read_bytes())
        except FileNotFoundError:  # another mail reader took it away
            return None

    def forget(self, address: str) -> int:
        """Remove the mails to this address, however it is written; returns how many those were."""
        wanted = address.casefold()
        with self._lock:
            keys = [
                key
                for key, entry in self._entries.items()
                if wanted in (to.casefold() for to in entry.rcpt_to)
            ]
            for key in keys:
                self._path(key).unlink(missing_ok=True)
                del self._entries[key]
            lines = [json.dumps(asdict(entry)) + "\n" for entry in self._entries.values()]
            (self.folder / _INDEX).write_text("".join(lines), encoding="utf-8")
        return len(keys)

    def clear(self) -> None:
        """Remove every mail."""
        with self._lock:
            for key in self._entries:
                self._path(key).unlink(missing_ok=True)
            (self.folder / _INDEX).unlink(missing_ok=True)
            self._entries.clear()

    def _path(self, key: str) -> Path:
        return self.folder / "new" / key

    def _load(self) -> Iterator[Entry]:
        """The index where there is one; a mail that it does not name is read."""
        index, known = self.folder / _INDEX, {}
        if index.exists():
            lines = index.read_text(encoding="utf-8").splitlines()
            known = {entry.key: entry for line in lines if (entry := _from_line(line))}
        for path in sorted((self.folder / "new").iterdir()):
            entry = known.get(path.name)
            yield entry or _entry(path.name, path.read_bytes(), mail_from="", rcpt_to=())


def _from_line(line: str) -> Entry | None:
    try:
        fields = json.loads(line)
        return Entry(**{**fields, "rcpt_to": tuple(fields["rcpt_to"])})
    except (ValueError, TypeError, KeyError):  # a line cut short by a crash
        return None


def _entry(key: str, content: bytes, *, mail_from: str, rcpt_to: tuple[str, ...]) -> Entry:
    head = content.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    headers = BytesHeaderParser(policy=policy.default).parsebytes(head)
    nanoseconds = key.partition(".")[0]
    return Entry(
        key=key,
        time=int(nanoseconds) / 1e9 if nanoseconds.isdecimal() else time.time(),
        mail_from=mail_from,
        rcpt_to=rcpt_to,
        size=len(content),
        sender=_header(headers, "From"),
        subject=_header(headers, "Subject"),
    )


def _header(headers: EmailMessage, name: str) -> str:
    """A header as text, '' if missing: hostile ones make the standard library stumble."""
    try:
        return str(headers.get(name, "")).encode("utf-8", "replace").decode()
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return ""
