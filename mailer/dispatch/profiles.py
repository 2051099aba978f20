"""The keyword profiles of a telling: as they ship, as they count here, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.retelling import Retold, retell
from mailer.dispatch.tellings import base_of, data_of
from mailer.editions.compare import Column
from mailer.editions.layouts import merged
from mailer.editions.model import Item
from mailer.editions.profiles import Profile
from mailer.editions.tell import tell
from mailer.editions.telling import telling_from
from mailer.models import Telling as Row
from staff.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile as it counts and as it ships; None where the installation or product has none."""

    name: str
    now: Profile | None
    built_in: Profile | None

    @property
    def added(self) -> tuple[str, ...]:
        """Words that this installation looks for besides."""
        return _without(self.now, self.built_in)

    @property
    def removed(self) -> tuple[str, ...]:
        """Built-in words that it does not look for."""
        return _without(self.built_in, self.now)

    @property
    def changed(self) -> bool:
        """Whether this is not as it ships."""
        return self.now != self.built_in

    @property
    def own(self) -> bool:
        """Whether the installation added it."""
        return self.built_in is None


@dataclass(frozen=True, slots=True)
class Own:
    """A profile of the installation's own in one language: its name and its reason for people."""

    title: str
    words: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words and the weight that somebody wants a profile to have; no words: no such profile."""

    words: tuple[str, ...]
    weight: float


def profiles_of(row: Row, language: str) -> tuple[Kept, ...]:
    """Those that count in a language, then those that ship and were taken out."""
    now = {p.name: p for p in telling_from(data_of(row)).languages[language].profiles}
    shipped = base_of(row)
    voices = telling_from(shipped).languages if shipped else {}
    built_in = {p.name: p for p in voices[language].profiles} if language in voices else {}
    names = dict.fromkeys((*now, *built_in))
    return tuple(Kept(name, now.get(name), built_in.get(name)) for name in names)


def reword(row: Row, language: str, *, wanted: Mapping[str, Wanted], by: User) -> Retold:
    """Let profiles have these words and weights; raises PlanError. What is not named stays."""
    return retell(row.slug, reworded(row, language, wanted=wanted), by=by)


def reworded(row: Row, language: str, *, wanted: Mapping[str, Wanted]) -> dict[str, Any]:
    """What the installation would have changed of a telling with these words and weights."""
    now = _stored(data_of(row), language)
    built_in = _stored(base_of(row), language)
    known = {one["name"] for one in now}
    taken_out = [one for one in built_in if one["name"] not in known and one["name"] in wanted]
    given = [(one, wanted.get(one["name"])) for one in (*now, *taken_out)]
    found = [_with(one, wish) for one, wish in given if wish is None or wish.words]
    return merged(row.data, {language: {"profiles": found}})


def add(row: Row, own: Mapping[str, Own], *, weight: float, by: User) -> Retold:
    """Let a telling look for a profile of the installation's own; raises PlanError."""
    return retell(row.slug, added(row, own, weight=weight), by=by)


def added(row: Row, own: Mapping[str, Own], *, weight: float) -> dict[str, Any]:
    """What the installation would have changed of a telling with one more profile."""
    counts = data_of(row)
    taken = {kept.name for code in languages_of(row) for kept in profiles_of(row, code)}
    wanted = slugify(next(iter(own.values())).title) or "own"
    name = next(one for one in _numbered(wanted) if one not in taken)
    data: dict[str, Any] = row.data
    for code, one in own.items():
        profile = {"name": name, "weight": weight, **asdict(one), "words": list(one.words)}
        data = merged(data, {code: {"profiles": [*_stored(counts, code), profile]}})
    return data


def remove(row: Row, name: str, *, by: User) -> Retold:
    """Take a profile of the installation's own away, in all languages; raises NotFoundError."""
    counts, data = data_of(row), row.data
    own = [code for code in languages_of(row) if _is_own(row, name, language=code)]
    if not own:
        raise NotFoundError(f"'{row.slug}' has no profile '{name}' of its own.")
    for code in own:
        left = [one for one in _stored(counts, code) if one["name"] != name]
        data = merged(data, {code: {"profiles": left}})
    return retell(row.slug, data, by=by)


def languages_of(row: Row) -> tuple[str, ...]:
    """The languages that a telling speaks, the default first."""
    return tuple(telling_from(data_of(row)).languages)


def _is_own(row: Row, name: str, *, language: str) -> bool:
    return any(one.name == name and one.own for one in profiles_of(row, language))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def before_and_after(
    row: Row, data: Mapping[str, Any], *, item: Item, language: str
) -> tuple[Column, Column]:
    """A report as it is told now, and as it would be by other data of the telling."""
    draft = Row(slug=row.slug, data=data)
    now, then = (_column(one, item, language=language) for one in (row, draft))
    return replace(now, audience="now"), replace(then, audience="then")


def _column(row: Row, item: Item, *, language: str) -> Column:
    telling = telling_from(data_of(row))
    told = tell([item], telling, language=language, city=str(settings.CITY))
    return Column(telling.audience, language, told, item.report)


def _stored(data: Mapping[str, Any], language: str) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = data.get(language, {}).get("profiles", [])
    return rows


def _with(one: Mapping[str, Any], wanted: Wanted | None) -> dict[str, Any]:
    """A stored profile with these words and this weight; untouched where they are the same."""
    kept = dict(one)
    if wanted and list(wanted.words) != kept["words"]:
        kept["words"] = list(wanted.words)
    if wanted and wanted.weight != kept.get("weight", 1.0):
        kept["weight"] = wanted.weight
    return kept


def _without(one: Profile | None, other: Profile | None) -> tuple[str, ...]:
    there: Iterable[str] = other.words if other else ()
    return tuple(word for word in (one.words if one else ()) if word not in set(there))
