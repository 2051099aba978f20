"""What a text was known by when it came from its source, where an editor described its pictures."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty for all that is there: nothing was added to it."""

    dependencies: ClassVar = [("mailer", "0018_waivers_keep_what_was_affirmed")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="translation",
            name="came_hash",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
    ]
