"""Which column of a file is what: German and English headers, the rest are attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from subscribers.importing.faults import ImportFileError

_HEADERS = {
    "email": "email mail emailadresse mailadresse emailaddress mailaddress",
    "given_name": "vorname givenname firstname",
    "family_name": "nachname familienname zuname familyname lastname surname",
    "name": "name fullname vollername",
    "honorific": "anrede titel title honorific salutation",
    "organisation": "organisation organization institution firma company behörde",
    "municipality": "gemeinde kommune stadt ort municipality city town",
    "municipality_type": "gemeindetyp gemeindeart kommunentyp municipalitytype",
    "language": "sprache language lang",
    "frequency": "frequenz häufigkeit haeufigkeit rhythmus frequency",
    "topics": "themen thema topics topic",
    "form_of_address": "formderanrede anredeform dusie duodersie formofaddress",
    "proof": "nachweis einwilligungsnachweis beleg proof",
    "consent_at": "einwilligungam einwilligungvom einwilligungszeit einwilligungszeitpunkt "
    "anmeldezeit anmeldezeitpunkt optinam optinzeit consentat consenttime consentdate optinat "
    "optintime",
    "consent_source": "einwilligungsquelle anmeldequelle quelle formular consentsource source form",
    "wording": "wortlaut einwilligungstext wortlautversion wording wordingversion consenttext",
    "ip": "ip ipadresse anmeldeip ipaddress signupip optinip",
}
_FIELDS = {header: field for field, headers in _HEADERS.items() for header in headers.split()}
_PERHAPS_EMAIL = {"adresse", "address"}
"""Mail addresses only where no other column has them, else the place where somebody lives."""

MAX_COLUMNS = 100
MAX_HEADER = 60


class Column(NamedTuple):
    """A column that is read: its place, its header as typed, and the field that it fills.

    An empty field stands for an attribute of that header's name.
    """

    place: int
    header: str
    field: str


def understand(headers: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a header row; ImportFileError if none has addresses or two mean the same."""
    if len(headers) > MAX_COLUMNS:
        raise ImportFileError(
            _("The file has %(count)s columns. At most %(most)s are read.")
            % {"count": len(headers), "most": MAX_COLUMNS}
        )
    titles = [" ".join(header.split())[:MAX_HEADER] for header in headers]
    fields = [_FIELDS.get(_plain(title), "") for title in titles]
    if "email" not in fields:
        fields = [
            "email" if _plain(title) in _PERHAPS_EMAIL else field
            for title, field in zip(titles, fields, strict=True)
        ]
    if "given_name" in fields:
        fields = ["family_name" if field == "name" else field for field in fields]
    columns = [
        Column(place, title, field)
        for place, (title, field) in enumerate(zip(titles, fields, strict=True))
        if title
    ]
    _demand_sense(columns)
    return tuple(columns)


def mean_the_same(one: str, other: str) -> ImportFileError:
    """Nobody knows which of two columns holds."""
    words = _("The columns '%(one)s' and '%(other)s' mean the same. Remove one of them.")
    return ImportFileError(words % {"one": one, "other": other})


def _plain(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


def _demand_sense(columns: Sequence[Column]) -> None:
    seen: dict[str, str] = {}
    for column in columns:
        means = column.field or column.header
        if means in seen:
            raise mean_the_same(seen[means], column.header)
        seen[means] = column.header
    if "email" not in seen:
        raise ImportFileError(
            _(
                "No column holds mail addresses. The first row must name the columns, one of them "
                "'E-Mail'. Found: %(found)s."
            )
            % {"found": ", ".join(column.header for column in columns) or "-"}
        )
