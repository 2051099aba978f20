"""Bytes to clean text: encodings, line ends, and characters that no report may carry."""

from __future__ import annotations

import codecs
import re
from typing import Final

from mailer.reports.errors import NotTextError

# Control characters, private use (U+E000-F8FF opens slots in editions; planes 15 and 16),
# soft hyphens, zero-width blanks and bidi embeddings that would run past their paragraph.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ud800-\udfff"
    "\U000f0000-\U000fffff\U00100000-\U0010ffff]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def clean(text: str) -> str:
    """The text with '\\n' as its only line end and without unwanted characters."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def decode(data: bytes, file: str) -> str:
    """Text of unknown encoding: by BOM, else UTF-8, else Windows-1252.

    Raises NotTextError where the bytes are binary.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return clean(_strict(data[len(bom) :], encoding, file=file))
    _refuse_binary(data, file)
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        # cp1252 leaves five bytes undefined; what stands there was noise anyway.
        return clean(data.decode("cp1252", errors="replace"))


def _strict(data: bytes, encoding: str, *, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(file, f"byte {error.start}, {encoding}") from error


def _refuse_binary(data: bytes, file: str) -> None:
    controls = [i for i, byte in enumerate(data[:65536]) if byte < 32 and byte not in b"\t\n\v\f\r"]
    if len(controls) > max(8, len(data[:65536]) // 50):
        raise NotTextError(file, f"byte {controls[0]}")
