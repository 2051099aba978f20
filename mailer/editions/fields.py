"""Typed reading of data that people edit: every error names its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mailer.editions.clean import one_line
from mailer.editions.profiles import fault

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_LONGEST: Final = 1000
_MISSING: Final = object()


class TellingError(ValueError):
    """The data of a telling is not right; `path` says where, `words` what and how to mend it."""

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"{path}: {words}")
        self.path = path
        self.words = words


class Fields:
    """One table of the data; remembers what was read, so that a misspelt key is noticed."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
            raise TellingError(path or "telling", "must be a table")
        self._data: Mapping[str, object] = data
        self._path = path
        self._read: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """The keys of this table, in their order."""
        return tuple(self._data)

    def nothing_else(self) -> None:
        """Raise if the table has a key that nobody asked for."""
        unknown = [name for name in self._data if name not in self._read]
        if unknown:
            known = ", ".join(sorted(self._read))
            raise TellingError(self.at(unknown[0]), f"is not known here; known are {known}")

    def table(self, name: str) -> Fields:
        """A table inside this one."""
        return Fields(self._get(name), self.at(name))

    def tables(self, name: str) -> tuple[Fields, ...]:
        """A list of tables; empty if it is missing."""
        rows = self._get(name, default=[])
        if not isinstance(rows, Sequence) or isinstance(rows, str):
            raise TellingError(self.at(name), "must be a list of tables")
        return tuple(Fields(row, f"{self.at(name)}[{i}]") for i, row in enumerate(rows))

    def text(self, name: str, *, default: object = _MISSING) -> str:
        """One line of text."""
        value = self._get(name, default=default)
        if not isinstance(value, str):
            raise TellingError(self.at(name), "must be text")
        if len(value) > _LONGEST:
            raise TellingError(self.at(name), f"is longer than {_LONGEST} characters")
        return one_line(value)

    def texts(self, name: str, *, default: object = _MISSING) -> tuple[str, ...]:
        """A list of texts with at least one entry; empty if it is missing and may be."""
        values = self._get(name, default=default)
        if values == ():
            return ()
        if not isinstance(values, list | tuple) or not values:
            raise TellingError(self.at(name), "must be a list of texts, e.g. ['Kosten*']")
        for value in values:
            if not isinstance(value, str) or not value.strip(" *"):
                raise TellingError(self.at(name), f"has an entry that is no word: {value!r}")
        return tuple(one_line(str(value)) for value in values)

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a keyword profile, at least one."""
        found = self.texts(name)
        for word in found:
            if wrong := fault(word):
                raise TellingError(self.at(name), f"{word!r} {wrong}")
        return found

    def pattern(self, name: str, known: Sequence[str], *, default: object = _MISSING) -> str:
        """Text with placeholders, of which only the known ones may occur."""
        value = self.text(name, default=default)
        for found in _PLACEHOLDER.findall(value):
            if found not in known:
                names = ", ".join(f"{{{word}}}" for word in known)
                raise TellingError(self.at(name), f"{{{found}}} is not known; known are {names}")
        return value

    def slug(self, name: str) -> str:
        """A short name of small letters, digits and hyphens."""
        value = self.text(name)
        if not _SLUG.fullmatch(value):
            raise TellingError(self.at(name), "may hold small letters, digits and hyphens only")
        return value

    def choice(self, name: str, known: Sequence[str], *, default: object = _MISSING) -> str:
        """One of a few words."""
        value = self.text(name, default=default)
        if value not in known:
            raise TellingError(self.at(name), f"must be one of {', '.join(known)}")
        return value

    def choices(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """Some of a few words, each at most once."""
        values = self.texts(name)
        for value in values:
            if value not in known or values.count(value) > 1:
                raise TellingError(
                    self.at(name), f"{value!r} must be one of {', '.join(known)}, each once"
                )
        return values

    def count(self, name: str, *, default: int) -> int:
        """A whole number from 0 to 10,000."""
        value = self._get(name, default=default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
            raise TellingError(self.at(name), "must be a whole number from 0 to 10000")
        return value

    def weight(self, name: str, *, default: float) -> float:
        """A number from -100 to 100."""
        value = self._get(name, default=default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not -100 <= value <= 100
        ):
            raise TellingError(self.at(name), "must be a number from -100 to 100")
        return float(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(name, default=default)
        if not isinstance(value, bool):
            raise TellingError(self.at(name), "must be true or false")
        return value

    def _get(self, name: str, *, default: object = _MISSING) -> object:
        self._read.add(name)
        value = self._data.get(name, default)
        if value is _MISSING:
            raise TellingError(self.at(name), "is missing")
        return value

    def at(self, name: str) -> str:
        """The place of a key, as errors name it."""
        return f"{self._path}.{name}" if self._path else name
