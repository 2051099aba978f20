"""When a look outside was asked for, and from when on what was seen counts for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty for all that is there: whoever approves or sends it asks for a look."""

    dependencies: ClassVar = [("mailer", "0022_repeated_headings")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="issue",
            name="look_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="issue",
            name="looks_since",
            field=models.DateTimeField(null=True),
        ),
    ]
