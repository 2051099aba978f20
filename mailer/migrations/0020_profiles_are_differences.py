"""Profiles that an installation changed are kept as differences, so that a release can add more."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from mailer.editions.differences import reduced, resolved
from mailer.editions.telling import shipped


def reduce(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Lists of profiles become what differs from those that ship now."""
    for row in apps.get_model("mailer", "Telling").objects.all():
        base = _base(row)
        ordered = row.data.get("keep", base.get("keep")) == "roles"
        _keep(row, reduced(base, row.data, ordered=ordered))


def resolve(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Lists again, as they count now."""
    for row in apps.get_model("mailer", "Telling").objects.all():
        _keep(row, resolved(_base(row), row.data))


def _base(row: Any) -> dict[str, Any]:  # noqa: ANN401 a row of the history has no type
    return dict(shipped().get(row.data.get("like", row.slug), {}))


def _keep(row: Any, data: dict[str, Any]) -> None:  # noqa: ANN401
    if data != row.data:
        # Who changed it last, and when, stays.
        type(row).objects.filter(pk=row.pk).update(data=data)


class Migration(migrations.Migration):
    """Data only."""

    dependencies: ClassVar = [("mailer", "0019_texts_know_what_came")]

    operations: ClassVar = [migrations.RunPython(reduce, resolve)]
