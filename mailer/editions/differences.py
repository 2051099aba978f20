"""Keyword profiles that differ from built-in ones, kept by name, so that a release can add more.

What an installation changed is a table for each profile: words `added` and `removed`, `taken_out`,
or whatever else is not as it ships; one of its own holds its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from mailer.editions.fields import Fields, TellingError

ADDED: Final = "added"
REMOVED: Final = "removed"
TAKEN_OUT: Final = "taken_out"
# What a profile may leave out, and what it then has.
DEFAULTS: Final[Mapping[str, object]] = {
    "weight": 1.0,
    "title": "",
    "label": "",
    "because": "",
    "heading_only": False,
}

Stored: TypeAlias = Mapping[str, Any]


def resolved(base: Stored, own: Stored) -> dict[str, Any]:
    """An installation's data of a telling with all profiles as lists; raises TellingError."""

    def listed(code: str, profiles: object) -> object:
        if isinstance(profiles, Mapping):
            return applied(_profiles(base, code), profiles, at=f"{code}.profiles")
        return profiles

    return _each(own, listed)


def reduced(base: Stored, own: Stored, *, ordered: bool) -> dict[str, Any]:
    """The same data, checked before; of profiles, what differs from the built-in ones."""
    return _each(own, lambda code, found: changes(_profiles(base, code), found, ordered=ordered))


def _each(own: Stored, change: Callable[[str, Any], object]) -> dict[str, Any]:
    """The data with the profiles of each language changed."""
    return {
        code: {**voice, "profiles": change(code, voice["profiles"])}
        if isinstance(voice, Mapping) and "profiles" in voice
        else voice
        for code, voice in own.items()
    }


def _profiles(data: Stored, code: str) -> Sequence[Stored]:
    found: Sequence[Stored] = data.get(code, {}).get("profiles", ())
    return found


def applied(built_in: Sequence[Stored], changes: object, *, at: str) -> list[dict[str, Any]]:
    """The profiles that count: built-in ones in their order, then the installation's by name.

    Raises TellingError, with the place below `at`, for what is no table of changes.
    """
    own = _checked(changes, at)
    known = {str(one["name"]): one for one in built_in}
    # By name, because the database does not keep the order of a table.
    names = (*known, *sorted(own.keys() - known.keys()))
    found = (_with(known.get(name, {"name": name}), own.get(name, {})) for name in names)
    return [one for one in found if one is not None]


def changes(
    built_in: Sequence[Stored], wanted: Sequence[Stored], *, ordered: bool
) -> Mapping[str, Stored] | Sequence[Stored]:
    """What makes `wanted` of the built-in profiles; with `ordered`, a list that stands in another
    order is kept whole.
    """
    known = {str(one["name"]): one for one in built_in}
    there = [str(one["name"]) for one in wanted]
    found: dict[str, Stored] = {name: {TAKEN_OUT: True} for name in known if name not in set(there)}
    for one in wanted:
        if difference := _difference(known.get(str(one["name"]), {}), one):
            found[str(one["name"])] = difference
    as_kept = [str(one["name"]) for one in applied(built_in, found, at="profiles")]
    return list(wanted) if not known or (ordered and as_kept != there) else found


def _checked(changes: object, at: str) -> Mapping[str, Stored]:
    table = Fields(changes, at)
    return {name: _entry(table.table(name), changes[name]) for name in table.names()}  # type: ignore[index]


def _entry(fields: Fields, entry: Stored) -> Stored:
    for name in (ADDED, REMOVED, "words"):
        if name in entry:
            fields.words(name)
    fields.flag(TAKEN_OUT, default=False)
    known = (ADDED, REMOVED, TAKEN_OUT, "words", *DEFAULTS)
    for name in entry:
        if name not in known:
            raise TellingError(fields.at(name), f"is not known here; known are {', '.join(known)}")
    return entry


def _with(one: Stored, change: Stored) -> dict[str, Any] | None:
    """A profile with what was changed; None where it was taken out or nothing is left of it."""
    if change.get(TAKEN_OUT):
        return None
    found = dict(one) | {key: change[key] for key in change.keys() & {"words", *DEFAULTS}}
    gone = set(change.get(REMOVED, ()))
    words = [word for word in found.get("words", ()) if word not in gone]
    found["words"] = list(dict.fromkeys((*words, *change.get(ADDED, ()))))
    return found if found["words"] else None


def _difference(base: Stored, one: Stored) -> dict[str, Any]:
    found = {
        key: one.get(key, default)
        for key, default in DEFAULTS.items()
        if one.get(key, default) != base.get(key, default)
    }
    if not base:
        return found | {"words": list(one["words"])}
    pairs = ((ADDED, one, base), (REMOVED, base, one))
    for key, there, elsewhere in pairs:
        if words := [word for word in there["words"] if word not in elsewhere["words"]]:
            found[key] = words
    return found
