"""Header fields as bytes: encoded words (RFC 2047), folding (RFC 5322, 2.2.3), no injection."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from email.header import decode_header
from functools import lru_cache
from typing import Final

import idna

from mailer.editions.clean import one_line
from mailer.editions.skeleton import MessageError

LINE: Final = 78
LONGEST: Final = 998
# An encoded word and its field name together stay within 76 (RFC 2047, 2).
_WORD: Final = 66
_PAYLOAD: Final = _WORD - len("=?utf-8?q??=")
_ENCODED: Final = re.compile(r"=\?[!-~]*?\?[bBqQ]\?[!-~ ]*?\?=")
_ATOMS: Final = re.compile(r"[\w!#$%&'*+/=^`{|}~-]+(?: [\w!#$%&'*+/=^`{|}~-]+)*", re.ASCII)
_VISIBLE: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_SAFE: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_LOCAL: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_QUOTED_LOCAL: Final = re.compile(r'"[ !#-\[\]-~]{1,62}"')
_DOMAIN: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.I)


class HeaderError(MessageError):
    """A header field that cannot be written; the words say which and why."""


def clean_header(value: str) -> str:
    """One line of text; encoded words hidden in it are decoded first, then cleaned (S4)."""
    for _ in range(3):
        if "=?" not in value:
            break
        value = _ENCODED.sub(_decoded, value)
    return one_line(value)


def _decoded(match: re.Match[str]) -> str:
    try:
        data, charset = decode_header(match[0])[0]
        return data if isinstance(data, str) else data.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return match[0]


def unstructured(name: str, value: str) -> bytes:
    """A field of free text (Subject), encoded where it has to be."""
    words = clean_header(value)
    plain = _VISIBLE.fullmatch(words) and "=?" not in words
    if plain and max(map(len, words.split(" "))) < LINE - len(name) - 2:
        return field(name, words.encode().split(b" "))
    return field(name, list(encoded_words(words)))


def mailbox(name: str, address: str, *, utf8: bool = False) -> list[bytes]:
    """A display name and an address, in pieces between which a line may be folded.

    With `utf8` the part before the @ may be beyond ASCII (RFC 6532).
    """
    return [*phrase(name), f"<{written_address(address, utf8=utf8)}>".encode()]


@lru_cache(maxsize=8192)
def phrase(name: str) -> tuple[bytes, ...]:
    """A display name: as it is, in quotation marks, or as encoded words (RFC 5322, 3.2.5)."""
    words = clean_header(name)
    if not words:
        return ()
    if len(words) > _WORD - 4 or not words.isascii() or "=?" in words:
        return tuple(encoded_words(words))
    if _ATOMS.fullmatch(words):
        return (words.encode(),)
    return ('"{}"'.format(re.sub(r'(["\\])', r"\\\1", words)).encode(),)


def field(name: str, pieces: Sequence[bytes]) -> bytes:
    """A field with CRLF at its end, folded between its pieces at 78 where that can be."""
    whole = b"%b: %b\r\n" % (name.encode(), b" ".join(pieces))
    if len(whole) <= LINE + 2:
        return whole
    line = name.encode() + b":"
    lines: list[bytes] = []
    for piece in pieces:
        if len(line) + 1 + len(piece) > LINE:
            lines.append(line)
            line = b""
        line += b" " + piece
    lines.append(line)
    if any(len(folded) > LONGEST for folded in lines):
        raise HeaderError(f"{name} has a word that is longer than a line of mail may be")
    return b"\r\n".join(lines) + b"\r\n"


def encoded_words(words: str) -> Iterator[bytes]:
    """UTF-8 as encoded words, split between characters, in the shorter of Q and B."""
    data = words.encode()
    spelt = sum(1 if byte in _SAFE or byte == 32 else 3 for byte in data)
    if spelt <= len(data) * 4 / 3:
        for group in _groups(words, _cost_q):
            yield b"=?utf-8?q?" + b"".join(map(_q, group.encode())) + b"?="
    else:
        for group in _groups(words, _cost_b):
            yield b"=?utf-8?b?" + base64.b64encode(group.encode()) + b"?="


def _groups(words: str, cost: Callable[[str], float]) -> Iterator[str]:
    start, size = 0, 0.0
    for place, character in enumerate(words):
        more = cost(character)
        if size + more > _PAYLOAD:
            yield words[start:place]
            start, size = place, 0.0
        size += more
    if start < len(words):
        yield words[start:]


def _cost_q(character: str) -> float:
    return sum(1 if byte in _SAFE or byte == 32 else 3 for byte in character.encode())


def _cost_b(character: str) -> float:
    # 52 payload characters hold 39 bytes: a little under 4/3 each
    return len(character.encode()) * _PAYLOAD / 39


def _q(byte: int) -> bytes:
    if byte == 32:
        return b"_"
    return bytes([byte]) if byte in _SAFE else b"=%02X" % byte


def written_address(address: str, *, utf8: bool = False) -> str:
    """The address with its domain as A-labels (RFC 5891); raises HeaderError if it is none.

    Beyond ASCII is only what stands before the @, and only with `utf8` (RFC 6531, 3.3).
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        raise HeaderError("an address needs something before and after its @")
    if not local.isascii() and not utf8:
        raise HeaderError("what stands before the @ of an address of ours has to be ASCII")
    # Letters and signs beyond ASCII may stand where ASCII letters may.
    plain = "".join("x" if sign > "\x7f" and sign.isprintable() else sign for sign in local)
    found = _LOCAL.fullmatch(plain) or _QUOTED_LOCAL.fullmatch(plain)
    if not found or len(local.encode()) > 64:
        raise HeaderError("the part before the @ is no local part of a mail address")
    return f"{local}@{ascii_domain(domain)}"


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """A domain as A-labels, small letters."""
    name = domain.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError as error:
            raise HeaderError(f"the domain cannot be written in ASCII: {error}") from None
    if not _DOMAIN.fullmatch(name) or len(name) > 253:
        raise HeaderError("what stands after the @ is no domain")
    return name
