"""What editors wrote at the head of an issue."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing for all that are there: their tellings say it."""

    dependencies: ClassVar = [("mailer", "0023_when_looks_were_asked_for")]

    operations: ClassVar = [
        migrations.AddField("issue", "heads", models.JSONField(default=dict)),
    ]
