"""The body of an edition, encoded once and split at its slots; per recipient only slots change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final, cast

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


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A body with holes: `chunks` are bytes or, at the places in `holes`, empty.

    `content_type` is the header field with the boundary, CRLF at its end.
    """

    content_type: bytes
    chunks: tuple[bytes, ...]
    holes: tuple[tuple[int, Slot, bool], ...]

    def fill(self, values: Mapping[Slot, str]) -> bytes:
        """The body for one recipient: every value cleaned, escaped for its place, encoded.

        Raises SlotError if a value is missing or a URL is none.
        """
        pieces = list(self.chunks)
        done: dict[tuple[str, bool], bytes] = {}
        for place, name, in_html in self.holes:
            key = (name, in_html)
            if key not in done:
                done[key] = _value(values, name, in_html=in_html)
            pieces[place] = done[key]
        return b"".join(pieces)


def skeleton(edition: Edition) -> Skeleton:
    """Encode the edition as multipart/alternative, text first (RFC 2046, 5.1.4)."""
    # '=_' cannot occur in quoted-printable, so the boundary is in no part (M7).
    boundary = b"=_" + edition.content_hash[:40].encode()
    chunks: list[bytes] = [_PART % (boundary, b"plain")]
    holes: list[tuple[int, Slot, bool]] = []
    _split(edition.text, chunks, holes=holes, in_html=False)
    chunks.append(b"\r\n" + _PART % (boundary, b"html"))
    _split(edition.html, chunks, holes=holes, in_html=True)
    chunks.append(b"\r\n--%b--\r\n" % boundary)
    content_type = b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n' % boundary
    return Skeleton(content_type, tuple(chunks), tuple(holes))


def _split(
    words: str, chunks: list[bytes], *, holes: list[tuple[int, Slot, bool]], in_html: bool
) -> None:
    """Static text and holes by turns; soft breaks keep any value on lines of its own."""
    pieces = _SLOTS.split(words)
    for place, piece in enumerate(pieces):
        if place % 2:
            if piece not in SLOTS:
                raise SlotError(f"{piece} is no slot; slots are {', '.join(SLOTS)}")
            holes.append((len(chunks), cast("Slot", piece), in_html))
            chunks.append(b"")
            continue
        last = place == len(pieces) - 1
        after_hole = SOFT if place and not piece.startswith("\n") else b""
        encoded = encode(piece, goes_on=not last)
        before_hole = b"" if last or encoded.endswith(b"\r\n") else SOFT
        chunks.append(after_hole + encoded + (before_hole if piece or place == 0 else b""))


def _value(values: Mapping[Slot, str], name: Slot, *, in_html: bool) -> bytes:
    try:
        raw = values[name]
    except KeyError:
        raise SlotError(f"there is no value for {name}") from None
    value = clean_value(name, raw)
    return encode_value(escape(value) if in_html else value)


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
