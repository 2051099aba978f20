"""The body of an edition, encoded once and split at its slots; per recipient only slots change."""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple, cast

from mailer.editions.clean import one_line, web_url
from mailer.editions.model import ALL_SLOTS, SLOT_CLOSE, SLOT_OPEN, URL_SLOTS, Edition, Slot
from mailer.editions.qp import ITS_OWN, SOFT, encode, encode_value

_SLOTS: Final = re.compile(f"{SLOT_OPEN}([a-z_]+){SLOT_CLOSE}")
_PART: Final = (
    b"--%b\r\nContent-Type: text/%b; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
)
_CALENDAR: Final = (
    b"--%b\r\nContent-Type: text/calendar; charset=utf-8; method=PUBLISH;\r\n"
    b' name="termin.ics"\r\nContent-Disposition: attachment; filename="termin.ics"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n%b--%b--\r\n"
)


class MessageError(ValueError):
    """A message that must not be sent as it is; the words say what is wrong with it."""


class SlotError(MessageError):
    """A value for a slot is missing or cannot stand in its place."""


class Hole(NamedTuple):
    """Where a slot's value goes, as it stands in HTML or else in the text."""

    slot: Slot
    html: bool


Spelt = tuple[bytes, bytes]
"""A value as it stands in the text part and in the HTML."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A body with holes. `form` are the header fields that say how to read it, as many as `fields`,
    each with CRLF at its end.
    """

    form: bytes
    parts: tuple[bytes | Hole, ...]
    fields: int = 1

    def under(self, *, words: Mapping[Slot, str], places: Mapping[Slot, str]) -> Body:
        """The body for all who share these words, and these web addresses up to their tokens.

        Raises SlotError for a place that is no web address.
        """
        shared = {slot: spelt(value) for slot, value in words.items()}
        begun = {slot: _place(slot, url) for slot, url in places.items()}
        chunks: list[bytes] = [b""]
        holes: list[tuple[int, Slot, bool]] = []
        for part in self.parts:
            if isinstance(part, bytes):
                chunks[-1] += part
            elif part.slot in shared:
                chunks[-1] += shared[part.slot][part.html]
            else:
                chunks[-1] += begun[part.slot][part.html] if part.slot in begun else b""
                holes.append((len(chunks), *part))
                chunks += [b"", b""]
        return Body(tuple(chunks), tuple(holes))


@dataclass(frozen=True, slots=True)
class Body:
    """What remains to be filled in for each recipient: `chunks` are empty where `holes` are.

    A hole is its place among the chunks, its slot, and whether it stands in HTML.
    """

    chunks: tuple[bytes, ...]
    holes: tuple[tuple[int, Slot, bool], ...]

    def fill(self, values: Mapping[Slot, Spelt]) -> list[bytes]:
        """The body for one recipient, in pieces; raises SlotError if a value is missing."""
        pieces = list(self.chunks)
        try:
            for place, slot, html in self.holes:
                pieces[place] = values[slot][html]
        except KeyError as error:
            raise SlotError(f"there is no value for {error.args[0]}") from None
        return pieces


def skeleton(edition: Edition) -> Skeleton:
    """Encode the edition as multipart/alternative, text first (RFC 2046, 5.1.4).

    With a calendar entry it stands in a multipart/mixed, the file behind it (M7).
    """
    # '=_' cannot occur in quoted-printable, so the boundary is in no part (M7).
    boundary = b"=_" + edition.content_hash[:40].encode()
    parts = (
        _PART % (boundary, b"plain"),
        *_split(edition.text, html=False),
        b"\r\n" + _PART % (boundary, b"html"),
        *_split(edition.html, html=True),
        b"\r\n--%b--\r\n" % boundary,
    )
    form = b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n' % boundary
    return (
        _with_calendar(Skeleton(form, parts), edition)
        if edition.calendar
        else Skeleton(form, parts)
    )


def _with_calendar(alternative: Skeleton, edition: Edition) -> Skeleton:
    outer = b"=_m" + edition.content_hash[:40].encode()
    # The same for everybody, and base64 has no blanks that a signature would have to fold.
    file = encodebytes(edition.calendar.encode()).replace(b"\n", b"\r\n")
    parts = (
        b"--%b\r\n%b\r\n" % (outer, alternative.form),
        *alternative.parts,
        _CALENDAR % (outer, file, outer),
    )
    return Skeleton(b'Content-Type: multipart/mixed;\r\n boundary="%b"\r\n' % outer, parts)


def text_skeleton(edition: Edition) -> Skeleton:
    """The text alone, for those who asked for no more; it tells all that the HTML does (M8)."""
    form = (
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
    )
    # One line end and no more: signatures leave out empty lines at the end (RFC 6376, 3.4.4).
    return Skeleton(form, tuple(_split(edition.text.rstrip() + "\n", html=False)), fields=2)


def _split(words: str, *, html: bool) -> Iterator[bytes | Hole]:
    """Static text and holes by turns; soft breaks keep any value on lines of its own."""
    pieces = _SLOTS.split(words)
    for place, piece in enumerate(pieces):
        if place % 2:
            if piece not in ALL_SLOTS:
                raise SlotError(f"{piece} is no slot; slots are {', '.join(ALL_SLOTS)}")
            yield Hole(cast("Slot", piece), html)
            continue
        last = place == len(pieces) - 1
        after_hole = SOFT if place and not piece.startswith("\n") else b""
        encoded = encode(piece, goes_on=not last)
        before_hole = b"" if last or encoded.endswith(b"\r\n") else SOFT
        yield after_hole + encoded + (before_hole if piece or place == 0 else b"")


def spelt(value: str) -> Spelt:
    """A value cleaned, escaped for its place, and encoded."""
    if ITS_OWN.fullmatch(value):
        plain = value.encode()
        return plain, plain
    return _spelt(value)


@lru_cache(maxsize=8192)
def _spelt(raw: str) -> Spelt:
    value = one_line(raw)
    return encode_value(value), encode_value(escape(value))


def _place(slot: Slot, url: str) -> Spelt:
    """A web address up to its token, which follows on a line of its own."""
    text, html = spelt(clean_value(slot, url))
    return text + SOFT, html + SOFT


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
