"""Quoted-printable (RFC 2045, 6.7) whose lines are their own DKIM-relaxed form.

No trailing blanks, no runs of blanks (RFC 6376, 3.4.4), no leading dots (nothing for SMTP to
stuff, RFC 5321, 4.5.2), no leading 'From ' (mbox), and no line over 76 characters.
"""

from __future__ import annotations

import re
from typing import Final

SOFT: Final = b"=\r\n"
_ROOM: Final = 75  # and the sign that the line goes on
_BYTE: Final = [
    bytes([code]) if 33 <= code <= 126 and code != ord("=") else b"=%02X" % code
    for code in range(256)
]
_UNSAFE: Final = re.compile(rb"[^ !-<>-~]")
# A value that is its own encoding: visible ASCII with single blanks, short, harmless at the start.
_PLAIN: Final = re.compile(r"(?!\.|From )(?=.{1,70}$)[!-<>-~](?: ?[!-<>-~])*")
# Words that are their own encoding in a text as well as in HTML.
ITS_OWN: Final = re.compile(
    r"(?!\.|From )(?=.{1,70}+$)[0-9A-Z_a-z,.!?:;()/+-]++(?: [0-9A-Z_a-z,.!?:;()/+-]++)*+"
)


def encode(text: str, *, goes_on: bool = False) -> bytes:
    """A text with LF line ends as quoted-printable lines with CRLF.

    Starts at column 0. With `goes_on` more will follow on its last line after a soft break.
    """
    lines = text.encode().split(b"\n")
    encoded = [_line(line, goes_on=False) for line in lines[:-1]]
    return b"\r\n".join([*encoded, _line(lines[-1], goes_on=goes_on)])


def encode_value(value: str) -> bytes:
    """A short value between two soft breaks."""
    if _PLAIN.fullmatch(value):
        return value.encode()
    if "  " in value or value != value.strip(" "):
        return encode(value, goes_on=True)
    lines = _cut(_UNSAFE.sub(lambda match: _BYTE[match[0][0]], value.encode()))
    if any(line.startswith((b".", b"From ")) for line in lines):
        return encode(value, goes_on=True)
    return SOFT.join(lines)


def _cut(encoded: bytes) -> list[bytes]:
    """Lines of at most 75 characters, never inside an '=XX'."""
    lines: list[bytes] = []
    while len(encoded) > _ROOM:
        sign = encoded.rfind(b"=", _ROOM - 2, _ROOM)
        end = sign if sign >= 0 else _ROOM
        lines.append(encoded[:end])
        encoded = encoded[end:]
    return [*lines, encoded]


def _line(line: bytes, *, goes_on: bool) -> bytes:
    out: list[bytes] = []
    column = 0
    for place, code in enumerate(line):
        token = b" " if code == 32 and _lone(line, place, goes_on=goes_on) else _BYTE[code]
        if column + len(token) > _ROOM:
            out.append(SOFT)
            column = 0
        if column == 0 and (token == b"." or line.startswith(b"From ", place)):
            token = b"=%02X" % code
        out.append(token)
        column += len(token)
    return b"".join(out)


def _lone(line: bytes, place: int, *, goes_on: bool) -> bool:
    """Whether this blank follows no other blank and does not end the line."""
    follows = place > 0 and line[place - 1] == 32
    return not follows and (place < len(line) - 1 or goes_on)
