"""Files of people as towns have them: encodings, delimiters, headers, faults."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from staff.sheets import safe_cell
from subscribers.importing import ImportFileError, reading
from subscribers.importing.reading import Fault, people
from subscribers.importing.rows import Person

TOPICS = {"climate": 1, "klima": 1, "culture": 2}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Faults in English, whatever the installation speaks."""
    with translation.override("en"):
        yield


def read(text: str | bytes) -> list[Person | Fault]:
    """All rows of a file."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(people(io.BytesIO(data), topics=TOPICS, wordings={}))


def person(text: str | bytes) -> Person:
    """The only row of a file."""
    (row,) = read(text)
    assert isinstance(row, Person), row
    return row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_what_spreadsheets_save_is_read(encoding: str, delimiter: str, line: str) -> None:
    """S19: UTF-8, with BOM, cp1252; semicolon, comma, tab; both line ends."""
    rows = [
        ["E-Mail", "Vorname", "Nachname", "Gemeinde"],
        ["a@example.org", "Jörg", "Groß", "Köln"],
    ]
    text = line.join(delimiter.join(row) for row in rows) + line
    found = person(text.encode(encoding))
    assert (found.given_name, found.family_name, found.municipality) == ("Jörg", "Groß", "Köln")


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("E-Mail-Adresse;Anrede", "Frau Dr.", "honorific", "Frau Dr."),
        ("mail;Titel", "Dr.", "honorific", "Dr."),
        ("mail;Anrede", "DU", "form_of_address", "informal"),
        ("mail;Salutation", "siezen", "form_of_address", "formal"),
        ("mail;Anrede", "Sie", "honorific", None),
        ("email;Sprache", "Englisch", "language", "en"),
        ("email;language", "de-DE", "language", "de"),
        ("email;Häufigkeit", "Wöchentlich", "frequency", "weekly"),
        ("email;frequency", "daily", "frequency", "daily"),
        ("email;Form der Anrede", "Du", "form_of_address", "informal"),
        ("email;Gemeindetyp", "Landkreis", "municipality_type", "Landkreis"),
        ("email;Municipality type", "city", "municipality_type", "city"),
        ("email;Themen", "Klima | culture", "topics", [1, 2]),
        ("email;Nachweis", "Akte 7", "proof", "Akte 7"),
        ("email;Stadtteil", "Nord", "attributes", '{"Stadtteil": "Nord"}'),
        ("Adresse;Ort", "Jena", "municipality", "Jena"),
        ("email;Adresse", "Am Anger 1", "attributes", '{"Adresse": "Am Anger 1"}'),
        ("email;name", "Anna Maria Berg", "family_name", "Berg"),
        ("email;Name", "Berg, Anna", "given_name", "Anna"),
    ],
)
def test_headers_are_understood(header: str, cell: str, field: str, value: object) -> None:
    """Issue, section 5: German and English headers; unknown columns become attributes."""
    assert getattr(person(f"{header}\na@example.org;{cell}\n"), field) == value


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (";de;", "E-Mail", "no address"),
        ("anna;de;", "E-Mail", "@-sign"),
        ("a@example.org;Klingonisch;", "Sprache", "no language"),
        ("a@example.org;de;unknown", "Themen", "does not exist"),
        ("a@example.org;de;;extra", "", "more cells"),
        ("a@exam\x07ple.org;de;", "E-Mail", "control"),
        (f"a@example.org;{'x' * 501};", "Sprache", "500"),
    ],
)
def test_faults_name_row_and_column_and_no_content(row: str, column: str, words: str) -> None:
    """S19, P17: a fault says where and what, without repeating what may be a person's data."""
    good, fault = read(f"E-Mail;Sprache;Themen\nb@example.org;en;culture\n{row}\n")
    assert isinstance(good, Person)
    assert isinstance(fault, Fault)
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.words
    assert "anna" not in fault.words


def test_a_column_greets_in_one_way() -> None:
    """Issue, section 5: titles, or du and Sie; who mixes them is told what to do."""
    rows = "E-Mail;Anrede\na@example.org;\nb@example.org;duzen\nc@example.org;Frau Dr.\n"
    nothing, informal, fault = read(rows)
    assert isinstance(nothing, Person)
    assert isinstance(informal, Person)
    assert (nothing.form_of_address, informal.form_of_address) == (None, "informal")
    assert isinstance(fault, Fault)
    assert (fault.row, fault.column) == (4, "Anrede")
    assert "'Anrede' and 'Anredeform'" in fault.words
    with pytest.raises(ImportFileError, match="'Titel' and 'Anredeform' mean the same"):
        read("E-Mail;Titel;Anredeform\na@example.org;du;\n")


def test_empty_rows_are_no_rows() -> None:
    """Spreadsheets leave empty lines at the end; rows keep the number that they have there."""
    rows = read("email\n\na@example.org\n;;\n"[:-4] + "\n\nb@example.org\n")
    assert [row.row for row in rows] == [3, 5]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "No column holds mail addresses"),
        (b"Name;Ort\nAnna;Jena\n", "Found: Name, Ort"),
        (b"email;mail\na@example.org;b@example.org\n", "mean the same"),
        ("email\na@example.org\n".encode("utf-16"), "CSV UTF-8"),
        (b"PK\x03\x04zip", "CSV UTF-8"),
        (b"email\n\x81\x8d\n", "CSV UTF-8"),
        (b'email;x\n"a@example.org;' + b"x" * 140_000, "quotation mark"),
        (b";".join([b"c"] * 101), "101 columns"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, words: str) -> None:
    """S19: limits on columns and cells; no archives; the remedy is named."""
    with pytest.raises(ImportFileError, match=words):
        read(data)


def test_bytes_and_rows_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """S19: most bytes, most rows."""
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    with pytest.raises(ImportFileError, match="more than 2 rows"):
        read("email\n" + "a@example.org\n" * 3)
    monkeypatch.setattr(reading, "MAX_BYTES", 1 << 20)
    with pytest.raises(ImportFileError, match="larger than 1 MB"):
        read(b"email\n" + b"x" * (1 << 20))


def test_rows_come_one_by_one() -> None:
    """S19: the file is streamed; the first person is there before the last line is read."""
    data = io.BytesIO(b"email\n" + b"a@example.org\n" * 200_000)
    first = next(people(data, topics={}, wordings={}))
    assert isinstance(first, Person)
    assert data.tell() < 100_000


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =x", "＝1", "＋1"])
def test_formulas_are_defused(cell: str) -> None:
    """S20: a spreadsheet shows the cell and runs nothing."""
    assert safe_cell(cell) == f"'{cell}"


def test_words_stay_as_they_are() -> None:
    """S20: only what could run is changed."""
    assert safe_cell("no address (a=b)") == "no address (a=b)"


def test_the_sample_says_how_citizens_are_addressed() -> None:
    """'Anredeform' is a form of address, not a title: nobody is greeted as 'Guten Tag sie'."""
    header, *_ = Path("samples/people/citizens.csv").read_text(encoding="utf-8").splitlines()
    row = person(f"{header}\na@example.org;;;de;täglich;du;\n")
    assert (row.form_of_address, row.honorific) == ("informal", None)
