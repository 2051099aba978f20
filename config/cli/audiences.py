"""Audiences as they are named on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from config.cli.errors import CliError, Code
from subscribers import audience


def named(wanted: Iterable[str]) -> list[str]:
    """The audiences that somebody named, or all where none was; refuses one that there is not."""
    known = [entry.slug for entry in audience.audiences()]
    for slug in wanted:
        if slug not in known:
            names = ", ".join(known)
            raise CliError(f"There is no audience '{slug}'. There are: {names}.", Code.NOT_FOUND)
    return list(wanted) or known
