"""Editors put a section first, second, third, fourth or last."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mailer", "0016_easy_pages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mark",
            name="wish",
            field=models.CharField(
                choices=[
                    ("show", "Show"),
                    ("whole", "Show whole"),
                    ("first", "Put first"),
                    ("first-whole", "Put first, and whole"),
                    ("second", "Put second"),
                    ("third", "Put third"),
                    ("fourth", "Put fourth"),
                    ("last", "Put last"),
                    ("hide", "Leave out"),
                ],
                max_length=12,
            ),
        ),
    ]
