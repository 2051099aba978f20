"""Word files to HTML by mammoth, after a look at how large the archive would become."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import mammoth

from mailer.reports.clean import clean
from mailer.reports.errors import ReportError, TooLargeError, UnsafeSourceError

MAX_UNPACKED: Final = 50 * 1024 * 1024
MAX_RATIO: Final = 200
MAX_FILES: Final = 2000
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Subtitle'] => h6.subtitle:fresh
p[style-name='Untertitel'] => h6.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Zitat'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='Beschriftung'] => figcaption:fresh
"""
_REMEDY: Final = "Open the file in a word processor and save it as .docx again."


def docx_to_html(name: str, data: bytes) -> str:
    """HTML of a .docx (not yet safe); its pictures stand in it as data: addresses."""
    _check_archive(name, data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            external_file_access=False,
        )
    except Exception as error:
        raise ReportError(name, "word/document.xml", _REMEDY) from error
    return clean(str(result.value))


def _check_archive(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(name, archive, members=members)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ReportError(name, "archive", _REMEDY) from error


def _check_members(name: str, archive: zipfile.ZipFile, *, members: list[zipfile.ZipInfo]) -> None:
    if "word/document.xml" not in {member.filename for member in members}:
        raise ReportError(name, "archive", _REMEDY)
    if len(members) > MAX_FILES:
        raise UnsafeSourceError(name, f"{len(members)} files in the archive")
    total = 0
    for member in members:
        # The directory may lie about sizes, so count what really comes out.
        size = _unpacked(archive, member)
        total += size
        if size > 1024 * 1024 and size > MAX_RATIO * max(member.compress_size, 1):
            raise UnsafeSourceError(name, member.filename)
        if total > MAX_UNPACKED:
            raise TooLargeError(name, member.filename)
        if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(member):
            raise UnsafeSourceError(name, member.filename)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(65536):
            size += len(chunk)
            if size > MAX_UNPACKED:
                break
    return size
