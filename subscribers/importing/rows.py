"""A row of a file as a person, cell by cell. What a column's cell meant once is not asked again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from subscribers.evidence import canonical
from subscribers.importing import cells
from subscribers.importing.columns import Column, mean_the_same
from subscribers.importing.faults import RowError
from subscribers.keys import AddressError, keys_of, normalise

_VERSION = re.compile(r"(?:v|version )?\.?(\d{1,6})", re.IGNORECASE)
_SHOWN = ("consent_at", "consent_source", "ip", "wording")
# How many different cells of a column are remembered.
_REMEMBERED = 1024

Wordings = Mapping[tuple[str, int], int]


class Known(NamedTuple):
    """Ids of topics by casefolded slug or name, and of the list's words by language and version."""

    topics: Mapping[str, int]
    wordings: Wordings


class Person(NamedTuple):
    """A row as it is staged, in the order of the staging table; None is what it does not tell."""

    row: int
    address: str
    key: bytes
    older: list[bytes] | None
    given_name: str | None
    family_name: str | None
    honorific: str | None
    organisation: str | None
    municipality: str | None
    municipality_type: str | None
    language: str | None
    form_of_address: str | None
    frequency: str | None
    proof: str | None
    topics: list[int] | None
    attributes: str | None
    shown: str | None
    wording_id: int | None


class RowReader:
    """Turns rows into people, column by column."""

    def __init__(self, columns: Sequence[Column], *, width: int, known: Known) -> None:
        self.columns = [(*column, _reader_of(column, known)) for column in columns]
        self.headers = {column.field: column.header for column in columns}
        self.width = width
        self.wordings = known.wordings
        self.shows = not self.headers.keys().isdisjoint(_SHOWN)
        self.greets_by = ""

    def person(self, number: int, row: Sequence[str]) -> Person:
        """The person in this row; RowError for the first cell that means nothing."""
        if any(row[self.width :]):
            raise RowError("", _("has more cells than there are columns"))
        values, attributes = self._read(row)
        values["row"] = number
        self._address(values)
        if name := values.get("name"):
            values["given_name"], values["family_name"] = cells.split_name(name)
        if "honorific" in values:
            self._greet(values)
        if attributes:
            values["attributes"] = json.dumps(attributes, ensure_ascii=False)
        if self.shows:
            self._show(values)
        return Person._make(map(values.get, Person._fields))

    def _read(self, row: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the filled cells say, by field; attributes by their header."""
        values: dict[str, Any] = {}
        attributes: dict[str, Any] = {}
        for place, header, field, read in self.columns:
            cell = row[place] if place < len(row) else ""
            if cell and (value := read(cell)):
                if field:
                    values[field] = value
                else:
                    attributes[header] = value
        return values, attributes

    def _address(self, values: dict[str, Any]) -> None:
        """Where mail goes, and the hashes by which a person is found."""
        header = self.headers["email"]
        typed = values.get("email")
        if not typed:
            raise RowError(header, _("no address"))
        try:
            address = normalise(typed)
        except AddressError as error:
            words = _("no address that mail can be sent to (%(why)s)")
            raise RowError(header, words % {"why": error}) from None
        values["address"] = address
        values["key"], *older = keys_of(address)
        if older:
            values["older"] = older

    def _greet(self, values: dict[str, Any]) -> None:
        """'Anrede' holds titles (Frau Dr.), or du and Sie: the first filled cell says which, and
        nobody is greeted 'Guten Tag sie'.
        """
        header, form = self.headers["honorific"], cells.known_form(values["honorific"])
        means = "form_of_address" if form else "honorific"
        self.greets_by = self.greets_by or means
        if means != self.greets_by:
            words = _(
                "this column holds both titles (Frau Dr.) and forms of address (du, Sie); write "
                "them into two columns, 'Anrede' and 'Anredeform'"
            )
            raise RowError(header, words)
        if form and (other := self.headers.get(means)):
            raise mean_the_same(header, other)
        if form:
            values["honorific"], values["form_of_address"] = None, form

    def _show(self, values: dict[str, Any]) -> None:
        """The evidence of this row in its canonical form, and the version of our words it names."""
        shown = {name: values[name] for name in _SHOWN if name in values}
        if shown:
            values["shown"] = canonical(shown).decode()
        if version := _VERSION.fullmatch(shown.get("wording", "")):
            code = values.get("language") or settings.LANGUAGE_CODE
            values["wording_id"] = self.wordings.get((code, int(version[1])))


def _reader_of(column: Column, known: Known) -> Callable[[str], Any]:
    """What makes a value of a cell of this column."""
    header, field = column.header, column.field
    most = cells.MAX_LENGTHS.get(field, cells.MAX_ATTRIBUTE)
    convert = cells.CONVERTERS.get(field)
    if field == "topics":
        convert = partial(cells.topic_ids, known=known.topics)

    def read(cell: str) -> Any:
        text = cells.tidy(cell, header, most=most)
        return convert(text, header) if text and convert else text

    return read if field == "email" else lru_cache(_REMEMBERED)(read)
