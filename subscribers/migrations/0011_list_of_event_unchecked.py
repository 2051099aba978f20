"""An event's list is that of its subscription, whose key is looked at."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Drops a foreign key."""

    dependencies: ClassVar = [("subscribers", "0010_editorial_lists")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="consentevent",
            name="list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="subscribers.list",
            ),
        ),
    ]
