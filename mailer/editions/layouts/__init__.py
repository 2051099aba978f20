"""Layouts that a campaign can choose: data laid over the telling of each audience.

One TOML file each: its words and its template replace the telling's, all else stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of mail changes in a telling; `names` are what staff call it, by language.

    An `urgent` one goes before everything else, and at night too. `easy` is what it changes besides
    in a telling in easy language.
    """

    slug: str
    names: Mapping[str, str]
    urgent: bool
    changes: Mapping[str, Any]
    easy: Mapping[str, Any]

    def over(self, telling: Mapping[str, Any]) -> dict[str, Any]:
        """A telling's data as this layout tells it; no language comes in that it does not speak."""
        changes = merged(self.changes, self.easy) if telling.get("easy") else self.changes
        spoken = {
            name: value
            for name, value in changes.items()
            if not isinstance(value, Mapping) or name in telling
        }
        return merged(telling, spoken)


@cache
def layouts() -> Mapping[str, Layout]:
    """All layouts by name; not to be changed."""
    return {file.stem: _read(file) for file in sorted(_FOLDER.glob("*.toml"))}


def laid(telling: Mapping[str, Any], layout: str) -> dict[str, Any]:
    """A telling's data in a layout, '' for its own; raises KeyError for an unknown one."""
    return layouts()[layout].over(telling) if layout else dict(telling)


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`own` over `base`, table by table; lists and values are replaced whole."""
    result = dict(base)
    for name, value in own.items():
        below = result.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            result[name] = merged(below, value)
        else:
            result[name] = value
    return result


def differing(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What of `own` is not in `base` already, so that merging it gives the same."""
    found = {
        name: differing(base[name], value)
        if isinstance(value, Mapping) and isinstance(base.get(name), Mapping)
        else value
        for name, value in own.items()
        if value != base.get(name)
    }
    return {name: value for name, value in found.items() if value != {}}


def _read(file: Path) -> Layout:
    changes = tomllib.loads(file.read_text(encoding="utf-8"))
    names, urgent = changes.pop("names"), changes.pop("urgent", False)
    easy = changes.pop("easy", {})
    return Layout(file.stem, names, urgent=urgent, changes=changes, easy=easy)
