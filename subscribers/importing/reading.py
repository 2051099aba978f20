"""A CSV file as a stream of people: any of three encodings and delimiters (S19)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from subscribers.importing.columns import understand
from subscribers.importing.faults import ImportFileError, RowError
from subscribers.importing.rows import Known, Person, RowReader, Wordings

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 2_000_000
_CHUNK = 1 << 20
_OTHER_STARTS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK\x03\x04")


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
        known = Known(topics, wordings)
        reader = RowReader(understand(headers), width=len(headers), known=known)
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


def _rows(rows: Iterator[list[str]], reader: RowReader) -> Iterator[Person | Fault]:
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
