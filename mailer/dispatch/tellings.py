"""The telling of an audience as it counts: what ships, with what the installation changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailer.dispatch.errors import PlanError
from mailer.editions.telling import Telling, shipped, telling_from
from mailer.models import Telling as Row


def telling_of(audience: str) -> Telling:
    """The telling of the audience `audience`; raises PlanError where there is none."""
    row = Row.objects.filter(audience__slug=audience).first()
    if row is None:
        raise PlanError(
            f"The audience '{audience}' has no telling yet. Add one: docs/adding-a-telling.md."
        )
    return telling_from(data_of(row))


def easy_telling_of(audience: str) -> Telling:
    """The telling in easy language for an audience; raises PlanError where there is none."""
    data = shipped().get(f"{audience}-easy")
    if data is None:
        raise PlanError(f"The audience '{audience}' has no telling in easy language.")
    return telling_from(data)


def easy_audiences() -> tuple[str, ...]:
    """The audiences that can be told in easy language."""
    return tuple(slug.removesuffix("-easy") for slug in shipped() if slug.endswith("-easy"))


def data_of(row: Row) -> dict[str, Any]:
    """The data that count: a stored telling need only hold what differs from a shipped one.

    The shipped one is that of the same slug, or the one that `like` names. So a new release
    can add words to tellings that an installation has changed.
    """
    own = dict(row.data)
    base = shipped().get(str(own.pop("like", row.slug)), {})
    return merged(base, own)


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
