"""A CSV file as a stream of people: any of three encodings and delimiters (S19)."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from subscribers.evidence import canonical
from subscribers.importing import cells
from subscribers.importing.columns import Column, understand
from subscribers.importing.faults import ImportFileError, RowError
from subscribers.keys import AddressError, keys_of, normalise

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 2_000_000
_CHUNK = 1 << 20
_VERSION = re.compile(r"(?:v|version )?\.?(\d{1,6})", re.IGNORECASE)
Wordings = Mapping[tuple[str, int], int]
_OTHER_STARTS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK\x03\x04")
_NO_TEXTS = {"row", "address", "key", "older", "topics", "attributes", "shown", "wording_id"}
_SHOWN = ("consent_at", "consent_source", "ip", "wording")


class Person(NamedTuple):
    """A row as it is staged, in the order of the staging table; empty text means 'not told'."""

    row: int
    address: str
    key: bytes
    older: list[bytes]
    given_name: str
    family_name: str
    honorific: str
    organisation: str
    municipality: str
    municipality_type: str
    language: str
    form_of_address: str
    frequency: str
    proof: str
    topics: list[int]
    attributes: str
    shown: str
    wording_id: int | None


_TEXTS = tuple(name for name in Person._fields if name not in _NO_TEXTS)


class Fault(NamedTuple):
    """A row that is left out: its number as a spreadsheet shows it, the column, the reason."""

    row: int
    column: str
    words: str


def people(
    file: BinaryIO, *, topics: Mapping[str, int], wordings: Wordings
) -> Iterator[Person | Fault]:
    """Read a file row by row; `topics` gives ids by casefolded slug or name, `wordings` those of
    the list's words by language and version.

    ImportFileError for a file that cannot be read at all, which may show only in the middle.
    """
    text = io.TextIOWrapper(file, encoding=encoding(file), newline="")
    try:
        rows = csv.reader(text, delimiter=_delimiter(text))
        headers = next(rows, [])
        known = _Known(topics, wordings)
        reader = _Reader(understand(headers), width=len(headers), known=known)
        yield from _rows(rows, reader)
    except csv.Error as error:
        words = _("Line %(line)s cannot be read as CSV. Is a quotation mark left open?")
        raise ImportFileError(words % {"line": rows.line_num}) from error
    except UnicodeDecodeError as error:
        raise ImportFileError(_no_text()) from error
    finally:
        text.detach()


def encoding(file: BinaryIO) -> str:
    """`utf-8-sig` if the whole file is UTF-8, else `cp1252`; leaves the file at its start."""
    file.seek(0)
    if file.read(4).startswith(_OTHER_STARTS):
        raise ImportFileError(_no_text())
    if file.seek(0, io.SEEK_END) > MAX_BYTES:
        words = _("The file is larger than %(most)s MB. Split it.")
        raise ImportFileError(words % {"most": MAX_BYTES >> 20})
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    else:
        return "utf-8-sig"
    finally:
        file.seek(0)


def _no_text() -> str:
    return _("This is no CSV file in UTF-8. Save it as 'CSV UTF-8'.")


def _delimiter(text: io.TextIOWrapper) -> str:
    """The one of ; , tab that the header row has most of."""
    header = text.readline()
    text.seek(0)
    return max(";,\t", key=header.count)


def _rows(rows: Iterator[list[str]], reader: _Reader) -> Iterator[Person | Fault]:
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            words = _("The file has more than %(most)s rows. Split it.")
            raise ImportFileError(words % {"most": MAX_ROWS})
        if not any(row):
            continue
        try:
            yield reader.person(number, row)
        except RowError as fault:
            yield Fault(number, fault.column, fault.words)


class _Known(NamedTuple):
    topics: Mapping[str, int]
    wordings: Wordings


class _Reader:
    """Turns rows into people, column by column."""

    def __init__(self, columns: Sequence[Column], *, width: int, known: _Known) -> None:
        self.columns = [
            (place, header, field, cells.MAX_LENGTHS.get(field, cells.MAX_ATTRIBUTE))
            for place, header, field in columns
        ]
        self.width = width
        self.topics, self.wordings = known
        self.shows = any(column.field in _SHOWN for column in columns)
        self.email = next(column.header for column in columns if column.field == "email")

    def person(self, number: int, row: Sequence[str]) -> Person:
        """The person in this row; RowError for the first cell that means nothing."""
        if any(row[self.width :]):
            raise RowError("", _("has more cells than there are columns"))
        values: dict[str, str] = {}
        attributes: dict[str, str] = {}
        topics: list[int] = []
        for place, header, field, most in self.columns:
            cell = cells.tidy(row[place], header, most=most) if place < len(row) else ""
            if not cell:
                continue
            if not field:
                attributes[header] = cell
            elif field == "topics":
                topics = cells.topic_ids(cell, header, known=self.topics)
            else:
                convert = cells.CONVERTERS.get(field)
                values[field] = convert(cell, header) if convert else cell
        address = self._address(values.pop("email", ""))
        if name := values.pop("name", ""):
            values["given_name"], values["family_name"] = cells.split_name(name)
        key, *older = keys_of(address)
        shown, wording_id = self._shown(values) if self.shows else ("", None)
        return Person(
            row=number,
            address=address,
            key=key,
            older=older,
            topics=topics,
            attributes=json.dumps(attributes, ensure_ascii=False) if attributes else "{}",
            shown=shown,
            wording_id=wording_id,
            **{field: values.get(field, "") for field in _TEXTS},
        )

    def _shown(self, values: dict[str, str]) -> tuple[str, int | None]:
        """The evidence of this row in its canonical form, and the version of our words it names."""
        told = {name: values.pop(name, "") for name in _SHOWN}
        shown = {name: text for name, text in told.items() if text}
        version = _VERSION.fullmatch(told["wording"])
        if version is None:
            return (canonical(shown).decode() if shown else "", None)
        code = values.get("language") or settings.LANGUAGE_CODE
        return canonical(shown).decode(), self.wordings.get((code, int(version[1])))

    def _address(self, typed: str) -> str:
        if not typed:
            raise RowError(self.email, _("no address"))
        try:
            return normalise(typed)
        except AddressError as error:
            words = _("no address that mail can be sent to (%(why)s)")
            raise RowError(self.email, words % {"why": error}) from None
