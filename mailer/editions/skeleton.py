"""The body of an edition, encoded once and split at its slots; per recipient only slots change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple, cast

from mailer.editions.clean import one_line, web_url
from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN, SLOTS, URL_SLOTS, Edition, Slot
from mailer.editions.qp import SOFT, encode, encode_value

_SLOTS: Final = re.compile(f"{SLOT_OPEN}([a-z_]+){SLOT_CLOSE}")
_PART: Final = (
    b"--%b\r\nContent-Type: text/%b; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
)


class MessageError(ValueError):
    """A message that must not be sent as it is; the words say what is wrong with it."""


class SlotError(MessageError):
    """A value for a slot is missing or cannot stand in its place."""


class Hole(NamedTuple):
    """Where a slot's value goes: places among the chunks, of the text part and of the HTML."""

    slot: Slot
    in_text: tuple[int, ...]
    in_html: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A body with holes: `chunks` are bytes or, at the places that `holes` name, empty.

    `content_type` is the header field with the boundary, CRLF at its end.
    """

    content_type: bytes
    chunks: tuple[bytes, ...]
    holes: tuple[Hole, ...]

    def fill(self, values: Mapping[Slot, str]) -> list[bytes]:
        """The body for one recipient, in pieces: values cleaned, escaped for their places, encoded.

        Raises SlotError if a value is missing or a URL is none.
        """
        pieces = list(self.chunks)
        for slot, in_text, in_html in self.holes:
            if slot not in values:
                raise SlotError(f"there is no value for {slot}")
            text, html = _link(slot, values[slot]) if slot in URL_SLOTS else _words(values[slot])
            for place in in_text:
                pieces[place] = text
            for place in in_html:
                pieces[place] = html
        return pieces


def skeleton(edition: Edition) -> Skeleton:
    """Encode the edition as multipart/alternative, text first (RFC 2046, 5.1.4)."""
    # '=_' cannot occur in quoted-printable, so the boundary is in no part (M7).
    boundary = b"=_" + edition.content_hash[:40].encode()
    chunks: list[bytes] = [_PART % (boundary, b"plain")]
    in_text = _split(edition.text, chunks)
    chunks.append(b"\r\n" + _PART % (boundary, b"html"))
    in_html = _split(edition.html, chunks)
    chunks.append(b"\r\n--%b--\r\n" % boundary)
    content_type = b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n' % boundary
    holes = (Hole(s, tuple(in_text.get(s, ())), tuple(in_html.get(s, ()))) for s in SLOTS)
    used = tuple(hole for hole in holes if hole.in_text or hole.in_html)
    return Skeleton(content_type, tuple(chunks), used)


def _split(words: str, chunks: list[bytes]) -> dict[Slot, list[int]]:
    """Static text and holes by turns; soft breaks keep any value on lines of its own."""
    holes: dict[Slot, list[int]] = {}
    pieces = _SLOTS.split(words)
    for place, piece in enumerate(pieces):
        if place % 2:
            if piece not in SLOTS:
                raise SlotError(f"{piece} is no slot; slots are {', '.join(SLOTS)}")
            holes.setdefault(cast("Slot", piece), []).append(len(chunks))
            chunks.append(b"")
            continue
        last = place == len(pieces) - 1
        after_hole = SOFT if place and not piece.startswith("\n") else b""
        encoded = encode(piece, goes_on=not last)
        before_hole = b"" if last or encoded.endswith(b"\r\n") else SOFT
        chunks.append(after_hole + encoded + (before_hole if piece or place == 0 else b""))
    return holes


@lru_cache(maxsize=8192)
def _words(raw: str) -> tuple[bytes, bytes]:
    """A value as it stands in the text and in the HTML; many recipients share theirs."""
    return _both(one_line(raw))


def _link(name: Slot, raw: str) -> tuple[bytes, bytes]:
    return _both(raw if web_url(raw) else clean_value(name, raw))


def _both(value: str) -> tuple[bytes, bytes]:
    text, escaped = encode_value(value), escape(value)
    return text, text if escaped == value else encode_value(escaped)


def clean_value(name: Slot, raw: str) -> str:
    """One line without controls; a URL slot takes http and https addresses only."""
    value = one_line(raw)
    if name in URL_SLOTS and not web_url(value):
        raise SlotError(f"{name} must be an http or https address")
    return value


def fill_text(words: str, value: Callable[[Slot], str]) -> str:
    """An open text with every slot replaced by what `value` gives for its name."""
    return _SLOTS.sub(lambda match: value(cast("Slot", match[1])), words)


def filled_html(edition: Edition, values: Mapping[Slot, str]) -> str:
    """The HTML for one recipient as a page, every value cleaned and escaped (previews)."""
    return fill_text(edition.html, lambda name: escape(clean_value(name, values[name])))


def filled_text(edition: Edition, values: Mapping[Slot, str]) -> str:
    """The text for one recipient, every value cleaned (previews)."""
    return fill_text(edition.text, lambda name: clean_value(name, values[name]))
