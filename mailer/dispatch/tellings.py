"""The telling of an audience as it counts: what ships, with what the installation changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailer.dispatch.errors import PlanError
from mailer.editions.differences import resolved
from mailer.editions.layouts import laid, layouts, merged
from mailer.editions.telling import Telling, shipped, telling_from
from mailer.models import Telling as Row


def telling_of(audience: str, *, layout: str = "") -> Telling:
    """The telling of the audience `audience`, in a layout or its own; raises PlanError for none."""
    row = Row.objects.filter(audience__slug=audience).first()
    if row is None:
        raise PlanError(
            f"The audience '{audience}' has no telling yet. Add one: docs/adding-a-telling.md."
        )
    known_layout(layout)
    return telling_from(data_of(row, layout=layout))


def easy_telling_of(audience: str, *, layout: str = "") -> Telling:
    """The telling in easy language for an audience; raises PlanError where there is none."""
    known_layout(layout)
    return telling_from(easy_data(audience, layout=layout))


def easy_data(audience: str, *, layout: str = "") -> Mapping[str, Any]:
    """The data of that telling; raises PlanError where there is none."""
    data = shipped().get(f"{audience}-easy")
    if data is None:
        raise PlanError(f"The audience '{audience}' has no telling in easy language.")
    return laid(data, layout)


def easy_audiences() -> tuple[str, ...]:
    """The audiences that can be told in easy language."""
    return tuple(slug.removesuffix("-easy") for slug in shipped() if slug.endswith("-easy"))


def known_layout(layout: str) -> None:
    """Raise PlanError for a layout that is not there."""
    if layout and layout not in layouts():
        names = ", ".join(layouts())
        raise PlanError(f"There is no layout '{layout}'. There are: {names}.")


def data_of(row: Row, *, layout: str = "") -> dict[str, Any]:
    """The data that count: a stored telling need only hold what differs from a shipped one.

    The shipped one is that of the same slug, or the one that `like` names. So a new release
    can add words and profiles to tellings that an installation has changed.
    """
    own = {name: value for name, value in row.data.items() if name != "like"}
    base = base_of(row)
    return laid(merged(base, resolved(base, own)), layout)


def base_of(row: Row) -> Mapping[str, Any]:
    """The shipped telling that a stored one differs from; empty where there is none."""
    return shipped().get(str(row.data.get("like", row.slug)), {})
