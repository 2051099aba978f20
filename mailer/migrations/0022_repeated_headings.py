"""Whether the heading of a marked section stood above others, too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Not known of marks that are there: their heading alone goes on to count."""

    dependencies: ClassVar = [("mailer", "0021_sentences_chosen_by_hand")]

    operations: ClassVar = [
        migrations.AddField("mark", "repeated", models.BooleanField(default=False)),
    ]
