"""SMTP replies: read from a stream in any pieces, and what each means for one recipient."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from mailer.delivery.seam import Outcome, Verdict

_STATUS: Final = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS: Final = re.compile(r'(?:"[^"]*"|[^\s<>,;()"]*)@[^\s<>,;()"]*')
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MAX_WORDS: Final = 500
# Longer than any honest reply (RFC 5321, 4.5.3.1.5: 512 octets a line); a flood ends the session.
MAX_PENDING: Final = 64 * 1024


class SessionError(Exception):
    """The session cannot go on: broken, closing, or not speaking SMTP."""


class Reply(NamedTuple):
    """A whole reply; `words` are its lines without their codes, with LF between them."""

    code: int
    words: bytes


class ReplyReader:
    """Puts bytes together to replies (RFC 5321, 4.2); keeps what is not complete yet."""

    __slots__ = ("_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete; raises SessionError for what is no reply."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_PENDING or len(self._lines) > MAX_PENDING // 64:
            raise SessionError("the relay's reply has no end")
        found: list[Reply] = []
        for line in lines:
            reply, goes_on = _parsed(line)
            if goes_on:
                self._lines.append(reply.words)
            elif self._lines:
                found.append(Reply(reply.code, b"\n".join((*self._lines, reply.words))))
                self._lines = []
            else:
                found.append(reply)
        return found

    def empty(self) -> bool:
        """Whether nothing is pending."""
        return not self._rest and not self._lines


@lru_cache(maxsize=256)
def _parsed(line: bytes) -> tuple[Reply, bool]:
    """A line as a reply, and whether it goes on; most lines of a session are the same few."""
    code, mark = line[:3], line[3:4]
    if not (code.isdigit() and b"200" <= code <= b"599" and mark in b" -\r"):
        raise SessionError(f"the relay does not speak SMTP: {line[:80]!r}")
    return Reply(int(code), line[4:].rstrip()), mark == b"-"


@lru_cache(maxsize=256)
def outcome(code: int, reply: bytes | str) -> Outcome:
    """2yz accepted, 4yz later, 5yz never; an enhanced code of another class is ignored (M41).

    The words hold no address, so that neither ledger nor journal has to be searched for one (P13).
    """
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    words = text if text.isprintable() else " ".join(_UNPRINTABLE.sub(" ", text).split())
    words = without_addresses(words)
    found = _STATUS.match(words)
    status = found[1] if found and found[1][0] == str(code)[0] else ""
    return Outcome(_verdict(code), code=code, status=status, words=words[:MAX_WORDS])


def without_addresses(words: str) -> str:
    """A relay's words with every mail address in them blotted out."""
    return _ADDRESS.sub("•••", words) if "@" in words else words


def _verdict(code: int) -> Verdict:
    match code // 100:
        case 2:
            return Verdict.ACCEPTED
        case 5:
            return Verdict.NEVER
        case _:
            return Verdict.LATER
