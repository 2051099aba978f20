"""Sentences and quotes chosen by hand, and an editor's own first sentence and way on."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

WISHES = [
    ("show", "Show"),
    ("whole", "Show whole"),
    ("first", "Put first"),
    ("first-whole", "Put first, and whole"),
    ("second", "Put second"),
    ("third", "Put third"),
    ("fourth", "Put fourth"),
    ("last", "Put last"),
    ("hide", "Leave out"),
    ("tell", "Tell"),
    ("skip", "Do not tell"),
]


class Migration(migrations.Migration):
    """Empty for all that is there: nothing was chosen."""

    dependencies: ClassVar = [("mailer", "0020_profiles_are_differences")]

    operations: ClassVar = [
        migrations.AddField("mark", "sentence", models.TextField(blank=True, default="")),
        migrations.AlterField("mark", "place", models.IntegerField()),
        migrations.AlterField("mark", "wish", models.CharField(max_length=12, choices=WISHES)),
        migrations.AddField(
            "headline", "intro", models.CharField(blank=True, default="", max_length=500)
        ),
        migrations.AddField(
            "headline", "call", models.CharField(blank=True, default="", max_length=500)
        ),
    ]
